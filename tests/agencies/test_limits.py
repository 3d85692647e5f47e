from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection, transaction
from django.utils import timezone

from agencies.scope import Scope
from agencies.services import audit, limits
from tests.cast import Cast

ACTION, AT_ONCE, ROUNDS = "child.looked_for", 6, 5


@pytest.mark.usefixtures("clone")
def test_what_a_person_asks_at_once_is_counted_one_by_one(cast: Cast) -> None:
    """Each round lets them do it once more."""
    scope, start = cast.scope("ben"), Barrier(AT_ONCE)

    def ask(most: int) -> bool:
        start.wait(timeout=10)
        try:
            return _does_it(scope, most)
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as threads:
        rounds = [list(threads.map(ask, [most] * AT_ONCE)).count(True) for most in range(1, ROUNDS + 1)]

    assert rounds == [1] * ROUNDS


@transaction.atomic
def _does_it(scope: Scope, most: int) -> bool:
    if limits.is_reached(scope=scope, actions=[ACTION], most=most, within=timedelta(hours=1), now=timezone.now()):
        return False
    audit.record(scope=scope, action=ACTION, subject_type="child", subject_ids=[])
    return True
