"""7. The id of somebody else's in a form is refused, for every choice that any form offers, and nothing is told of it.

The forms are those that the cast meets at all addresses; a choice in a form that nobody meets fails the last test.
"""

import importlib
import inspect
import pkgutil
import re
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django import forms
from django.db import transaction
from django.forms import BaseForm

import agencies
import assessments
import dashboards
import ehtrack
from agencies.models import Agency, Group, Membership, Team, User
from assessments.models import Assessment, Child, Meeting, Pilot
from ehtrack.lib import formfields
from tests import factories
from tests.access_table import COUNTED
from tests.access_walk import masked
from tests.cast import PLAYERS
from tests.promises.reachable import urls_of
from tests.shown_forms import filled, forms_of

NOW = datetime(2027, 3, 1, 12, tzinfo=UTC)
SECRET = "Quondamzq"
PRIVATE = (Child, Team, User)  # agencies and pilots are no secret
KINDS = (Agency, Assessment, Child, Group, Meeting, Membership, Pilot, Team, User)

# What travels hidden, and why no id of others gets in by it.
HIDDEN = {
    "version": "a number, compared with the record's own",
    "request_key": "a key of the person's own: agencies/services/request_keys.py",
    "search": "the person's own search, asked in their own scope",
    "anyway": "words",
    "TOTAL_FORMS": "a count",
    "INITIAL_FORMS": "a count",
    "MIN_NUM_FORMS": "a count",
    "MAX_NUM_FORMS": "a count",
    **dict.fromkeys(
        ("first", "as_of", "group", "agency", "basis", "topic"), "what a page of figures showed; looked up in scope"
    ),
    **dict.fromkeys(("flow", "next"), "a way through signing in"),
    "credential": "signed by the person's passkey",
}

# Chosen in steps, or where only a signed text says what may be chosen: tests/assessments/test_child_picker.py.
UUID = re.compile(r"[0-9a-f-]{36}")
ELSEWHERE = {"MatchForm", "StartForm"}


@dataclass(frozen=True)
class Choice:
    """A field to choose in, on a page of somebody."""

    player: str
    url: str
    typed: dict[str, Any]
    form: type[BaseForm]
    html_name: str
    name: str
    offered: frozenset[str]


@pytest.fixture
def world(cast):
    child = factories.child()
    own = {"author": cast.asha, "team": cast.pastoral, "children": [child], "lead_professional": cast.asha}
    factories.assessment(cast.school, status="draft", **own)
    shared = factories.assessment(cast.school, **own)
    factories.meeting(shared, chair=cast.asha)
    factories.meeting(shared, chair=cast.asha, held_on=shared.completed_on, outcome="continue")
    factories.contact(cast.school, children=[child])
    factories.training(cast.school)
    factories.network()
    factories.consultation(cast.school)
    factories.pilot()
    factories.watch_item(cast.asha)
    other = factories.agency(f"{SECRET} agency", code="quondam")
    factories.team(other, f"{SECRET} team")
    factories.pilot(f"{SECRET} pilot", agency=other)
    factories.person(f"{SECRET} person", agency=other)
    factories.assessment(other, children=[factories.child(SECRET, SECRET)], shared_on=None)
    return cast


def met(cast, clients):
    """Each field once, as whoever meets it first; and the hidden names, and the forms."""
    choices, hidden, seen, been = {}, set(), set(), set()
    for player in PLAYERS:
        client = clients[player]
        for url in urls_of(cast.scope(player), without=COUNTED, most=2):
            page = None if url in been else client.get(url)
            if page is None or page.status_code != 200:
                continue
            been.add(url)
            typed = filled(page)
            for form in forms_of(page):
                seen |= {kind.__name__ for kind in type(form).__mro__}
                for bound in form:
                    if bound.is_hidden:
                        hidden.add(bound.name)
                    elif isinstance(bound.field, forms.ChoiceField):
                        offered = frozenset(str(value) for value, _ in _flat(bound.field.choices))
                        one = Choice(player, url, typed, type(form), bound.html_name, bound.name, offered)
                        choices.setdefault((type(form), bound.name), one)
    return list(choices.values()), hidden, seen


def _flat(choices):
    for value, label in choices:
        if isinstance(label, list | tuple):
            yield from _flat(label)
        else:
            yield value, label


def foreign_ids(offered):
    """One of each kind that is not offered, those of the secret agency first; none where no records are chosen."""
    if not any(UUID.fullmatch(value) for value in offered):
        return
    for kind in KINDS:
        ids = [str(pk) for pk in kind._default_manager.order_by("-pk").values_list("pk", flat=True)]
        named = [str(row.pk) for row in kind._default_manager.all() if SECRET in str(row)]
        yield from [pk for pk in [*named, *ids] if pk not in offered][:1]


def answer(clients, choice, value):
    """The page that a choice leads to, and whether its field is refused there; everything undone."""
    client = clients[choice.player]
    asks = any(word in choice.form.__name__ for word in ("Filter", "ReturnsExport"))
    send = client.get if asks else client.post
    with transaction.atomic():
        response = send(choice.url, {**choice.typed, choice.html_name: value})
        transaction.set_rollback(True)
    return response, any(choice.name in form.errors for form in forms_of(response) if type(form) is choice.form)


@time_machine.travel(NOW, tick=False)
def test_no_choice_takes_what_it_does_not_offer(world):
    clients = {player: world.client(player) for player in PLAYERS}
    choices, hidden, seen = met(world, clients)
    private = {str(row.pk) for kind in PRIVATE for row in kind.objects.all() if SECRET in str(row)}
    assert private
    assert [one.html_name for one in choices if one.player != "esme" and one.offered & private] == []

    taken, told, differs = [], [], []
    for choice in choices:
        nowhere = str(uuid.uuid4())
        response, refused = answer(clients, choice, nowhere)
        if not refused:
            taken.append((choice.url, choice.form.__name__, choice.name))
            continue
        plain = masked(response).replace(nowhere.encode(), b"")
        for value in foreign_ids(choice.offered):
            response, refused = answer(clients, choice, value)
            if not refused:
                taken.append((choice.url, choice.form.__name__, choice.name, value))
            text = masked(response)
            if SECRET.encode() in text and SECRET.encode() not in plain:
                told.append(choice.html_name)
            if text.replace(value.encode(), b"") != plain.replace(value.encode(), b""):
                differs.append(choice.html_name)

    assert taken == []
    assert told == []
    assert differs == []
    assert hidden <= set(HIDDEN), "say of a new hidden field why no id of others gets in by it"
    assert with_ids() - seen - ELSEWHERE == set()


def with_ids():
    """The names of the forms of the program that have a choice of records."""
    found = set()
    for package in (agencies, assessments, dashboards, ehtrack):
        for info in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if ".forms" in info.name and ".migrations" not in info.name:
                module = importlib.import_module(info.name)
                for name, form in inspect.getmembers(module, inspect.isclass):
                    if issubclass(form, formfields.Form) and form.__module__ == info.name and _has_ids(form):
                        found.add(name)
    return found


def _has_ids(form):
    """By what the class declares or its code says, as many choices are set when the form is made."""
    return any(word in inspect.getsource(form) for word in ("ModelChoiceField", "coerce=UUID"))
