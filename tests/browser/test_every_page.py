"""Every page of everybody, on three widths: sound, readable by all, and the same work without script.

``EHTRACK_SHOTS=directory`` keeps a picture of each page, for people to look at.
"""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.architecture.addresses import ADDRESSES
from tests.browser import walk, watching
from tests.browser.hands import Mouse
from tests.browser.watching import PHONE, SMALLEST, WIDE
from tests.database import serving
from tests.factories import PASSWORD

EVERYBODY = (*walk.PEOPLE, walk.STRANGER)
SHOTS = os.environ.get("EHTRACK_SHOTS", "")

# What answers nobody with a page: files, redirects, and what only takes a form.
NO_PAGES = {
    "healthz",
    "import_rejected",
    "account_inactive",
    "account_reset_password_from_key",
}


@pytest.fixture(scope="module")
def county(demonstration):
    """The whole program over the demonstration partnership."""
    walk.furnish()
    with serving() as address:
        yield address


@pytest.fixture(scope="module")
def stops(county):
    return {name: walk.stops_of(name) for name in EVERYBODY}


@pytest.fixture
def sit_down(county, browser):
    """A page of somebody signed in, or of a stranger."""
    contexts: list[BrowserContext] = []

    def sit(name: str, *, script: bool = True) -> Page:
        context = _context(browser, county, name, script=script)
        contexts.append(context)
        return context.new_page()

    yield sit
    for context in contexts:
        context.close()


def _context(browser: Browser, address: str, name: str, *, script: bool) -> BrowserContext:
    context = browser.new_context(
        base_url=address, java_script_enabled=script, viewport={"width": WIDE, "height": 900}, reduced_motion="reduce"
    )
    if name != walk.STRANGER:
        person = Mouse(context.new_page(), address)
        person.signs_in(walk.user(name).email, PASSWORD)
        person.page.close()
    return context


def test_every_address_is_a_page_of_somebody(stops):
    walked = {stop.name.partition("-")[0] for found in stops.values() for stop in found}

    assert sorted({address.name for address in ADDRESSES} - walked - NO_PAGES) == []


@pytest.mark.parametrize("name", EVERYBODY)
def test_every_page_is_sound_on_every_width(stops, sit_down, name):
    page = sit_down(name)
    complaints = watching.Complaints(page)

    found = {stop.path: _wrong(page, stop, complaints, name) for stop in stops[name]}

    assert {path: wrong for path, wrong in found.items() if wrong} == {}


@pytest.mark.parametrize("name", EVERYBODY)
def test_every_page_works_without_script(stops, sit_down, name):
    page = sit_down(name, script=False)

    found = {stop.path: _wrong_without_script(page, stop) for stop in stops[name]}

    assert {path: wrong for path, wrong in found.items() if wrong} == {}


def _wrong(page: Page, stop: walk.Stop, complaints: watching.Complaints, name: str) -> list[str]:
    page.set_viewport_size({"width": WIDE, "height": watching.HEIGHTS[WIDE]})
    answer = page.goto(stop.path)
    found = [] if answer and answer.status == 200 else [f"answers {answer and answer.status}"]
    found += watching.structure(page) + watching.skip_link(page)
    for width in (WIDE, PHONE, SMALLEST):
        found += [f"at {width}: {words}" for words in watching.overflow(page, width)]
        if width != SMALLEST:
            found += [f"at {width}: {words}" for words in watching.accessibility(page)]
            _keep_picture(page, name, stop, width)
    return found + complaints.take()


def _wrong_without_script(page: Page, stop: walk.Stop) -> list[str]:
    answer = page.goto(stop.path)
    found = [] if answer and answer.status == 200 else [f"answers {answer and answer.status}"]
    return found + watching.structure(page) + watching.without_script(page)


def _keep_picture(page: Page, name: str, stop: walk.Stop, width: int) -> None:
    if SHOTS:
        page.evaluate("document.activeElement.blur()")
        page.screenshot(path=Path(SHOTS, f"{name}-{stop.name}-{width}.png"), full_page=True)
