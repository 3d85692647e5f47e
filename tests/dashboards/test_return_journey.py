"""A quarterly return filled in, signed, judged and corrected by its pages."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.urls import reverse

from agencies.models import Role
from assessments.models import Assessment
from dashboards.measures import returned
from dashboards.models import QuarterlyReturn, ReturnReminder, ReturnVersion
from dashboards.presenters import return_changes
from dashboards.selectors import returns as selectors
from dashboards.services import return_reminders, returns
from tests import factories
from tests.cast import Cast
from tests.dashboards.returning import act, fill_in, prepared, sign

pytestmark = pytest.mark.usefixtures("clone")


def test_a_quarter_from_opening_to_accepted_with_one_sent_back_and_one_corrected(
    year: Cast, asked: QuarterlyReturn
) -> None:
    ben, esme = year.client("ben"), year.client("esme")

    fill_in(ben, asked)
    sign(ben, asked)
    act(esme, "return_send_back", asked, reason="Say why one is not recorded.")
    sign(ben, asked)
    act(esme, "return_accept", asked)
    act(ben, "return_reopen", asked, reason="The target was mistyped.")
    sign(ben, asked)
    act(esme, "return_accept", asked)

    signed = list(ReturnVersion.objects.values_list("number", "target_this_year", "correcting"))
    assert signed == [(1, 1200, ""), (2, 1200, "Say why one is not recorded."), (3, 1200, "The target was mistyped.")]
    assert list(asked.moves.order_by("recorded_at").values_list("move", flat=True)) == [
        *("open", "submit", "send-back", "submit", "accept", "reopen", "submit", "accept")
    ]


def test_the_board_finds_what_it_sent_back_until_it_is_signed_again(year: Cast, asked: QuarterlyReturn) -> None:
    ben, esme = year.client("ben"), year.client("esme")
    fill_in(ben, asked)
    sign(ben, asked)
    found = []
    for step in (lambda: act(esme, "return_send_back", asked, reason="Say why."), lambda: sign(ben, asked)):
        step()
        shown = esme.get(reverse("return_year"), {"year": asked.year, "show": "back"})
        found.append(
            (len(shown.context["list_table"].rows), "1 return is with the agency again" in shown.content.decode())
        )

    assert found == [(1, True), (0, False)]


def test_a_draft_is_kept_as_far_as_it_has_come_and_is_read_by_nobody_else(year: Cast, asked: QuarterlyReturn) -> None:
    url = reverse("return_section", args=[asked.pk, "narrative"])

    year.client("ben").post(url, {"narrative": "Not finished", "version": 1})

    here = reverse("return_detail", args=[asked.pk])
    assert b"Not finished" in year.client("ben").get(url).content
    assert b"Not finished" not in year.client("esme").get(here).content


def test_it_is_not_signed_before_it_is_complete(year: Cast, asked: QuarterlyReturn) -> None:
    ben = year.client("ben")
    response = ben.post(reverse("return_sign", args=[asked.pk]), {"agree": "on", "version": 1})

    assert b"Before you sign, fill in the target of this year" in response.content
    assert not ReturnVersion.objects.exists()


def test_wrong_answers_get_an_error_beside_the_field_and_keep_what_was_typed(
    year: Cast, asked: QuarterlyReturn
) -> None:
    url = reverse("return_section", args=[asked.pk, "numbers"])

    response = year.client("ben").post(url, {"target_this_year": "many", "unrecorded": "2", "version": 1})

    form = response.context["form"]
    assert form.errors["target_this_year"] == ["Target for this financial year must be a whole number"]
    assert form.errors["unrecorded_why"] == ["Enter why these S&Ns are not recorded in ehtrack"]
    assert b'value="many"' in response.content


def test_two_people_in_one_return_never_overwrite_each_other_unseen(year: Cast, asked: QuarterlyReturn) -> None:
    ben, url = year.client("ben"), reverse("return_section", args=[asked.pk, "narrative"])
    ben.post(url, {"narrative": "Mine", "version": 1})

    answer = ben.post(url, {"narrative": "Another's", "version": 1})

    assert answer.status_code == 409
    assert b"Mine" in answer.content
    assert b"Another&#x27;s" in answer.content


def test_what_was_signed_meanwhile_is_told_to_who_is_still_typing(year: Cast, asked: QuarterlyReturn) -> None:
    ben, url = year.client("ben"), reverse("return_section", args=[asked.pk, "narrative"])
    fill_in(ben, asked)
    sign(ben, asked)

    answer = ben.post(url, {"narrative": "Later", "version": 5})

    assert b"This return is submitted already" in answer.content
    for page in ("fill-in/numbers/", "sign/"):
        assert year.client("ben").get(f"/returns/{asked.pk}/{page}").headers["Location"] == f"/returns/{asked.pk}/"
    assert selectors.draft(asked).narrative == "More of us start one."


def test_where_script_runs_it_is_saved_while_it_is_typed(year: Cast, asked: QuarterlyReturn) -> None:
    ben, url = year.client("ben"), reverse("return_section", args=[asked.pk, "narrative"])

    kept = ben.post(url, {"narrative": "One", "version": 1}, headers={"hx-request": "true"})
    again = ben.post(url, {"narrative": "Two", "version": 1}, headers={"hx-request": "true"})

    assert b"Draft saved at" in kept.content
    assert b'value="2"' in kept.content
    assert b"Not saved: someone else changed this return" in again.content
    assert selectors.draft(asked).narrative == "One"


def test_what_changed_since_it_was_signed_is_restated_beside_it(year: Cast, asked: QuarterlyReturn) -> None:
    ben = year.client("ben")
    fill_in(ben, asked)
    sign(ben, asked)

    Assessment.objects.filter(agency=year.school).first().delete()  # type: ignore[union-attr]

    version = ReturnVersion.objects.get()
    found = return_changes.differences(returned.ReturnFigures.from_json(version.figures), prepared(asked))
    assert [(row.measure, row.before, row.after) for row in found] == [
        ("S&Ns completed, the quarter", 2, 1),
        ("S&Ns shared with the council, the quarter", 2, 1),
        ("S&Ns completed, the year so far", 2, 1),
        ("S&Ns shared with the council, the year so far", 2, 1),
    ]
    assert b"Restated" in ben.get(reverse("return_detail", args=[asked.pk])).content


def test_the_next_return_begins_with_what_seldom_changes(year: Cast, asked: QuarterlyReturn) -> None:
    fill_in(year.client("ben"), asked)
    sign(year.client("ben"), asked)

    returns.open_due(now=datetime(2023, 4, 1, 12, tzinfo=UTC))
    returns.open_due(now=datetime(2023, 7, 1, 12, tzinfo=UTC))

    drafts = [selectors.draft(row) for row in QuarterlyReturn.objects.order_by("year", "quarter")[1:]]
    assert [(one.senior_lead, one.target_this_year, one.target_next_year, one.narrative) for one in drafts] == [
        ("Ben Okafor", 1200, 1300, ""),
        ("Ben Okafor", 1300, None, ""),
    ]


def test_a_reminder_goes_once_to_each_lead_and_not_for_what_is_signed(year: Cast, asked: QuarterlyReturn) -> None:
    late = datetime(2023, 2, 7, 8, tzinfo=UTC)
    sent = [return_reminders.remind(now=late), return_reminders.remind(now=late)]
    with time_machine.travel(late, tick=False):
        fill_in(year.client("ben"), asked)
        sign(year.client("ben"), asked)
    sent.append(return_reminders.remind(now=datetime(2023, 2, 14, 8, tzinfo=UTC)))

    assert sent == [1, 0, 0]
    assert [letter.to for letter in mail.outbox] == [["ben@example.org"]]
    assert "late: it was due on 31 January 2023" in mail.outbox[0].body
    assert ReturnReminder.objects.count() == 1


def test_a_lead_of_another_agency_finds_no_such_return(year: Cast, asked: QuarterlyReturn) -> None:
    factories.person("Hana", agency=year.health, roles=[Role.LEAD], email="hana@example.org")
    client = Client()
    client.force_login(year.health.memberships.get(user__email="hana@example.org").user)

    for name in ("return_detail", "return_sign", "return_reopen"):
        assert client.get(reverse(name, args=[asked.pk])).status_code == 404
    assert client.get(reverse("return_detail", args=[uuid4()])).status_code == 404


def test_a_return_that_was_sent_back_is_reminded_of_the_next_morning_and_each_week_after(
    year: Cast, asked: QuarterlyReturn
) -> None:
    fill_in(year.client("ben"), asked)
    sign(year.client("ben"), asked)
    act(year.client("esme"), "return_send_back", asked, reason="Why?")

    sent = [return_reminders.remind(now=datetime(2023, 1, day, 8, tzinfo=UTC)) for day in (10, 11, 12, 17, 18)]

    assert sent == [0, 1, 0, 0, 1]
    assert "The return of 2022-23 Q3 was sent back" in mail.outbox[0].body
