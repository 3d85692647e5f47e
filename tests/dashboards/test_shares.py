"""Sharing out a total: tables worked by hand, and that proposals always add up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboards.measures.shares import Base, Proposal, divided, propose

COUNT = st.integers(0, 5000)
AGENCIES = st.lists(st.builds(Base, COUNT, COUNT, COUNT), min_size=1, max_size=40)
MANY_ZEROS = st.lists(st.builds(Base, *[st.sampled_from([0, 0, 0, 1, 7])] * 3), min_size=1, max_size=40)


@pytest.mark.parametrize(
    ("total", "weights", "shares"),
    [
        (10, [1, 1, 1], [4, 3, 3]),  # each loses a third: the first gets the one that is left
        (10, [3, 3, 1], [4, 4, 2]),  # 4 2/7, 4 2/7, 1 3/7
        (100, [50, 30, 20], [50, 30, 20]),
        (7, [50, 30, 20], [4, 2, 1]),  # 3.5, 2.1, 1.4
        (5, [1, 3], [1, 4]),  # 1 1/4, 3 3/4
        (1, [2, 2, 4], [0, 0, 1]),
        (3, [0, 5, 0], [0, 3, 0]),
        (3, [0, 0], [0, 0]),
        (3, [], []),
        (2, [1, 3, 0], [0, 2, 0]),  # half an S&N lost by both: the heavier comes first
    ],
)
def test_what_rounding_down_leaves_goes_to_those_who_lost_most(
    total: int, weights: list[int], shares: list[int]
) -> None:
    assert divided(total, weights) == shares


@pytest.mark.parametrize(
    ("proposal", "agencies", "shares"),
    [
        # targets of 60 and 40 before, twice the 50 S&Ns done; the third had none and did 25, which would be 50
        (Proposal.SHARE, [Base(1, 9, 60), Base(49, 9, 40), Base(25, 0, 0)], [80, 53, 67]),
        # without a target, and without an S&N: nothing to go by
        (Proposal.SHARE, [Base(1, 9, 60), Base(99, 9, 40), Base(0, 7, 0)], [120, 80, 0]),
        # nobody had one: what each did, 30 and 10
        (Proposal.SHARE, [Base(30, 0), Base(10, 5)], [150, 50]),
        # the second has no contacts and keeps its 20; 180 by contacts, 10 to 5 -> 12 S&Ns for each contact
        (Proposal.RATIO, [Base(40, 10), Base(20, 0), Base(0, 5)], [120, 20, 60]),
        # nobody has contacts: what each did
        (Proposal.RATIO, [Base(30, 0), Base(10, 0)], [150, 50]),
        # those without contacts did more than the whole total
        (Proposal.RATIO, [Base(300, 0), Base(100, 0), Base(9, 9)], [150, 50, 0]),
        # each 100% more than it did
        (Proposal.GROWTH, [Base(70, 1, 5), Base(30, 0, 95), Base(0, 50, 1)], [140, 60, 0]),
        # nobody did anything
        (Proposal.GROWTH, [Base(0, 0), Base(0, 3)], [100, 100]),
        (Proposal.GROWTH, [], []),
        (Proposal.RATIO, [], []),
    ],
)
def test_each_proposal_of_200(proposal: Proposal, agencies: list[Base], shares: list[int]) -> None:
    assert propose(proposal, 200, agencies) == shares


@given(st.sampled_from(Proposal), st.integers(0, 100_000), AGENCIES | MANY_ZEROS)
def test_proposals_add_up_to_the_total_and_none_is_under_zero(
    proposal: Proposal, total: int, agencies: list[Base]
) -> None:
    found = propose(proposal, total, agencies)

    assert len(found) == len(agencies)
    assert sum(found) == total
    assert min(found) >= 0


@given(st.integers(0, 100_000), st.lists(COUNT, min_size=1, max_size=40).filter(any))
def test_no_share_is_a_whole_one_away_from_the_exact_one(total: int, weights: list[int]) -> None:
    exact = [total * weight / sum(weights) for weight in weights]

    assert all(abs(mine - share) < 1 for mine, share in zip(divided(total, weights), exact, strict=True))
