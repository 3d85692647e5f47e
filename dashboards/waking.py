"""Wakes the drainer after a request that wrote. Only a convenience: beat sweeps every minute, readers never wait."""

import logging
import time
from collections.abc import Callable

from django.db import Error
from django.http import HttpRequest, HttpResponseBase

from dashboards.models import DirtyMonth
from dashboards.tasks import sweep
from ehtrack.lib.sending import send

log = logging.getLogger(__name__)
EXPIRES = 60  # seconds; beat sweeps as often
READS = {"GET", "HEAD", "OPTIONS", "TRACE"}
REST_AFTER_FAILURE = 60  # seconds without asking again a broker that did not answer


class WakingMiddleware:
    """Stands outside the unit of work, so that what woke the drainer is committed when it looks."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.resting_until = 0.0

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if request.method not in READS and response.status_code < 400 and time.monotonic() >= self.resting_until:
            self._wake()
        return response

    def _wake(self) -> None:
        try:
            if not DirtyMonth.objects.exists():
                return
        except Error as error:  # what was asked for is saved: it must not be answered as if it were not
            log.warning("The database did not answer (%s); dirty months wait for the sweep.", type(error).__name__)
            return
        if not send(sweep, expires=EXPIRES):
            self.resting_until = time.monotonic() + REST_AFTER_FAILURE
