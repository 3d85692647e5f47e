"""Child processes that do not outlive their parent, and locks that the kernel frees when their holder dies."""

import ctypes
import fcntl
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

PR_SET_PDEATHSIG = 1


def die_with_parent(signal_number: int, parent: int | None = None) -> Callable[[], None]:
    """A ``preexec_fn``: the child gets this signal when the thread that started it ends, also by kill -9.

    ``parent`` is this process, unless a process asks it for itself.

    Start such a child from the main thread only. Linux clears the wish on a change of user, so it has to be the last
    step before the program runs; ``subprocess`` does it in that order.
    """
    expected = os.getpid() if parent is None else parent
    library = ctypes.CDLL(None) if sys.platform == "linux" else None

    def before_exec() -> None:
        if library is not None:
            library.prctl(PR_SET_PDEATHSIG, signal_number)
        if os.getppid() != expected:
            os._exit(1)

    return before_exec


def try_lock(path: Path) -> int | None:
    """An open file that holds the exclusive lock on ``path``, or None if another process holds it."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    return descriptor


@contextmanager
def locked(path: Path, *, shared: bool = False) -> Iterator[int]:
    """Hold the lock on ``path`` for a block; wait for it if need be."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH if shared else fcntl.LOCK_EX)
        yield descriptor
    finally:
        os.close(descriptor)
