import time
from collections.abc import Callable

PATIENCE = 60  # seconds


def wait_until(holds: Callable[[], object], seconds: float = PATIENCE) -> bool:
    """Whether it held in time."""
    ends = time.monotonic() + seconds
    while not (found := bool(holds())) and time.monotonic() < ends:
        time.sleep(0.02)
    return found
