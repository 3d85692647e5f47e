"""Data quality: each check counts what it says, opens to its records, and falls as they are mended."""

import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.models import Assessment, Child, Contact
from assessments.selectors import quality
from tests import factories
from tests.cast import Cast
from tests.promises.test_008_second_wall import acting

pytestmark = pytest.mark.django_db
NOW = datetime(2023, 3, 14, 10, tzinfo=UTC)
TODAY = NOW.date()
OLD = TODAY - timedelta(days=60)


@pytest.fixture
def doubtful(cast: Cast) -> Cast:
    """One record for each check, of the school and shared."""
    shared = {"completed_on": OLD, "shared_on": OLD, "started_on": None}
    twin = {"forename": "Ida", "surname": "Twin", "date_of_birth": date(2015, 1, 1)}
    known = [factories.child(**twin), factories.child(**{**twin, "forename": "IDA"})]
    unknown = factories.child("Una", "Known", date_of_birth=None)
    unborn = factories.child("Baby", "Due", date_of_birth=None, expected_date_of_birth=OLD)
    factories.assessment(cast.school, children=[*known, unknown, unborn], **shared)
    factories.assessment(cast.school, **{**shared, "consent": ""})
    factories.assessment(cast.school, **{**shared, "shared_on": None})
    factories.assessment(cast.school, **{**shared, "shared_on": OLD + timedelta(days=15)})
    factories.assessment(cast.school, **{**shared, "needs_taf": True})
    factories.contact(cast.school)
    return cast


def counted(cast: Cast, name: str) -> dict[str, int]:
    with acting(cast, name):
        return {check.key: number for check, number in quality.counts(cast.scope(name), TODAY)}


def test_each_check_counts_what_it_says(doubtful: Cast) -> None:
    assert counted(doubtful, "ben") == {
        "no-birth-date": 1,
        "overdue-birth": 1,
        "no-agreement": 1,
        "not-shared": 1,
        "shared-late": 1,
        "no-taf": 1,
        "undecided": 1,
    }
    assert counted(doubtful, "lena") == {
        "no-birth-date": 1,
        "overdue-birth": 1,
        "no-agreement": 1,
        "shared-late": 1,
        "no-taf": 1,
        "duplicates": 1,
    }


def test_a_count_falls_as_its_records_are_mended(doubtful: Cast) -> None:
    Child.objects.filter(surname="Known").update(date_of_birth=date(2016, 1, 1))
    Child.objects.filter(surname="Due").update(date_of_birth=OLD)
    Assessment.objects.filter(consent="").update(consent="yes")
    Assessment.objects.filter(shared_on=None).update(shared_on=TODAY, completed_on=TODAY)
    Assessment.objects.filter(needs_taf=True).update(needs_taf=False)
    Contact.objects.update(decided_at=NOW, outcome="other")

    assert counted(doubtful, "ben") == {
        "no-birth-date": 0,
        "overdue-birth": 0,
        "no-agreement": 0,
        "not-shared": 0,
        "shared-late": 1,
        "no-taf": 0,
        "undecided": 0,
    }


@time_machine.travel(NOW)
@pytest.mark.parametrize("name", ["ben", "lena"])
def test_each_count_opens_to_as_many_records(doubtful: Cast, name: str) -> None:
    client = doubtful.client(name)

    for key, number in counted(doubtful, name).items():
        page = client.get(f"/quality/{key}/")
        assert page.context["page"].paginator.count == number, key


@time_machine.travel(NOW)
def test_a_check_of_another_role_is_not_there(doubtful: Cast) -> None:
    assert doubtful.client("ben").get("/quality/duplicates/").status_code == 404
    assert doubtful.client("lena").get("/quality/undecided/").status_code == 404


@time_machine.travel(NOW)
def test_lists_take_the_same_queries_for_one_and_twenty(doubtful: Cast) -> None:
    client = doubtful.client("ben")

    def queries() -> int:
        client.get("/quality/no-taf/")
        with CaptureQueriesContext(connection) as captured:
            client.get("/quality/no-taf/")
        return len(captured)

    one = queries()
    for _ in range(19):
        factories.assessment(doubtful.school, started_on=None, completed_on=OLD, shared_on=OLD, needs_taf=True)

    assert queries() == one


def test_lcss_is_led_to_merge_each_pair_and_no_column_is_empty(doubtful: Cast) -> None:
    lena = doubtful.client("lena")
    one, other = Child.objects.filter(surname="Twin").order_by("pk")

    shown = lena.get(reverse("quality_check", args=["duplicates"])).content.decode()

    assert reverse("child_merge", args=[one.pk, other.pk]) in shown
    turned = reverse("child_merge", args=[other.pk, one.pk])
    assert turned not in shown
    assert turned in lena.get(reverse("child_merge", args=[one.pk, other.pk])).content.decode()
    assert "Ask LCSS" not in shown
    assert "Reference" not in shown


@pytest.mark.parametrize(
    ("numbers", "pairs"),
    [
        (("9434765919", "9434765870"), 0),
        (("9434765919", "9434765919"), 1),
        (("9434765919", ""), 1),
        (("", "", ""), 2),
        (("9434765919", "9434765870", ""), 2),
        (("", "9434765919", "9434765870"), 2),
        (("9434765919", "", "9434765870"), 2),
        (("", "9434765919"), 1),
    ],
)
def test_a_pair_is_there_once_and_not_with_two_nhs_numbers(cast: Cast, numbers: tuple[str, ...], pairs: int) -> None:
    ida = {"forename": "Ida", "surname": "Twin", "date_of_birth": date(2015, 1, 1)}
    keys = sorted(uuid.uuid4() for _ in numbers)
    same = [factories.child(**ida, nhs_number=number, pk=key) for number, key in zip(numbers, keys, strict=True)]
    factories.assessment(cast.school, children=same)

    page = cast.client("lena").get(reverse("quality_check", args=["duplicates"]))

    assert (counted(cast, "lena")["duplicates"], len(page.context["page"])) == (pairs, pairs)
    assert "Pairs whose NHS numbers differ are left out" in page.content.decode()
    assert all(row.pk != row.other_id for row in page.context["page"])


def test_a_record_that_is_seen_by_a_merged_one_alone_makes_a_pair_and_one_unseen_does_not(cast: Cast) -> None:
    ida = {"forename": "Ida", "surname": "Twin", "date_of_birth": date(2015, 1, 1)}
    seen, other, _unseen = (factories.child(**ida) for _ in range(3))
    merged = factories.child("Ada", "Twin", merged_into=other)
    factories.assessment(cast.school, children=[seen, merged])

    page = cast.client("lena").get(reverse("quality_check", args=["duplicates"]))

    assert [{row.pk, row.other_id} for row in page.context["page"]] == [{seen.pk, other.pk}]
