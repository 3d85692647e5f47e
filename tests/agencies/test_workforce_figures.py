"""What is recorded on the pages of training and networks is in the figures at once, and leaves them when removed."""

from datetime import date

from django.urls import reverse
from django.utils import timezone

from agencies.models import NetworkMeeting, Training
from dashboards.measures.asking import question
from dashboards.measures.figures import Figures, one_snapshot
from ehtrack.lib.calendar import FinancialYear, Month
from tests import factories

KEY = "11111111-1111-4111-8111-111111111111"
TODAY = date(2023, 6, 1)


def figures():
    return Figures(question(today=TODAY, year=FinancialYear(2022)), now=timezone.now())


def test_a_person_trained_counts_one_more_until_removed(cast, clone):
    factories.training(cast.school)
    client = cast.client("ben")

    def counted():
        with one_snapshot():
            trained = figures().trained
        return trained.people, trained.attendances, trained.by_agency.get(cast.school.pk)

    before = counted()
    typed = {"course": "S&N form", "completed_on": "2022-11-01", "people": "ann@example.org", "request_key": KEY}
    client.post(reverse("training_record"), typed)
    recorded = counted()
    made = Training.objects.get(person="ann@example.org")
    client.post(reverse("training_remove", args=[made.pk]), {"version": 1, "reason": "Entered in error"})

    assert (before, recorded, counted()) == ((1, 1, 1), (2, 2, 2), (1, 1, 1))


def test_a_meeting_counts_in_its_month_and_locality_until_removed(cast, clone):
    place, client = factories.locality("north"), cast.client("lena")

    def counted():
        with one_snapshot():
            found = {(month, locality.code): network for month, locality, network in figures().networks}
        north = found.get((Month(2022, 11), "north"))
        return (north.meetings, north.families) if north else (0, 0)

    typed = {"locality": place.pk, "held_on": "2022-11-01", "held": "yes", "families_discussed": 3, "request_key": KEY}
    client.post(reverse("network_record"), typed)
    recorded = counted()
    client.post(
        reverse("network_remove", args=[NetworkMeeting.objects.get().pk]), {"version": 1, "reason": "Entered in error"}
    )

    assert (recorded, counted()) == ((1, 3), (0, 0))
