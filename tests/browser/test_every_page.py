"""Every page of everybody, on three widths: sound, readable by all, and complete as it is sent, without script.

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


@pytest.fixture(scope="module")
def county(demonstration):
    """The whole program over the demonstration partnership."""
    walk.furnish()
    with serving() as address:
        yield address


@pytest.fixture
def sit_down(county, browser):
    """A page of somebody signed in, or of a stranger."""
    contexts: list[BrowserContext] = []

    def sit(name: str) -> Page:
        context = _context(browser, county, name)
        contexts.append(context)
        return context.new_page()

    yield sit
    for context in contexts:
        context.close()


def _context(browser: Browser, address: str, name: str) -> BrowserContext:
    context = browser.new_context(base_url=address, viewport={"width": WIDE, "height": 900}, reduced_motion="reduce")
    if name != walk.STRANGER:
        person = Mouse(context.new_page(), address)
        person.signs_in(walk.user(name).email, PASSWORD)
        person.page.close()
    return context


def test_every_address_is_a_page_of_somebody(county):
    missing = {address.name for address in ADDRESSES} - walk.NO_PAGES

    for name in EVERYBODY:
        client = walk.client_of(name)
        missing -= {
            stop.address for stop in walk.stops_of(name) if stop.address in missing and walk.is_page(client, stop)
        }

    assert sorted(missing) == []


@pytest.mark.parametrize("name", EVERYBODY)
def test_every_page_is_sound_on_every_width_and_without_script(sit_down, name):
    page = sit_down(name)
    complaints = watching.Complaints(page)

    found = [f"{stop.name} {wrong}" for stop in walk.stops_of(name) for wrong in _wrong(page, stop, complaints, name)]

    assert found == [], "\n".join(found)


def _wrong(page: Page, stop: walk.Stop, complaints: watching.Complaints, name: str) -> list[str]:
    page.set_viewport_size({"width": WIDE, "height": watching.HEIGHTS[WIDE]})
    sent = _arrives(page, stop, complaints)
    if sent is None:
        return complaints.take()
    found = watching.structure(page) + watching.without_script(page, sent) + watching.skip_link(page)
    for width in (WIDE, PHONE, SMALLEST):
        found += [f"at {width}: {words}" for words in watching.overflow(page, width)]
        if width != SMALLEST and not stop.again:
            found += [f"at {width}: {words}" for words in watching.accessibility(page)]
        if width != SMALLEST:
            _keep_picture(page, name, stop, width)
    return found + complaints.take()


def _arrives(page: Page, stop: walk.Stop, complaints: watching.Complaints) -> str | None:
    """The page as it was sent; None when this person gets none there: nothing to do, or not for them."""
    for path in stop.paths:
        complaints.take()
        answer = page.goto(path)
        if answer is None or answer.status >= 500:
            complaints.heard.append(f"{path} answers {answer and answer.status}")
            return None
        if answer.status == 200 and answer.url.endswith(path) and "html" in answer.headers["content-type"]:
            return answer.text()
    complaints.take()
    return None


def _keep_picture(page: Page, name: str, stop: walk.Stop, width: int) -> None:
    if SHOTS:
        page.evaluate("document.activeElement.blur()")
        page.screenshot(path=Path(SHOTS, f"{name}-{stop.name}-{width}.png"), full_page=True)
