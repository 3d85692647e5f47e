"""What changes pilots and standards stands together with its audit row, or not at all."""

from datetime import date

import pytest
from django.db import DatabaseError, connections

from assessments.models import MashStandard, Pilot
from assessments.services import pilots, standards
from tests import factories
from tests.agencies.test_audit_stands_or_falls import REFUSE

DAY = date(2023, 4, 1)


def details(**fields):
    return pilots.Details(**{"name": "New", "agency": None, "starts_on": None, "ends_on": None, **fields})


ACTS = {
    "add pilot": lambda s, p, m: pilots.add(scope=s, code="new", details=details()),
    "change pilot": lambda s, p, m: pilots.change(scope=s, pilot=p, version=1, details=details()),
    "end pilot": lambda s, p, m: pilots.end(scope=s, pilot=p, version=1, ends_on=DAY, reason="Done"),
    "remove pilot": lambda s, p, m: pilots.remove(scope=s, pilot=p, version=1, reason="In error"),
    "add standard": lambda s, p, m: standards.add(
        scope=s, details=standards.Details(priority="green", holds_from=DAY, working_days=2)
    ),
    "remove standard": lambda s, p, m: standards.remove(scope=s, standard=m, reason="In error"),
}


def everything():
    return [list(model.objects.order_by("pk").values()) for model in (Pilot, MashStandard)]


def test_without_its_audit_row_nothing_is_changed(cast, clone):
    pilot, standard, scope = factories.pilot(), factories.standard(), cast.scope("esme")
    with connections["owner"].cursor() as owner:
        owner.execute(REFUSE)
    before = everything()

    for name, act in ACTS.items():
        with pytest.raises(DatabaseError, match="no audit today"):
            act(scope, pilot, standard)
        assert everything() == before, name
