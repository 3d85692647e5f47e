"""What is recorded of training, networks and consultations is in the figures at once, and leaves them when removed."""

from datetime import date

import pytest
from django.db import DatabaseError
from django.urls import reverse
from django.utils import timezone

from agencies.models import Consultation, NetworkMeeting, Role, Training
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


def test_a_consultation_counts_for_who_asked_and_where_until_removed(cast, clone):
    client, north = cast.client("lena"), factories.locality("north")
    factories.consultation(cast.health, held_on=date(2022, 11, 1))

    def counted():
        with one_snapshot():
            found = figures().consulted
        return found.total, found.by_agency[cast.school.pk], found.in_place(north.pk), found.about("neglect")

    typed = {"held_on": "2022-11-01", "agency": cast.school.pk, "locality": north.pk, "theme": "neglect"}
    client.post(reverse("consultation_record"), {**typed, "advice": "Offer an S&N", "request_key": KEY})
    recorded = counted()
    made = Consultation.objects.get(agency=cast.school)
    client.post(reverse("consultation_remove", args=[made.pk]), {"version": 1, "reason": "Entered in error"})

    assert (recorded, counted()) == ((2, 1, 1, 1), (1, 0, 0, 0))


def test_who_counts_reads_no_word_of_the_advice(cast, clone):
    factories.consultation(cast.school)

    with one_snapshot(), pytest.raises(DatabaseError, match="permission denied"):
        list(Consultation.objects.using("reporting").order_by().values_list("advice"))


def test_a_lead_counts_the_consultations_of_the_own_agency_and_opens_none(cast, clone):
    factories.consultation(cast.school, held_on=date(2022, 11, 1), theme="neglect", advice="Ask the health visitor")
    factories.consultation(cast.health, held_on=date(2022, 11, 2), theme="send")
    client = cast.client("ben")

    page = client.get("/figures/own/?year=2022-23&topic=workforce").content.decode()
    explained = client.get("/figures/own/explain/consultations/?year=2022-23").content.decode()

    assert "Oxford Health" not in page
    assert "The figure counts 1 consultation. Your role opens none of them." in explained
    assert "Ask the health visitor" not in page + explained


def test_a_lead_who_works_for_the_lcss_too_opens_what_the_figure_counts(cast, clone):
    made = factories.consultation(cast.school, held_on=date(2022, 11, 1))
    factories.membership(cast.ben, cast.school, Role.LCSS)

    shown = cast.client("ben").get("/figures/own/explain/consultations/?year=2022-23").content.decode()

    assert "The figure counts 1 consultation, and you may open all of them." in shown
    assert reverse("consultation_correct", args=[made.pk]) in shown


def test_the_board_sees_who_asked_and_about_what_but_no_consultation(cast, clone):
    factories.consultation(cast.health, held_on=date(2022, 11, 2), theme="send", advice="Ask the health visitor")
    client = cast.client("esme")

    page = client.get("/figures/?year=2022-23&topic=workforce").content.decode()
    explained = client.get("/figures/explain/consultations/?year=2022-23").content.decode()

    assert "Oxford Health" in page
    assert "Special educational needs and disability" in page
    assert "The figure counts 1 consultation. Your role opens none of them." in explained
    assert "Ask the health visitor" not in page + explained


def test_where_nothing_is_recorded_the_page_says_so_in_place_of_zeros(cast, clone):
    client = cast.client("esme")

    def shown(address="/figures/?year=2022-23&topic=workforce"):
        answer = client.get(address)
        return answer.context["figures"].parts, answer.content.decode()

    nothing, page = shown()
    of_one, _ = shown(f"/figures/agencies/{cast.school.pk}/?year=2022-23&topic=workforce")
    factories.training(cast.school, completed_on=date(2021, 11, 1))
    some, of_some = shown()
    factories.network(held_on=date(2022, 11, 1))
    factories.consultation(cast.health, held_on=date(2022, 11, 2))
    everything, _ = shown()

    up_to = "is recorded up to 31 March 2023."
    assert nothing.in_words.startswith(f"No course, network meeting or consultation {up_to}")
    assert of_one.in_words.startswith(f"No course and no consultation {up_to}")
    assert not nothing.headlines
    assert not nothing.sections
    assert "<table" not in page
    assert [headline.number for headline in some.headlines] == ["0"]  # somebody was trained, the year before
    assert [section.text for section in some.sections if section.text] == [
        f"No meeting {up_to}",
        f"No consultation {up_to}",
    ]
    assert "Staff trained" in of_some
    assert not [section for section in everything.sections if section.text]
    assert everything.paged
