"""Another proposal on the page that shares out a year's targets loses nothing that was typed."""

from datetime import date

import pytest
import time_machine

from tests import factories
from tests.cast import Cast
from tests.dashboards import sharing
from tests.dashboards.sharing import ADDRESS, NOW, proposed, rows, stored, told, typed

pytestmark = pytest.mark.usefixtures("clone")


@pytest.fixture
def done(cast: Cast) -> Cast:
    return sharing.make(cast)


@time_machine.travel(NOW)
def test_another_proposal_keeps_the_numbers_that_were_changed_and_says_which(done: Cast) -> None:
    client = done.client("esme")
    sent = typed(done, client.get(ADDRESS), school="7", health="", council="10", refuge="some")

    answer = client.post(
        ADDRESS, {**sent, "year": "2023-24", "total": "400", "proposal": "growth", "action": "propose"}
    )

    boxes = {
        one.name: answer.context["form"][f"target_{one.key.hex}"].value() for one in answer.context["form"].agencies
    }
    wanted = {"Hilltop School": "7", "Oxford Health": "", "Oxfordshire County Council": "100"}
    assert {name: boxes[name] for name in wanted} == wanted  # they would be 200 and 100
    assert boxes["Harbour Refuge"] == "some"
    assert "3 numbers that you changed are kept: Harbour Refuge; Hilltop School; Oxford Health." in told(answer)
    assert "Kept as you typed it" in rows(answer)["Hilltop School"][1]
    assert "Kept empty: no target" in rows(answer)["Oxford Health"][1]
    assert 'value="The Board"' in answer.content.decode()
    assert "total=400" in answer.context["address"]
    assert not stored()


@time_machine.travel(NOW)
def test_a_number_stays_proposed_when_records_change_after_the_page_was_opened(done: Cast) -> None:
    client = done.client("esme")
    sent = typed(done, client.get(ADDRESS), school="7", total="400", action="propose")
    factories.assessment(done.health, completed_on=date(2022, 12, 1))  # now 2, 2 and 1 of 5

    answer = client.post(ADDRESS, sent)
    again = client.post(
        "/targets/share/" + answer.context["address"],
        typed(done, answer, total="500", year="2023-24", action="propose"),
    )

    assert proposed(answer) == {"Hilltop School": 7, "Oxford Health": 160, "Oxfordshire County Council": 80}
    assert "1 number that you changed is kept: Hilltop School." in told(answer)
    assert proposed(again) == {"Hilltop School": 7, "Oxford Health": 200, "Oxfordshire County Council": 100}


@time_machine.travel(NOW)
def test_an_agency_that_was_not_on_the_page_is_proposed_its_number(done: Cast) -> None:
    client = done.client("esme")
    health = f"target_{done.health.pk.hex}"
    sent = typed(done, client.get(ADDRESS), total="400", action="propose")

    answer = client.post(ADDRESS, {name: value for name, value in sent.items() if name != health})

    assert proposed(answer) == {"Hilltop School": 200, "Oxford Health": 100, "Oxfordshire County Council": 100}


@time_machine.travel(NOW)
def test_the_numbers_that_were_changed_are_replaced_when_that_is_ticked(done: Cast) -> None:
    client = done.client("esme")
    sent = typed(done, client.get(ADDRESS), school="7", total="400", action="propose", replace="on")

    answer = client.post(ADDRESS, sent)

    assert proposed(answer)["Hilltop School"] == 200
    assert "kept" not in told(answer).split("Work out the sums")[1].split("Agencies together")[1]
    assert not answer.context["form"]["replace"].value()


@time_machine.travel(NOW)
@pytest.mark.parametrize("action", ["record", "sum"])
def test_what_is_shared_out_is_not_changed_unseen(done: Cast, action: str) -> None:
    client = done.client("esme")
    sent = typed(done, client.get(ADDRESS), school="7", total="400", action=action)

    answer = client.post(ADDRESS, sent)
    answer_wrong = client.post(ADDRESS, {**sent, "total": "many"})
    answer_unknown = client.post(ADDRESS, {**sent, "total": "", "year": "2026-27"})
    later = client.post(
        "/targets/share/" + answer.context["address"], {**typed(done, answer), "total": "400", "year": "2023-24"}
    )

    assert ("Nothing is recorded yet" in told(answer)) is (action == "record")
    assert proposed(answer) == {"Hilltop School": 7, "Oxford Health": 100, "Oxfordshire County Council": 100}
    for refused in (answer_wrong, answer_unknown):
        assert refused.context["asked"].errors["total"]
        assert proposed(refused)["Hilltop School"] == 7
    assert later.status_code == 302
    assert {row[0]: row[1] for row in stored()} == proposed(answer)


@time_machine.travel(NOW)
def test_an_agency_that_completes_none_by_its_nature_is_proposed_nothing(done: Cast) -> None:
    type(done.mash).objects.filter(pk__in=[done.mash.pk, done.school.pk]).update(completes_none=True)

    answer = done.client("esme").get(ADDRESS)

    assert done.mash.name not in rows(answer)
    assert "Hilltop School" in rows(answer)  # it completed some all the same
    assert f"Not listed: {done.mash.name}." in told(answer)
