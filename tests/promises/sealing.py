import time

from django.utils import timezone

from agencies.services import seals

PATIENCE = 120  # seconds


def seal(number: int) -> None:
    """Seal until so many rows are. Rows wait for every transaction of the server, also those of tests beside this."""
    sealed, ends = 0, time.monotonic() + PATIENCE
    while sealed < number and time.monotonic() < ends:
        sealed += seals.seal(now=timezone.now())
        time.sleep(0.02)
    assert sealed == number
