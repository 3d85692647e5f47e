"""What must be true of every page, whoever opens it and on whatever screen."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Page, Request

WIDE, PHONE, SMALLEST = 1280, 375, 320
HEIGHTS = {WIDE: 900, PHONE: 812, SMALLEST: 568}
RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
    "resultTypes": ["violations"],
    "preload": False,  # asks for style sheets again, by script
}
AXE = Axe()
CHECK = """
  async rules => (await axe.run(rules)).violations.flatMap(
    found => found.nodes.map(node => `${found.id}: ${node.target} ${node.html.slice(0, 160)}`))
"""
LEFT_BEHIND = "net::ERR_ABORTED"  # the browser went on to the next page before it had the icon
# Of the page as it was sent, in a document in which no script runs.
WITHOUT_SCRIPT = """
  sent => {
    const page = new DOMParser().parseFromString(sent, "text/html");
    const headings = [...page.querySelectorAll("h1")].map(one => one.textContent.trim());
    return {
      headings,
      forms: [...page.forms]
        .filter(form => form.querySelector('input:not([type="hidden"]), select, textarea'))
        .filter(form => !form.querySelector('button:not([type="button"]), input[type="submit"]'))
        .map(form => form.getAttribute("action")),
    };
  }
"""


class Complaints:
    """What the browser itself complains of: errors of scripts, refusals by the content security policy, lost files."""

    def __init__(self, page: Page) -> None:
        self.heard: list[str] = []
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.heard.append(f"script: {error}"))
        page.on("requestfailed", self._lost)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.heard.append(f"console: {message.text}")

    def _lost(self, request: Request) -> None:
        if request.failure != LEFT_BEHIND:
            self.heard.append(f"lost: {request.url} {request.failure}")

    def take(self) -> list[str]:
        heard, self.heard[:] = list(self.heard), []
        return heard


def structure(page: Page) -> list[str]:
    """One heading of the first level, and a title of the page's own."""
    found = []
    headings = page.get_by_role("heading", level=1).all_inner_texts()
    if len(headings) != 1 or not headings[0].strip():
        found.append(f"headings of level 1: {headings}")
    if not page.title().removesuffix("- ehtrack").strip():
        found.append("no title")
    return found


def overflow(page: Page, width: int) -> list[str]:
    """A page that has to be pushed sideways to be read (WCAG 1.4.10)."""
    page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
    needed = page.evaluate("document.documentElement.scrollWidth")
    return [f"{needed} pixels wide on a screen of {width}"] if needed > width else []


def accessibility(page: Page) -> list[str]:
    """Of the page at its present width. The checker stays in the page for the next width."""
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(AXE.axe_script)
    return page.evaluate(CHECK, RULES)


def skip_link(page: Page) -> list[str]:
    """The first stop of the keyboard leads past the header to the content."""
    page.keyboard.press("Tab")
    first = page.evaluate("document.activeElement.className")
    if "govuk-skip-link" not in first:
        return [f"the keyboard begins at {first!r}, not at the skip link"]
    page.keyboard.press("Enter")
    return [] if page.evaluate("document.activeElement.id") == "main-content" else ["the skip link leads nowhere"]


def without_script(page: Page, sent: str) -> list[str]:
    """What was sent has its heading, and each form a button to send it."""
    found = page.evaluate(WITHOUT_SCRIPT, sent)
    wrong = [f"no button to send {action}" for action in found["forms"]]
    if len(found["headings"]) != 1 or not found["headings"][0]:
        wrong.append(f"headings of level 1 without script: {found['headings']}")
    return wrong
