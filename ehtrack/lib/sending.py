"""Hands a task to the broker without depending on it: what waits there is found by the next sweep as well."""

import logging
from collections.abc import Sequence
from typing import Any

from celery import Task

log = logging.getLogger(__name__)


def send(task: Task, arguments: Sequence[Any] = (), *, expires: int | None = None) -> bool:
    """True when the broker took it. Never raises for a broker that is down, and waits seconds at most.

    A connection of its own: one kept from before would hang on a broker that went away.
    """
    try:
        with task.app.connection_for_write() as connection:
            task.apply_async(arguments, connection=connection, retry=False, ignore_result=True, expires=expires)
    except (task.OperationalError, OSError) as error:
        log.warning("The broker does not answer (%s); %s waits for the sweep.", type(error).__name__, task.name)
        return False
    return True
