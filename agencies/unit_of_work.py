"""One unit of work: a transaction in which the database knows the person.

Used alike by requests, tasks, commands and streamed bodies. The person is set with SET LOCAL, so nothing is left on the
connection for the next one.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from uuid import UUID

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponseBase


def set_person(user_id: UUID | None) -> None:
    """Tell the database, until the end of the transaction, for whom it works. None: nobody yet."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('ehtrack.person', %s, true)", [str(user_id) if user_id else ""])


@contextmanager
def unit_of_work(user_id: UUID | None) -> Iterator[None]:
    with transaction.atomic():
        set_person(user_id)
        yield


def streamed(user_id: UUID, rows: Callable[[], Iterable[bytes]]) -> Iterator[bytes]:
    """A body for StreamingHttpResponse: it runs after the request's own transaction, so it opens one of its own."""
    with unit_of_work(user_id):
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
        with unit_of_work(None):
            response = self.get_response(request)
            if response.status_code >= 500:
                transaction.set_rollback(True)
        return response
