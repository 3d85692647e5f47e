"""What the pages of an S&N ask for, and refuse: a review to come, a pilot where there is one."""

import re
from datetime import date

import pytest
import time_machine

from assessments.models import Assessment
from tests import factories
from tests.assessments.test_assessments_draft import draft, save, url

pytestmark = pytest.mark.django_db
YESTERDAY = "2022-10-31"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel("2022-11-01 10:00 +0000", tick=False):
        yield


@pytest.fixture
def asha(cast):
    return cast.client("asha")


def test_a_review_is_planned_for_a_day_to_come(cast, asha):
    made = draft(asha)

    refused = save(asha, made, "plan", review_on=YESTERDAY)
    Assessment.objects.filter(pk=made.pk).update(review_on=YESTERDAY)
    kept = save(asha, made, "plan", review_on=YESTERDAY)

    assert "Review date must be today or in the future" in refused.content.decode()
    assert kept.status_code == 302


def test_the_review_of_a_completed_assessment_is_after_its_day(cast, asha):
    made = factories.assessment(cast.school, author=cast.asha, team=cast.pastoral, completed_on=date(2022, 10, 10))
    target = url("assessment_correct", made, "plan")

    refused = asha.post(target, {"version": 1, "reason": "Typing", "review_on": "2022-10-09"})
    corrected = asha.post(target, {"version": 1, "reason": "Typing", "review_on": "2022-10-10"})

    assert "Review date must be on or after the day that the S&amp;N was completed" in refused.content.decode()
    assert corrected.status_code == 302


@pytest.mark.parametrize(("pilots_of", "asked"), [("school", True), ("health", False), (None, True)])
def test_only_an_agency_with_pilots_is_told_that_none_is_recorded(cast, asha, pilots_of, asked):
    factories.pilot(agency=getattr(cast, pilots_of) if pilots_of else None)
    made = factories.assessment(cast.school, author=cast.asha, team=cast.pastoral)
    begun = draft(asha)

    for page in (url("assessment_detail", made), url("assessment_check", begun)):
        assert (">Pilot<" in re.sub(r"\s*([<>])\s*", r"\1", asha.get(page).content.decode())) is asked, page
