"""The settings of tests, with a page that does nothing beside those of the program."""

from importlib import import_module

_settings = vars(import_module("tests.settings"))
globals().update({name: value for name, value in _settings.items() if name.isupper()})

ROOT_URLCONF = "tests.benchmarks.page_urls"
