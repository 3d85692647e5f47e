"""15. What a lead says was not right to open in an emergency is closed before its 24 hours are over."""

import pytest
from django.urls import reverse

from agencies.unit_of_work import behind_the_wall, set_person
from assessments.models import EmergencyReview
from assessments.selectors import emergency
from tests import factories
from tests.promises.test_015_emergency_access import ask, can_read


@pytest.mark.parametrize(
    ("word", "status", "said"), [("no", 404, "What was opened is closed"), ("yes", 200, "is kept")]
)
def test_what_was_not_right_closes_at_once_with_all_that_was_opened_with_it(cast, family, named, word, status, said):
    child, assessment = family
    sibling = factories.child("Sam", "Canary")
    assessment.links.create(child=sibling)
    by_reference = {"reference": assessment.reference, "forename": "", "surname": ""}
    ask(cast, **by_reference)
    review, ben = EmergencyReview.objects.get(access__child=child), cast.client("ben")
    address = reverse("emergency_review", args=[review.pk])
    assert b"closes to them at once" in ben.get(address).content

    answer = ben.post(address, {"was_right": word}, follow=True)

    assert said in answer.content.decode()
    for one in EmergencyReview.objects.all():
        shown = ben.get(reverse("emergency_review", args=[one.pk])).content.decode()
        assert ("Closed by a review" in shown) == (word == "no")
    assert can_read(cast, "farid", child, assessment) == [status, status]
    assert can_read(cast, "farid", sibling, assessment) == [status, status]
    assert emergency.live(cast.scope("farid")).exists() == (word == "yes")
    with behind_the_wall():  # whatever a selector says
        set_person(cast.farid.pk, cast.refuge.pk)
        assert type(assessment).objects.filter(pk=assessment.pk).exists() == (word == "yes")

    ask(cast, **by_reference, reason="They came again, and this time hurt")
    assert can_read(cast, "farid", child, assessment) == [200, 200]
