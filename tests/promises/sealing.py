import time

from django.utils import timezone

from agencies.services import seals

PATIENCE = 20  # seconds


def seal(number: int) -> None:
    """Seal until so many rows are. Rows wait for every transaction of the database, also those of the server itself."""
    sealed, ends = 0, time.monotonic() + PATIENCE
    while sealed < number and time.monotonic() < ends:
        sealed += seals.seal(now=timezone.now())
        time.sleep(0.02)
    assert sealed == number
