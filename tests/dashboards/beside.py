import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import connections


@contextmanager
def beside(*work: Callable[[], None]) -> Iterator[None]:
    """Each function runs again and again, on a thread and connections of its own, until the block ends.

    An error in one of them is raised at the end.
    """
    over = threading.Event()
    failures: list[BaseException] = []

    def repeat(function: Callable[[], None]) -> None:
        try:
            while not over.is_set():
                function()
        except BaseException as error:  # a thread's error must reach the test
            failures.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=repeat, args=(function,)) for function in work]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        over.set()
        for thread in threads:
            thread.join()
    if failures:
        raise failures[0]
