"""1, 4 and 12. Every address, by everybody in the cast, with every method, on one walk. What each gets is set down in
``tests.access_table``.

1: what is not yours is answered as what does not exist, to the byte. 4: a refused request changes no table. 12: one
record more, of families that they have no business with, changes no byte of what anybody gets.
"""

from contextlib import contextmanager
from datetime import date

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone

from assessments.models import AssessmentDomain
from tests import factories
from tests.access_table import COUNTED, OWN_ACCOUNT, OWN_FACTOR, PUBLIC, TABLE
from tests.access_walk import BY_NAME, NAMES, answered, nowhere, url_of
from tests.cast import PLAYERS
from tests.shown_forms import filled
from tests.table_digests import changed, digests

# A page that takes POST only answers GET with 405 to those whom it lets in.
STATUSES = {"ok": {200, 302, 405}, "refused": {403}, "missing": {404}}
OTHER_METHODS = ("HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND")

# Who may see the sum of what everybody recorded, and the log of what everybody does.
AGGREGATES = {"esme": COUNTED, "grace": {"access_log"}}
RANDOM = {"mfa_activate_totp", "mfa_add_webauthn"}  # a new secret at each answer


def test_every_address_is_in_the_table_and_no_other():
    assert sorted(TABLE) == sorted(BY_NAME)


@pytest.mark.parametrize("name", sorted(TABLE))
def test_the_table_speaks_of_the_whole_cast(name):
    assert sorted(TABLE[name].expected()) == sorted(PLAYERS)


@pytest.fixture
def stranger(cast):
    """Another agency with somebody in it, which has recorded before; nobody of the cast works there."""
    agency = factories.agency("Riverside Nursery")
    factories.assessment(agency, completed_on=date(2020, 5, 1), shared_on=None)
    return factories.person("Stranger", agency=agency)


def add_a_foreign_family(stranger):
    """As recorded by an agency that shares it with nobody: an S&N with its answers, a TAF meeting, and a draft."""
    agency = stranger.memberships.get().agency
    with transaction.atomic():
        record = factories.assessment(
            agency, children=[factories.child("Foreign", "Family")], author=stranger, consent="no", shared_on=None
        )
        AssessmentDomain.objects.create(assessment=record, domain="education", worrying="Foreign")
        factories.meeting(record, planned_on=timezone.localdate(), chair=stranger)
        factories.assessment(agency, children=[factories.child()], author=stranger, status="draft")


@pytest.mark.parametrize("name", NAMES)
def test_everybody_gets_what_the_table_says_and_the_rest_is_as_if_it_were_not(name, everybody, stranger, caplog):
    caplog.set_level("ERROR", "django.request")  # each refusal is a warning
    url, expected = url_of(name, everybody), TABLE[name].expected()
    with time_machine.travel(timezone.now(), tick=False):
        clients = {player: everybody.client(player) for player in PLAYERS}
        let_in = {player: clients[player] for player, word in expected.items() if word == "ok"}
        first = dict(list(let_in.items())[:1])
        _, typed = pages(first, url)

        shut_out = [player for player in PLAYERS if player not in let_in]
        stands = digests()
        for number, player in enumerate(shut_out):
            other = OTHER_METHODS[(number + NAMES.index(name)) % len(OTHER_METHODS)]
            refused(clients[player], name, url, typed, word=expected[player], other=other)
        assert changed(stands) == set(), "promise 4"

        before, _ = pages(let_in, url)  # after the refusals: the page of who looked tells of them
        if name in PUBLIC | OWN_ACCOUNT:
            let_in = {"farid": clients["farid"]}
        add_a_foreign_family(stranger)
        after, _ = pages(let_in, url)
        differing = {player for player in let_in if after[player] != before[player]}
        may_differ = {player for player, names in AGGREGATES.items() if name in names}
        assert differing <= may_differ or name in RANDOM, "promise 12"


@contextmanager
def undone():
    """A block of requests that are as if they had not been made."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def pages(let_in, url):
    """What each gets, and what a form on it would send."""
    found, typed = {}, {}
    with undone():
        for player, client in let_in.items():
            response = client.get(url)
            assert response.status_code in STATUSES["ok"], player
            found[player], typed = answered(response), typed or filled(response)
    return found, typed


def refused(client, name, url, typed, *, word, other):
    """By GET, POST and another method in turn: each address meets all of them, and so does each of the cast.

    What is posted is what somebody who may would send. What is not theirs is asked for beside an id of nothing.
    """
    data = {**typed, "reason": "Changed", "name": "Changed"}
    answers = [client.get(url), client.post(url, data), client.generic(other, url)]
    assert {answer.status_code for answer in answers[:2]} <= STATUSES[word], "promise 1"
    if name not in OWN_FACTOR:  # which methods there are is said there before anybody's key is looked for
        assert answers[2].status_code in STATUSES[word], "promise 1"
    if word == "missing" and BY_NAME[name].ids:
        elsewhere = nowhere(name, url)
        of_nothing = [client.get(elsewhere), client.post(elsewhere, data)]
        assert [answered(one) for one in of_nothing] == [answered(one) for one in answers[:2]], "promise 1"
