"""Where a person gets to: every address, with every record that its own selector finds for them."""

from collections.abc import Collection, Iterator

from django.urls import reverse

from agencies.scope import Scope
from agencies.unit_of_work import unit_of_work
from tests.access_table import PUBLIC
from tests.architecture.addresses import ADDRESSES, Address
from tests.browser.walk import OTHER_ARGUMENTS, reached

ENDS_THE_SESSION = {"account_logout", "session_end_others", "session_end"}


def urls_of(scope: Scope, *, without: Collection[str] = (), most: int | None = None) -> Iterator[str]:
    """``most``: of each kind of record so many."""
    for address in ADDRESSES:
        if address.name in PUBLIC | ENDS_THE_SESSION | set(without) or address.rule is None:
            continue
        if not address.rule.permission:
            yield from [reverse(address.name)] if not address.arguments else []
        elif scope.may(address.rule.permission):
            yield from _with_records(address, scope, most)


def _with_records(address: Address, scope: Scope, most: int | None) -> Iterator[str]:
    with unit_of_work(scope.user_id):
        found = {name: [row.pk for row in rows[:most]] for name, rows in reached(address, scope).items()}
    combined: list[dict[str, object]] = [{}]
    for name, ids in found.items():
        combined = [{**one, name: pk} for one in combined for pk in ids]
    for others in OTHER_ARGUMENTS.get(address.name, [{}]):
        yield from (reverse(address.name, kwargs={**records, **others}) for records in combined)
