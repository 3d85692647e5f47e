"""Who completed which course: recorded by hand, corrected, removed."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agencies.models import AuditEvent, Training
from agencies.services import training as services
from tests import factories

KEY = "11111111-1111-4111-8111-111111111111"
DAY = date(2022, 10, 3)
TYPED = {"new_course": "S&N form", "completed_on": "2022-10-03", "request_key": KEY}


def record(cast, people, who="ben", **typed):
    return cast.client(who).post(reverse("training_record"), {**TYPED, "people": people, **typed})


def correct(cast, training, who="ben", **typed):
    values = {"person": training.person, "new_course": "S&N form", "completed_on": "2022-10-03", "version": 1}
    courses = {"new_course": "", "course": training.course}
    return cast.client(who).post(
        reverse("training_correct", args=[training.pk]),
        {**values, **({} if "new_course" in typed else courses), **typed},
    )


def stored():
    return set(Training.objects.values_list("person", "agency__code", "course", "completed_on"))


def errors(response):
    return response.context["form"].errors


def test_people_of_the_own_agency_are_recorded_at_once_each_once(cast):
    response = record(cast, "Ann.Lee@Example.org\n 1001 ; ann.lee@example.org\n\nS-77a")

    people = ("ann.lee@example.org", "1001", "S-77a")
    assert response.headers["Location"] == reverse("training_list")
    assert stored() == {(person, "hilltop-school", "S&N form", DAY) for person in people}
    logged = AuditEvent.objects.get(action="training.recorded")
    assert set(logged.subject_ids) == set(Training.objects.values_list("pk", flat=True))


def test_the_board_admin_says_for_which_agency(cast):
    record(cast, "1001", who="esme", agency=cast.health.pk)

    assert stored() == {("1001", "oxford-health", "S&N form", DAY)}
    assert "agency" in errors(record(cast, "1002", who="esme", request_key=KEY.replace("1", "2")))


def test_a_lead_records_for_no_other_agency(cast):
    record(cast, "1001", agency=cast.health.pk)

    assert stored() == {("1001", "hilltop-school", "S&N form", DAY)}


def test_a_form_sent_twice_records_once(cast):
    record(cast, "1001")

    assert record(cast, "1001").status_code == 302
    assert Training.objects.count() == 1


def test_a_known_course_keeps_its_spelling(cast):
    factories.training(cast.health, course="S&N form")

    record(cast, "1001", new_course="s&n  FORM")

    assert Training.objects.get(person="1001").course == "S&N form"


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"people": "Jane Smith"}, "people", "Jane Smith is not an email address or a staff number"),
        ({"people": "jane@"}, "people", "jane@ is not a whole email address, such as name@example.org"),
        ({"people": " "}, "people", "Enter the people who completed it"),
        ({"people": "1" * 255}, "people", "is too long"),
        ({"people": "\n".join(map(str, range(201)))}, "people", "Enter 200 people or fewer at a time"),
        ({"new_course": ""}, "new_course", "Enter the name of the course"),
        ({"completed_on": "2999-01-01"}, "completed_on", "The date must be today or in the past"),
        ({"completed_on": "1800-01-01"}, "completed_on", "1 April 2018 or later"),
        ({"completed_on": ""}, "completed_on", "Enter the date"),
    ],
)
def test_a_wrong_answer_is_told_beside_its_field_and_nothing_typed_is_lost(cast, typed, field, words):
    response = record(cast, **{"people": "1001\n1002", **typed})

    assert words in " ".join(errors(response)[field])
    assert ("1001\n1002" in response.content.decode()) == ("people" not in typed)
    assert not Training.objects.exists()


def test_who_has_the_course_on_the_day_already_is_named_and_nobody_is_recorded(cast):
    factories.training(cast.health, person="1001", course="S&N form", completed_on=DAY)

    response = record(cast, "1000\n1001", new_course="", course="S&N form")

    assert errors(response)["people"] == ["Recorded already for this course and day: 1001. Take them out of the list"]
    assert Training.objects.count() == 1


def test_nobody_completes_a_course_for_an_agency_that_has_closed(cast):
    cast.school.active_to = date(2022, 10, 2)
    cast.school.save()

    response = record(cast, "1001")

    assert errors(response)["completed_on"] == ["Hilltop School closed on 2 October 2022: check the date"]
    assert record(cast, "1001", completed_on="2022-10-02").status_code == 302


def test_the_course_is_chosen_or_typed_and_not_both(cast):
    factories.training(cast.school, course="TAF")

    assert "not both" in errors(record(cast, "1001", course="TAF"))["new_course"][0]
    assert "Select the course" in errors(record(cast, "1001", new_course=""))["course"][0]


def test_training_is_corrected_and_the_log_says_which_part(cast):
    training = factories.training(cast.school, person="1001", completed_on=DAY)

    correct(cast, training, person="1002", new_course="", course="S&N form")

    assert stored() == {("1002", "hilltop-school", "S&N form", DAY)}
    assert AuditEvent.objects.get(action="training.changed").detail == {"fields": ["person"]}


def test_a_correction_makes_no_second_row_of_one_course(cast):
    factories.training(cast.school, person="1001", completed_on=DAY)
    other = factories.training(cast.school, person="1002", completed_on=DAY)

    response = correct(cast, other, person="1001")

    assert errors(response)["person"] == ["This person has this course on this day already"]


def test_what_a_file_brought_stays_as_it_looks(cast):
    training = factories.training(cast.school, person="Ann Lee", completed_on=DAY)

    assert correct(cast, training, completed_on="2022-10-04").status_code == 302


def test_two_leads_do_not_overwrite_each_other(cast):
    training = factories.training(cast.school, person="1001", completed_on=DAY)
    correct(cast, training, person="1002")

    met = correct(cast, training, person="1003")

    assert met.status_code == 409
    assert "It now says: Person: 1002; Course: S&amp;N form" in met.content.decode()
    assert 'value="1003"' in met.content.decode()
    assert correct(cast, training, person="1003", version=2).status_code == 302


def test_training_is_removed_with_a_reason_that_the_log_keeps(cast):
    training, url = factories.training(cast.school), "training_remove"
    client = cast.client("ben")

    refused = client.post(reverse(url, args=[training.pk]), {"version": 1})
    client.post(reverse(url, args=[training.pk]), {"version": 1, "reason": "Recorded twice"})

    assert errors(refused)["reason"] == ["Enter the reason"]
    assert not Training.objects.exists()
    logged = AuditEvent.objects.get(action="training.removed")
    assert (logged.reason, logged.subject_ids) == ("Recorded twice", [training.pk])


def test_what_was_corrected_meanwhile_is_not_removed_unseen(cast):
    training = factories.training(cast.school, person="1001", completed_on=DAY)
    correct(cast, training, person="1002")

    response = cast.client("ben").post(
        reverse("training_remove", args=[training.pk]), {"version": 1, "reason": "Recorded twice"}
    )

    assert response.status_code == 409
    assert Training.objects.exists()


def test_the_list_is_narrowed_by_course_person_day_and_agency(cast):
    first = factories.training(cast.school, course="TAF", completed_on=date(2022, 9, 1))
    second = factories.training(cast.school, person="ann@example.org")
    third = factories.training(cast.health)

    def found(who="esme", **filters):
        return set(cast.client(who).get(reverse("training_list"), filters).context["page"])

    assert found("ben") == {first, second}
    assert found() == {first, second, third}
    assert found(course="TAF") == {first}
    assert found(q="ANN@") == {second}
    assert found(first="2022-09-02") == {second, third}
    assert found(last="2022-09-01") == {first}
    assert found(agency=cast.health.pk) == {third}


def test_an_empty_list_says_what_to_do_next(cast):
    client = cast.client("ben")

    assert b"No training is recorded yet. Record a course" in client.get(reverse("training_list")).content
    assert b"Change or clear the filters" in client.get(reverse("training_list"), {"q": "x"}).content


@pytest.mark.parametrize("who", ["ben", "esme"])
def test_the_list_asks_as_much_for_twenty_as_for_one(cast, who, django_assert_num_queries):
    client, url = cast.client(who), reverse("training_list")
    factories.training(cast.school)
    with CaptureQueriesContext(connection) as one:
        client.get(url)
    for _ in range(24):
        factories.training(cast.school)

    with django_assert_num_queries(len(one)):
        page = client.get(url)

    assert len(page.context["page"]) == 20


def test_the_service_takes_no_day_of_the_future(cast):
    with pytest.raises(services.ServiceError, match="today or in the past"):
        services.record(
            scope=cast.scope("ben"),
            agency=cast.school,
            course="TAF",
            completed_on=DAY,
            people=["1"],
            today=date(2022, 10, 2),
        )
