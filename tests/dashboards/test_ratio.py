"""The table of the measures' section 3, and the figures of the Board's paper."""

import pytest

from dashboards.measures.ratio import ratio, ratio_text


@pytest.mark.parametrize(
    ("assessments", "contacts", "text"),
    [
        (1359, 755, "1.8 S&Ns per MASH contact"),
        (400, 1640, "4.1 MASH contacts per S&N"),
        (656, 1640, "2.5 MASH contacts per S&N"),
        (1000, 3700, "3.7 MASH contacts per S&N"),
        (70, 5250, "75 MASH contacts per S&N"),
        (40, 2200, "55 MASH contacts per S&N"),
        (7, 7, "1.0 S&Ns per MASH contact"),
        (199, 20, "10 S&Ns per MASH contact"),  # 9.95
        (7, 4, "1.8 S&Ns per MASH contact"),  # 1.75
        (2, 149, "75 MASH contacts per S&N"),  # 74.5
        (1, 1234, "1,234 MASH contacts per S&N"),
        (12, 0, "12 S&Ns, no MASH contacts"),
        (1, 0, "1 S&N, no MASH contacts"),
        (0, 1, "1 MASH contact, no S&Ns"),
        (0, 1234, "1,234 MASH contacts, no S&Ns"),
        (0, 0, "No activity"),
    ],
)
def test_ratio_is_said_in_the_words_of_the_papers(assessments: int, contacts: int, text: str) -> None:
    assert ratio_text(assessments, contacts) == text


def test_there_is_no_ratio_without_contacts() -> None:
    assert ratio(3, 0) is None
    assert ratio(0, 3) == 0
