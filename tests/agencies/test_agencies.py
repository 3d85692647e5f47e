"""Agencies, their dated groups, and teams."""

from datetime import date

import pytest
from django.urls import reverse

from agencies.errors import ServiceError
from agencies.models import Agency, AuditEvent, Group
from agencies.selectors import agencies as selectors
from agencies.services import agencies, teams
from tests import factories

KEY = "11111111-1111-4111-8111-111111111111"
APRIL = date(2023, 4, 1)


def group_on(cast, agency, day):
    return selectors.listed(cast.scope("esme"), today=day, status="").get(pk=agency.pk).group_name


def move(cast, *, to, on, agency=None):
    moved = Agency.objects.get(pk=(agency or cast.school).pk)
    agencies.move(
        scope=cast.scope("esme"), agency=moved, version=moved.version, group=factories.group(to), starts_on=on
    )


def test_an_agency_is_added_with_its_group(cast):
    typed = {"name": "Quarry School", "code": "Quarry-School", "group": factories.group().pk, "request_key": KEY}

    response = cast.client("esme").post(reverse("agency_add"), typed)

    made = Agency.objects.get(code="quarry-school")
    assert response.headers["Location"] == reverse("agency_detail", args=[made.pk])
    assert group_on(cast, made, date(2000, 1, 1)) == "Education"


def test_a_code_is_used_once(cast):
    typed = {"name": "Other", "code": "hilltop-school", "group": factories.group().pk, "request_key": KEY}

    response = cast.client("esme").post(reverse("agency_add"), typed)

    assert b"Another agency has this code" in response.content


@pytest.mark.parametrize(
    ("day", "expected"), [(date(2023, 3, 31), "Education"), (APRIL, "Health"), (date(2030, 1, 1), "Health")]
)
def test_a_change_of_group_counts_from_its_month_on(cast, day, expected):
    move(cast, to="health", on=APRIL)

    assert group_on(cast, cast.school, day) == expected


def test_the_latest_change_of_group_counts(cast):
    move(cast, to="health", on=APRIL)
    move(cast, to="police", on=date(2023, 9, 1))

    days = (date(2023, 3, 1), date(2023, 5, 1), date(2023, 10, 1))

    assert [group_on(cast, cast.school, day) for day in days] == ["Education", "Health", "Police"]


def test_a_change_of_group_can_be_put_right(cast):
    move(cast, to="health", on=APRIL)

    move(cast, to="police", on=APRIL)

    assert group_on(cast, cast.school, APRIL) == "Police"
    assert cast.school.group_memberships.count() == 2


def test_a_change_starts_on_the_first_of_a_month(cast):
    with pytest.raises(ServiceError, match="first of a month"):
        move(cast, to="health", on=date(2023, 4, 2))


def test_an_agency_does_not_change_to_the_group_it_is_in(cast):
    with pytest.raises(ServiceError, match="already"):
        move(cast, to="education", on=APRIL)


def test_details_are_corrected_and_the_log_says_which(cast):
    url = reverse("agency_edit", args=[cast.school.pk])

    cast.client("esme").post(
        url, {"name": "Hilltop Academy", "do_not_name": "on", "active_from": "2020-09-01", "version": 1}
    )

    cast.school.refresh_from_db()
    assert (cast.school.name, cast.school.do_not_name) == ("Hilltop Academy", True)
    assert AuditEvent.objects.get(action="agency.changed").detail == {
        "fields": ["active_from", "do_not_name", "locality", "name"]
    }


def test_two_admins_do_not_overwrite_each_other(cast):
    url = reverse("agency_edit", args=[cast.refuge.pk])
    first = {"name": "Harbour Refuge", "do_not_name": "on", "version": 1}
    second = {"name": "Harbour House", "version": 1}
    client = cast.client("esme")

    client.post(url, {**first, "name": "Harbour"})
    met = client.post(url, second)

    cast.refuge.refresh_from_db()
    assert met.status_code == 409
    assert (cast.refuge.name, cast.refuge.do_not_name) == ("Harbour", True)
    assert b"Harbour House" in met.content
    assert b"It now says: Name: Harbour" in met.content
    assert client.post(url, {**second, "version": met.context["form"]["version"].value()}).status_code == 302


def test_two_admins_do_not_overwrite_each_others_number_of_children(cast):
    url = reverse("agency_children", args=[cast.school.pk])
    client = cast.client("esme")
    opened = client.get(url).context["form"]["version"].value()
    typed = {"starts_on": "2023-09-01", "version": opened}

    saved = client.post(url, {**typed, "children": "1420"}, follow=True)
    met = client.post(url, {**typed, "children": "1520"})

    assert "The number of children that Hilltop School works with is saved" in saved.content.decode()
    assert met.status_code == 409
    assert cast.school.populations.get().children == 1420
    assert b"It now says: Children from 1 September 2023: 1,420." in met.content
    assert 'value="1520"' in met.content.decode()
    again = {**typed, "children": "1520", "version": met.context["form"]["version"].value()}
    assert client.post(url, again).status_code == 302
    assert cast.school.populations.get().children == 1520


def test_two_admins_do_not_overwrite_each_others_change_of_group(cast):
    url = reverse("agency_move", args=[cast.school.pk])
    client = cast.client("esme")
    typed = {"starts_on": "2023-04-01", "version": client.get(url).context["form"]["version"].value()}

    client.post(url, {**typed, "group": factories.group("health").pk})
    met = client.post(url, {**typed, "group": factories.group("police").pk})

    assert met.status_code == 409
    assert group_on(cast, cast.school, APRIL) == "Health"
    assert b"It now says: Group from 1 April 2023: Health; Group from the beginning: Education." in met.content


def test_details_opened_before_the_number_of_children_changed_are_not_saved_unseen(cast):
    agencies.set_children(scope=cast.scope("esme"), agency=cast.school, version=1, children=None, starts_on=APRIL)

    met = cast.client("esme").post(reverse("agency_edit", args=[cast.school.pk]), {"name": "Hilltop", "version": 1})

    assert met.status_code == 409
    assert b"Children from 1 April 2023: Not known." in met.content


def test_an_agency_does_not_close_before_it_opens(cast):
    url = reverse("agency_edit", args=[cast.school.pk])

    response = cast.client("esme").post(
        url, {"name": "Hilltop", "active_from": "2022-09-01", "active_to": "2022-08-31", "version": 1}
    )

    assert b"on or after the first day" in response.content


def test_a_closed_agency_leaves_the_list_of_open_ones(cast):
    cast.client("esme").post(
        reverse("agency_close", args=[cast.refuge.pk]), {"last_day": "2024-03-31", "reason": "Merged"}
    )
    scope = cast.scope("esme")

    for day, shown in ((date(2024, 3, 31), True), (date(2024, 4, 1), False)):
        assert selectors.listed(scope, today=day).filter(pk=cast.refuge.pk).exists() is shown
    assert AuditEvent.objects.get(action="agency.closed").reason == "Merged"


def test_a_closed_agency_is_not_closed_again(cast):
    scope = cast.scope("esme")
    agencies.close(scope=scope, agency=cast.refuge, last_day=APRIL, reason="Merged")

    with pytest.raises(ServiceError, match="has a last day"):
        agencies.close(scope=scope, agency=cast.refuge, last_day=APRIL, reason="Merged")


def test_agencies_are_found_by_name_group_and_status(cast):
    client = cast.client("esme")

    page = client.get(reverse("agency_list"), {"q": "hilltop", "group": "education", "status": "open"})

    assert [agency.name for agency in page.context["page"]] == ["Hilltop School"]
    assert list(client.get(reverse("agency_list"), {"group": "police"}).context["page"]) == []


def test_a_group_is_added_once(cast):
    client = cast.client("esme")
    for key in (KEY, KEY.replace("1", "2")):
        client.post(reverse("group_add"), {"name": "Housing", "code": "housing", "request_key": key})

    assert Group.objects.filter(code="housing").count() == 1


def test_a_team_is_added_and_renamed_once_per_agency(cast):
    scope = cast.scope("ben")
    team = teams.add(scope=scope, agency=cast.school, name="Sixth form")

    with pytest.raises(ServiceError, match="of this name"):
        teams.rename(scope=scope, team=team, name="Pastoral team")
    with pytest.raises(ServiceError, match="of this name"):
        teams.add(scope=scope, agency=cast.school, name="Sixth form")
    teams.rename(scope=scope, team=team, name="Year 12")

    assert sorted(cast.school.teams.values_list("name", flat=True)) == ["Pastoral team", "Year 12"]


def test_agencies_without_a_lead_wait_on_the_board_admins_home_page(cast):
    scope = cast.scope("esme")
    public = factories.agency(completes_none=True)
    hub = factories.agency(completes_none=True)
    factories.membership(factories.user(), hub)

    without = set(selectors.without_a_lead(scope, today=APRIL))

    page = cast.client("esme").get(reverse("agency_list"), {"status": "no-lead"})

    assert cast.school not in without
    assert {cast.health, hub} <= without
    assert public not in without
    assert set(page.context["page"]) == without


def test_of_agencies_of_one_name_each_is_on_one_page(cast):
    Agency.objects.bulk_create(Agency(name="Little Acorns", code=f"acorns-{number}") for number in range(37))
    esme = cast.client("esme")

    found = [row.pk for page in (1, 2, 3) for row in esme.get(reverse("agency_list"), {"page": page}).context["page"]]

    assert sorted(found) == sorted(Agency.objects.values_list("pk", flat=True))
