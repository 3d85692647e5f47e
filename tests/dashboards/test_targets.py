"""Targets as agreed: which version the figures use is said where it is recorded, and where it is used."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.utils.html import strip_tags

from agencies.errors import NotAllowedYet
from agencies.models import AuditEvent
from dashboards.models import Basis, Kind, Target
from dashboards.selectors import targets
from dashboards.selectors.targets import YearTarget
from dashboards.services import targets as services
from ehtrack.lib.calendar import FinancialYear
from tests import factories
from tests.cast import Cast

pytestmark = pytest.mark.usefixtures("clone")
NOW = datetime(2023, 2, 14, 10, tzinfo=UTC)
AGREED = date(2022, 4, 1)
TODAY, YEAR = NOW.date(), FinancialYear(2022)
POSTED = {
    "request_key": "4b0e9b5e-7f0e-4bb4-9d4b-0a5d3f3b8a12",
    "year": "2022-23",
    "target": "500",
    "agreed_on": "2022-09-01",
    "kind": "assessments",
    "basis": "completed",
}


def text(cast: Cast, address: str) -> str:
    return " ".join(strip_tags(cast.client("esme").get(address).content.decode()).replace("&amp;", "&").split())


def states(cast: Cast) -> list[str]:
    return [strip_tags(str(row[5])) for row in cast.client("esme").get("/targets/").context["list_table"].rows]


@time_machine.travel(NOW)
@pytest.mark.parametrize(
    ("field", "value", "error"),
    [
        ("target", "0", "The target must be 1 or more"),
        ("agreed_on", "2018-03-31", "Day of the agreement must be 1 April 2018 or later"),
        ("agreed_on", "2023-02-15", "Day of the agreement must be today or in the past"),
    ],
)
def test_what_cannot_have_been_agreed_is_refused_beside_the_field(
    cast: Cast, field: str, value: str, error: str
) -> None:
    answer = cast.client("esme").post("/targets/new/", {**POSTED, field: value})

    assert answer.context["form"].errors[field] == [error]
    assert not Target.objects.exists()


@time_machine.travel(NOW)
def test_a_target_agreed_after_the_as_of_date_is_said_not_to_be_used_yet(cast: Cast) -> None:
    factories.assessment(cast.school)
    Target.objects.create(year="2022-23", target=300, agreed_on=date(2022, 4, 1))
    Target.objects.create(year="2022-23", target=500, agreed_on=date(2023, 2, 13))

    shown = text(cast, "/figures/")

    told = "figures up to 31 January 2023 still use 300."
    assert f"A target of 500 S&Ns was agreed on 13 February 2023: {told}" in shown
    assert states(cast) == [f"Not used yet Agreed on 13 February 2023: {told}", "Holds"]
    assert told in text(cast, "/figures/explain/target/")
    assert "still use" not in text(cast, "/figures/?as_of=2023-02-13")


@time_machine.travel(NOW)
def test_a_first_target_agreed_after_the_as_of_date_is_told_too(cast: Cast) -> None:
    factories.assessment(cast.school)
    Target.objects.create(year="2022-23", target=500, agreed_on=date(2023, 2, 13))

    told = "A target of 500 S&Ns was agreed on 13 February 2023: figures up to 31 January 2023 do not use it."
    assert f"No target is set for 2022-23. {told}" in text(cast, "/figures/")
    assert states(cast) == ["Not used yet Agreed on 13 February 2023: figures up to 31 January 2023 have no target."]


@time_machine.travel(NOW)
def test_what_holds_is_what_the_figures_of_that_year_use(cast: Cast) -> None:
    """Of a year that is over, those of its last day; of two bases agreed on one day, the completed S&Ns."""
    Target.objects.create(year="2021-22", target=700, agreed_on=date(2022, 5, 1))
    Target.objects.create(year="2021-22", target=600, agreed_on=date(2021, 5, 1))
    Target.objects.create(year="2021-22", target=500, agreed_on=date(2021, 5, 1), basis=Basis.SHARED)
    Target.objects.create(year="2024-25", target=900, agreed_on=date(2023, 2, 14))

    found = states(cast)

    assert found[:2] == ["Holds", "Not used yet Agreed on 1 May 2022: figures up to 31 March 2022 still use 600."]
    assert sorted(found[2:]) == ["Holds", "Replaced"]


@time_machine.travel(NOW)
def test_a_withdrawn_version_counts_nowhere_and_stays_in_the_history(cast: Cast) -> None:
    Target.objects.create(year="2022-23", target=300, agreed_on=AGREED)
    mistake = Target.objects.create(year="2022-23", target=3000, agreed_on=date(2022, 9, 1))
    client = cast.client("esme")

    asked = client.post(f"/targets/{mistake.pk}/withdraw/", {"reason": ""})
    done = client.post(f"/targets/{mistake.pk}/withdraw/", {"reason": "A nought too many"})
    again = client.post(f"/targets/{mistake.pk}/withdraw/", {"reason": "Again"})

    assert asked.context["form"].errors["reason"] == ["Enter the reason"]
    assert done.status_code == 302
    assert "Somebody else withdrew" in again.content.decode()
    assert targets.for_year(YEAR, as_of=TODAY) == YearTarget(300, Basis.COMPLETED, AGREED)
    assert "On 14 February 2023 by Esme Clarke: A nought too many" in text(cast, "/targets/")
    row = AuditEvent.objects.get(action="target.withdrawn")
    assert (row.subject_ids, row.reason) == ([mistake.pk], "A nought too many")


def test_after_a_withdrawal_the_same_day_takes_the_right_number(cast: Cast) -> None:
    scope, about = cast.scope("esme"), {"year": YEAR, "agreed_on": AGREED}
    mistake = services.agree(scope=scope, target=3000, **about)
    with pytest.raises(NotAllowedYet):
        services.agree(scope=scope, target=300, **about)

    services.withdraw(scope=scope, target=mistake, reason="A nought too many", now=NOW)
    services.agree(scope=scope, target=300, **about)

    assert targets.for_year(YEAR, as_of=TODAY) == YearTarget(300, Basis.COMPLETED, AGREED)


def test_a_number_that_was_changed_meanwhile_is_not_withdrawn_unseen(cast: Cast) -> None:
    seen = Target.objects.create(year="2022-23", target=300, agreed_on=AGREED)
    Target.objects.filter(pk=seen.pk).update(target=400)

    with pytest.raises(NotAllowedYet):
        services.withdraw(scope=cast.scope("esme"), target=seen, reason="Twice", now=NOW)

    assert Target.objects.standing().exists()


@pytest.mark.parametrize("basis", Basis)
def test_of_two_newer_ones_of_one_day_figures_tell_of_the_one_of_what_they_count(basis: Basis) -> None:
    for one in Basis:
        Target.objects.create(year=YEAR.label, target=500, agreed_on=TODAY, basis=one)

    found = targets.agreed_later(YEAR, as_of=date(2023, 1, 31), basis=basis)

    assert found[Kind.ASSESSMENTS].basis == basis
