"""The targets of all agencies are recorded together or not at all, and never by two at once."""

import threading
from datetime import date

import pytest
from django.db import IntegrityError, connection

from agencies.errors import Stale
from dashboards.models import Basis, Target
from dashboards.selectors import targets as selectors
from dashboards.services import target_shares as services
from ehtrack.lib.calendar import FinancialYear
from tests.cast import Cast

pytestmark = pytest.mark.usefixtures("clone")
YEAR = FinancialYear(2023)


def agree(cast: Cast, number: int, day: int, version: int) -> int:
    agreement = services.Agreement(year=YEAR, basis=Basis.COMPLETED, agreed_on=date(2023, 4, day))
    targets = {cast.school.pk: number, cast.health.pk: number}
    return services.agree_all(scope=cast.scope("esme"), agreement=agreement, targets=targets, version=version)


def test_of_two_who_record_at_once_only_one_does(cast: Cast) -> None:
    version, ready, outcome = selectors.state(YEAR), threading.Barrier(2), []

    def record(day: int) -> None:
        ready.wait()
        try:
            outcome.append(agree(cast, day, day, version))
        except Stale:
            outcome.append(0)
        finally:
            connection.close()

    threads = [threading.Thread(target=record, args=[day]) for day in (1, 2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcome) == [0, 2]
    assert Target.objects.count() == 2


def test_without_its_audit_row_no_target_is_recorded(cast: Cast) -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE agencies_auditevent (LIKE public.agencies_auditevent, CHECK (id < 0))")

    with pytest.raises(IntegrityError):
        agree(cast, 5, 1, selectors.state(YEAR))

    assert not Target.objects.exists()
