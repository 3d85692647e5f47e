"""The pages of S&Ns, as each of the cast meets them."""

import pytest
from django.urls import reverse

from assessments.models import MeetingAttendance
from tests import factories

pytestmark = pytest.mark.django_db
MOVES = ["share", "close", "withdraw"]


@pytest.fixture
def written(cast):
    """An S&N that Asha wrote, in her team, shared by agreement, with a TAF to which Carys is invited."""
    made = factories.assessment(
        cast.school,
        children=[factories.child()],
        author=cast.asha,
        team=cast.pastoral,
        lead_professional=cast.asha,
        lead_professional_agency=cast.school,
        needs_taf=True,
        why_now="Canary: why now",
    )
    meeting = factories.meeting(made, chair=cast.asha)
    MeetingAttendance.objects.create(meeting=meeting, name="Carys Evans", user=cast.carys, agency=cast.health)
    return made


def url(name, record, *more):
    return reverse(name, args=[record.pk, *more])


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("asha", 200),
        ("ben", 200),
        ("carys", 200),
        ("dev", 404),
        ("lena", 200),
        ("esme", 404),
        ("farid", 404),
        ("grace", 404),
    ],
)
def test_who_opens_an_assessment(cast, written, name, status):
    answer = cast.client(name).get(url("assessment_detail", written))

    assert answer.status_code == status
    assert (b"Canary" in answer.content) == (status == 200)


@pytest.mark.parametrize("move", MOVES)
@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("asha", 200),
        ("ben", 200),
        ("carys", 403),
        ("dev", 404),
        ("lena", 403),
        ("esme", 404),
        ("farid", 404),
        ("grace", 404),
    ],
)
def test_who_may_move_an_assessment(cast, written, name, status, move):
    assert cast.client(name).get(url(f"assessment_{move}", written)).status_code == status
