"""An S&N is shared only with an agreement, or a reason, on record: by correction no more than by sharing."""

from datetime import date

import pytest
from django.urls import reverse

from agencies.errors import NotAllowedYet
from assessments import sections
from assessments.models import Assessment
from assessments.selectors import assessments
from assessments.services import sections as answers
from tests import factories

pytestmark = pytest.mark.django_db
SHARED = date(2022, 11, 1)


def correct(cast, made, section, **given):
    return answers.correct(
        scope=cast.scope("ben"),
        assessment=made,
        section=section,
        version=made.version,
        answers=given,
        reason="Typing error",
        today=SHARED,
    )


@pytest.mark.parametrize("consent", ["", "yes", "no"])
def test_a_first_shared_date_comes_from_sharing_never_from_a_correction(cast, consent):
    made = factories.assessment(cast.school, consent=consent, sharing_reason="Bruises", shared_on=None)

    with pytest.raises(NotAllowedYet, match="Share"):
        correct(cast, made, sections.DATES, shared_on=SHARED)

    assert Assessment.objects.get(pk=made.pk).shared_on is None


def test_the_dates_page_of_an_unshared_assessment_has_no_shared_date(cast):
    made = factories.assessment(cast.school, shared_on=None)
    other = factories.assessment(cast.school)

    def fields(one):
        page = cast.client("ben").get(reverse("assessment_correct", args=[one.pk, "dates"]))
        return set(page.context["form"].fields)

    assert "shared_on" not in fields(made)
    assert "shared_on" in fields(other)


@pytest.mark.parametrize("shared_on", [SHARED, None])
def test_a_shared_date_can_be_changed_or_cleared(cast, shared_on):
    made = factories.assessment(cast.school, shared_on=date(2022, 10, 31))

    assert correct(cast, made, sections.DATES, shared_on=shared_on).shared_on == shared_on


def test_no_correction_leaves_it_shared_without_an_agreement_on_record(cast):
    made = factories.assessment(cast.school, shared_on=date(2022, 10, 31))
    awaited = factories.assessment(cast.school, consent="", consent_on=None, shared_on=date(2022, 10, 31))

    with pytest.raises(NotAllowedYet, match="Record agreement"):
        correct(cast, made, sections.AGREEMENT, consent="")
    with pytest.raises(NotAllowedYet, match="Record agreement"):
        correct(cast, awaited, sections.DATES, shared_on=SHARED)

    assert set(Assessment.objects.values_list("consent", "shared_on")) == {
        ("yes", date(2022, 10, 31)),
        ("", date(2022, 10, 31)),
    }


def test_an_assessment_that_came_shared_without_agreement_is_corrected_elsewhere_as_before(cast):
    made = factories.assessment(cast.school, consent="", consent_on=None)

    assert correct(cast, made, sections.VOICES, child_voice="I like maths").child_voice == "I like maths"


def test_a_corrected_shared_date_is_not_before_completion(cast):
    made = factories.assessment(cast.school, completed_on=date(2022, 10, 10), shared_on=SHARED)

    with pytest.raises(NotAllowedYet, match="shared date must be on or after"):
        correct(cast, made, sections.DATES, shared_on=date(2022, 10, 1))


@pytest.mark.parametrize(("shared_on", "seen"), [(None, False), (SHARED, True)])
def test_a_reason_alone_opens_nothing_to_the_mash_before_it_is_shared(cast, shared_on, seen):
    child = factories.child()
    made = factories.assessment(
        cast.school, children=[child], consent="no", sharing_reason="Bruises", shared_on=shared_on
    )
    factories.contact(cast.health, children=[child])

    assert assessments.visible(cast.scope("dev")).filter(pk=made.pk).exists() is seen
