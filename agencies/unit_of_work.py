"""One unit of work: a transaction in which the database knows the person.

Used alike by requests, tasks, commands and streamed bodies. The person is set with SET LOCAL, so nothing is left on the
connection for the next one.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponseBase


def set_person(user_id: UUID | None, agency_id: UUID | None = None) -> None:
    """Tell the database, until the end of the transaction, for whom it works. None: nobody yet.

    What the person is in the agency acted for is asked of the memberships now, once for all policies. Without an agency
    they reach what is theirs alone.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT ehtrack_enter(%s, %s)", [user_id, agency_id])


@contextmanager
def unit_of_work(user_id: UUID | None) -> Iterator[None]:
    with transaction.atomic():
        set_person(user_id)
        yield


@contextmanager
def behind_the_wall() -> Iterator[None]:
    """Inside, the database shows only the rows of the person set, nobody yet.

    In a task or a command the connection turns from the system's role into the application's, until the end of the
    transaction; a web process is signed in as the application and has no other to turn back into.
    """
    within_another = connection.in_atomic_block
    with transaction.atomic():
        before = _turn_into(settings.APP_ROLE, "ehtrack_enter(NULL, NULL)")
        yield
        if within_another:  # otherwise the transaction ends here, and the role with it
            _turn_back(before)


def _turn_into(role: str, *more: str) -> str:
    """Until the end of the transaction; ``more`` is asked in the same breath. The role before."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(('current_user', 'set_config(%s, %s, true)', *more))}", ["role", role])
        return cursor.fetchone()[0]


def _turn_back(role: str) -> None:
    """An error has rolled back to before the block already, and the role with it."""
    if not connection.needs_rollback:
        _turn_into(role)


def streamed(user_id: UUID, rows: Callable[[], Iterable[bytes]]) -> Iterator[bytes]:
    """A body for StreamingHttpResponse: it runs after the request's own transaction, so it opens one of its own."""
    with behind_the_wall():
        set_person(user_id)
        yield from rows()


class UnitOfWorkMiddleware:
    """Opens the unit of work around everything behind it, so that template rendering is inside too.

    A 500 rolls back; every other answer commits, so that the audit rows of refusals stay.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path == "/healthz":
            return self.get_response(request)
        with behind_the_wall():
            response = self.get_response(request)
            if response.status_code >= 500:
                transaction.set_rollback(True)
        return response
