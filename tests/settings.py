"""The settings of tests: those of local mode, with a data directory, servers and a broker of their own.

pytest reads settings before any conftest, so what has to be in the environment first is put there here.
"""

import importlib
import os
from pathlib import Path

from ehtrack import local


def _own_directory() -> Path:
    """``tests`` in the usual data directory. Processes that tests start inherit it as it is."""
    if "EHTRACK_TESTS_DIR" not in os.environ:
        os.environ["EHTRACK_TESTS_DIR"] = str(local.directory() / "tests")
    return Path(os.environ["EHTRACK_TESTS_DIR"])


os.environ.pop("DATABASE_URL", None)  # tests never touch a real server
os.environ["EHTRACK_LOCAL_DIR"] = str(_own_directory())
os.environ["EHTRACK_LOCAL_FSYNC"] = "0"  # a crash may cost the data of tests
os.environ["EHTRACK_OPENID_PROVIDERS"] = (  # one that nobody reaches; tests of it run a provider of their own
    '[{"id": "example-council", "name": "Example Council", "server": "https://id.example.org",'
    ' "client_id": "ehtrack", "secret": "only-for-tests"}]'
)
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright keeps an event loop in the test's thread

_settings = vars(importlib.import_module("ehtrack.settings"))  # after the environment is as it should be
globals().update({name: value for name, value in _settings.items() if name.isupper()})

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # signing in is not what tests wait for
