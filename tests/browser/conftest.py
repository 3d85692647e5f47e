"""Fixtures of the browser tests: Chromium over the whole program, with the cast signed in at the real page."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext

from agencies.models import User
from tests.browser import chromium
from tests.browser.hands import Keyboard, Mouse
from tests.browser.watching import HEIGHTS, WIDE
from tests.factories import PASSWORD

PATIENCE = 20_000  # milliseconds; a page that takes longer is broken
HERE = Path(__file__).parent

Enter = Callable[..., Mouse]


@pytest.hookimpl(tryfirst=True)  # before -m chooses
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)
            if chromium.path() is None:
                item.add_marker(pytest.mark.skip(reason=chromium.MISSING))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_type_launch_args, "executable_path": chromium.path(), "args": list(chromium.ARGUMENTS)}


@pytest.fixture
def enter(site: str, new_context: Callable[..., BrowserContext]) -> Enter:
    """Somebody sits down at a browser of their own: ``enter(user)``, signed in; ``enter()``, not yet.

    ``hands=Keyboard`` never points; ``script=False`` is a browser that runs none; ``width=PHONE`` a phone.
    """

    def sit_down(
        user: User | None = None, *, hands: type[Mouse] = Mouse, script: bool = True, width: int = WIDE
    ) -> Mouse:
        context = new_context(
            java_script_enabled=script,
            viewport={"width": width, "height": HEIGHTS[width]},
            locale="en-GB",
            timezone_id="Europe/London",
        )
        context.set_default_timeout(PATIENCE)
        person = hands(context.new_page(), site)
        if user:
            person.signs_in(user.email, PASSWORD)
        return person

    return sit_down


@pytest.fixture(params=["mouse", "keyboard", "without script"])
def way(request: pytest.FixtureRequest) -> dict[str, Any]:
    """The ways in which the same thing must be possible; for ``enter(user, **way)``."""
    ways: dict[str, dict[str, Any]] = {
        "mouse": {},
        "keyboard": {"hands": Keyboard},
        "without script": {"script": False},
    }
    return ways[request.param]
