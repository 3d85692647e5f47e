"""17. What somebody was refused is on record with the id that they asked for, and tells them nothing."""

import uuid

import pytest
from django.urls import resolve, reverse

from agencies.models import AuditEvent
from tests.access_table import TABLE
from tests.access_walk import BY_NAME, WITH_IDS, url_of

NOT_THEIRS = [name for name in WITH_IDS if TABLE[name].missing and BY_NAME[name].rule.loaders]
NOT_THEIR_ROLE = [name for name in WITH_IDS if TABLE[name].refused]


def refusals(user):
    return list(AuditEvent.objects.filter(action="refused", actor=user).values_list("subject_ids", "detail"))


@pytest.mark.parametrize("name", NOT_THEIRS)
@pytest.mark.parametrize("method", ["get", "post"])
def test_asking_for_what_is_not_yours_is_on_record(everybody, name, method):
    url, player = url_of(name, everybody), TABLE[name].missing.split()[0]

    response = getattr(everybody.client(player), method)(url)

    asked = [value for value in resolve(url).kwargs.values() if isinstance(value, uuid.UUID)]
    ((ids, detail),) = refusals(everybody.user(player))
    assert response.status_code == 404
    assert ids[0] in asked
    assert detail == {"view": name, "method": method.upper()}


@pytest.mark.parametrize("name", NOT_THEIR_ROLE)
def test_asking_for_what_your_role_may_not_is_on_record(everybody, name):
    url, player = url_of(name, everybody), TABLE[name].refused.split()[0]

    response = everybody.client(player).get(url)

    asked = [value for value in resolve(url).kwargs.values() if isinstance(value, uuid.UUID)]
    ((ids, _),) = refusals(everybody.user(player))
    assert (response.status_code, sorted(ids)) == (403, sorted(asked))


def test_an_id_that_does_not_exist_is_on_record_alike(cast):
    """Otherwise the time that it takes would tell the two apart."""
    nowhere = uuid.uuid4()

    cast.client("farid").get(reverse("child_detail", args=[nowhere]))

    assert refusals(cast.farid) == [([nowhere], {"view": "child_detail", "method": "GET"})]


def test_a_mistyped_address_is_no_refusal(cast):
    cast.client("farid").get("/nothing-here/")

    assert refusals(cast.farid) == []
