from django.db import InterfaceError, OperationalError

ENDED_BY_THE_SERVER = ("08", "57P01", "57P02", "57P03")


def connection_was_lost(error: Exception) -> bool:
    """Whether the database went away, so that the same work may well succeed once it is back."""
    if not isinstance(error, OperationalError | InterfaceError):
        return False
    state = getattr(error.__cause__, "sqlstate", None)
    return state is None or state.startswith(ENDED_BY_THE_SERVER)
