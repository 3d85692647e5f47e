"""Log lines that hold no value of a record: of an error its kind and where it came from, never its text.

The text of a database error quotes the row that was refused, and so names, birth dates and addresses.
"""

import copy
import logging
import traceback
from collections.abc import Iterator, Mapping
from typing import Any


def configuration(level: str) -> dict[str, Any]:
    """Django's LOGGING: everything to the console, a line each."""
    line = {"()": "ehtrack.lib.logs.WithoutValues", "fmt": "{asctime} {levelname} {name} {message}", "style": "{"}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": line},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["console"], "level": level},
    }


class WithoutValues(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        own = copy.copy(record)
        own.exc_text = None  # another handler's, with the text of the error
        own.args = _without_errors(own)
        return super().format(own)

    def formatException(self, ei: Any) -> str:
        return "\n".join(line for error in _chain(ei[1]) for line in _told(error))


def _without_errors(record: logging.LogRecord) -> Any:
    """An error among the words of a message; Celery puts its traceback there too."""
    args = record.args
    if isinstance(args, Mapping):
        kind = record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else "an error"
        return {**args, **{name: kind for name in ("exc", "traceback") if name in args}}
    return tuple(type(arg).__name__ if isinstance(arg, BaseException) else arg for arg in args or ())


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """What it came from first, as tracebacks have it."""
    found: list[BaseException] = []
    while error is not None and error not in found:
        found.append(error)
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    yield from reversed(found)


def _told(error: BaseException) -> Iterator[str]:
    yield from (line.rstrip() for line in traceback.format_tb(error.__traceback__))
    yield f"{type(error).__module__}.{type(error).__qualname__}"
