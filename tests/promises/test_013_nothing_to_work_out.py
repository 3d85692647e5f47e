"""13. Nothing that is kept back can be worked out from totals, ratios, filters or two successive files.

The small numbers of others are for the Trust Board alone, on pages and in files that say so. A lead sees two rates of
the own group and of the partnership, beside the own: never a number, few records as c, and for whole months of a year
only. Nothing else that a lead can ask for depends on what others record, in any byte.
"""

import re
from collections import defaultdict
from dataclasses import dataclass, fields
from datetime import date
from itertools import product

import pytest
import time_machine
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags

from agencies.models import Role
from agencies.policy import Permission, roles_with
from dashboards.counts import Counts
from dashboards.measures.definitions import BY_KEY
from dashboards.measures.rows import Row
from dashboards.models import Basis
from dashboards.presenters import pages, words
from dashboards.presenters.overview import unless_few
from dashboards.suppression import FEW
from tests import factories
from tests.access_walk import masked
from tests.promises.test_006_fields_not_for_the_role import text_of

NOW = timezone.make_aware(timezone.datetime(2022, 12, 15, 12))
FILTERS = ("", "year=2021-22", "basis=all", "basis=shared", "first=2022-10-03&as_of=2022-10-03", "group=education")
FORMATS = ("csv", "xlsx")


@pytest.fixture
def other(cast, clone):
    """Of the school's own group, and recording since long ago, as every figure begins with the first record."""
    with transaction.atomic():
        agency = factories.agency("Riverside School", group="education")
        for owner in (agency, cast.school):
            factories.assessment(owner, completed_on=date(2020, 5, 1), started_on=date(2020, 5, 1), shared_on=None)
        for number in range(3):
            child = factories.child()
            factories.assessment(cast.school, children=[child], completed_on=date(2022, 10, 3 + number))
            factories.contact(cast.school, children=[child])
        return agency


def addresses():
    own = [reverse("home"), reverse("quality_list")]
    own += [f"{reverse('agency_figures')}?topic={topic.key}&{query}" for topic in pages.TOPICS for query in FILTERS]
    own += [reverse("explain_own_figure", args=[key]) for key in BY_KEY]
    return own


BESIDE = re.compile(rb"<table[^>]*>\s*<caption[^>]*>Beside your organisation.*?</table>", re.DOTALL)


def asked(client):
    """Everything with figures that a lead can ask for, but for the one table."""
    found = {url: BESIDE.sub(b"", masked(client.get(url))) for url in addresses()}
    export = reverse("export_agency")
    quarter = client.get(export).context["form"].fields["quarter"].choices[0][0]
    for format in FORMATS:
        found[format] = text_of(client.get(export, {"quarter": quarter, "format": format, "agency": "riverside"}))
    return found


def record_elsewhere(agency, number):
    """What changes every measure of the partnership and of the group."""
    with transaction.atomic():
        for day in range(1, number + 1):
            child = factories.child()
            factories.contact(agency, children=[child], decided_at=NOW, outcome="no-further-action")
            record = factories.assessment(
                agency, children=[child], completed_on=date(2022, 10, day + 3), needs_taf=True
            )
            factories.meeting(record, held_on=date(2022, 11, day), outcome="continue")
            factories.training(agency)


def test_nothing_that_a_lead_can_ask_for_depends_on_what_others_record(cast, other):
    with time_machine.travel(NOW, tick=False):
        ben = cast.client("ben")
        before = asked(ben)
        for number in (1, 4):
            record_elsewhere(other, number)
            after = asked(ben)
            assert {url for url in before if after[url] != before[url]} == set()


def own_page(client, query=""):
    return client.get(f"{reverse('agency_figures')}?{query}").content


KEPT_BACK = "c (shown for the year to the end of a month)"


def beside(client, query=""):
    return strip_tags(BESIDE.search(own_page(client, query))[0].decode())


@pytest.mark.parametrize("query", ["as_of=2022-11-29", "as_of=2022-12-14", "as_of=2022-04-01"])
def test_no_days_of_ones_choice_are_told_apart(cast, other, query):
    """One day more in the filter would tell what happened on that day."""
    with time_machine.travel(NOW, tick=False):
        ben = cast.client("ben")
        before = beside(ben, query)
        assert KEPT_BACK in before
        record_elsewhere(other, 9)
        assert beside(ben, query) == before
        assert KEPT_BACK not in beside(ben, "as_of=2022-11-30")


@dataclass(frozen=True)
class Others:
    """What the others of a group recorded: S&Ns, contacts, decided, with no further action."""

    assessments: int
    contacts: int
    decided: int
    no_further_action: int

    def beside(self, own):
        """The row of the group in which they are with an agency's own."""
        names = [one.name for one in fields(self)]
        counts = Counts(**{name: getattr(self, name) + getattr(own, name) for name in names})
        return Row("group", "Group", "group", counts, Basis.COMPLETED)


NOBODY = Others(0, 0, 0, 0)
MANY = 24
FEW_AND_MANY = (0, 1, 3, 5, 9)
OWN = [NOBODY, Others(1, 0, 0, 0), Others(3, 2, 1, 1), Others(10, 4, 4, 2), Others(0, 7, 7, 7)]


@pytest.mark.parametrize("own", OWN, ids=str)
def test_what_is_kept_back_leaves_more_than_one_number_possible(own):
    """Also where one of the two rates is told and the other is not; that there are none is no secret."""
    possible = defaultdict(list)
    for found in (Others(*numbers) for numbers in product(range(MANY), range(MANY), FEW_AND_MANY, FEW_AND_MANY)):
        if found.no_further_action <= found.decided <= found.contacts:
            possible[tuple(unless_few(found.beside(own), NOBODY.beside(own)))].append(found)

    kept_back = {told: worlds for told, worlds in possible.items() if "c" in (told[0][:1], told[1][:1])}
    assert kept_back
    for told, worlds in kept_back.items():
        for part in (one.name for one in fields(Others)):
            few = {getattr(world, part) for world in worlds if getattr(world, part) in FEW}
            numbers = {getattr(world, part) for world in worlds}
            assert not few or len(numbers) > 1, (told, part)


def test_the_test_can_fail_the_board_sees_the_difference(cast, other):
    with time_machine.travel(NOW, tick=False):
        esme = cast.client("esme")
        before = masked(esme.get(reverse("partnership_figures")))
        record_elsewhere(other, 1)
        assert masked(esme.get(reverse("partnership_figures"))) != before


def test_figures_of_others_are_for_the_board_alone():
    """Whoever opens them to another role has to suppress small numbers first."""
    assert roles_with(Permission.SEE_PARTNERSHIP_FIGURES) == {Role.BOARD}


def test_what_is_not_suppressed_says_that_it_is_not_for_publication(cast, other):
    with time_machine.travel(NOW, tick=False):
        esme, export = cast.client("esme"), reverse("export_partnership")
        quarter = esme.get(export).context["form"].fields["quarter"].choices[0][0]
        files = [text_of(esme.get(export, {"quarter": quarter, "format": format})) for format in FORMATS]
        shown = esme.get(reverse("partnership_figures")).content.decode()

    assert all(words.INTERNAL in text for text in [*files, shown])
