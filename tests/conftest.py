"""What every test can ask for. The database harness is ``tests.database``; read its first lines before writing one."""

import gc

pytest_plugins = ["tests.chance", "tests.database", "tests.cast", "tests.demonstration.database"]


def pytest_collection_finish() -> None:
    """What was imported stays until the end: looking through it for garbage takes a tenth of the tests' time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)
