"""A person at a page, by the words on it: with a mouse, or with the keyboard alone.

Both find a control by its label and have the same methods, so a journey is written once.
"""

import re
from datetime import date
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

TABS = 250  # more than any page has controls


class Mouse:
    """Points and types. Works the same where script does not run."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.address = address

    # Reading

    def opens(self, path: str) -> None:
        self.page.goto(f"{self.address}{path}")

    def sees(self, *texts: str) -> None:
        for text in texts:
            expect(self.page.locator("main")).to_contain_text(text)

    def sees_title(self, text: str) -> None:
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(text)

    def sees_error(self, text: str) -> None:
        """In the summary, and beside the field or for the whole form."""
        expect(self.page.locator(".govuk-error-summary")).to_contain_text(text)

    # Writing

    def types(self, label: str, text: str) -> None:
        self._type(self._field(label), text)

    def types_date(self, legend: str, day: date) -> None:
        group = self.group(legend)
        for part, number in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
            self._type(group.get_by_label(part, exact=True), str(number))

    def picks(self, label: str, option: str) -> None:
        """From a select, also one that script has made into a field with suggestions."""
        field = self._field(label)
        if field.evaluate("element => element.tagName") == "SELECT":
            self._select(field, option)
            return
        self._type(field, option)
        expect(self.page.get_by_role("option", name=option).first).to_be_visible()
        field.press("ArrowDown")
        field.press("Enter")

    def chooses(self, *labels: str, of: str = "") -> None:
        """Radios and checkboxes; ``of`` is the legend of their group where the label alone says too little."""
        within = self.group(of) if of else self.page
        for label in labels:
            self._choose(within.get_by_label(label, exact=True).first)

    def attaches(self, label: str, path: Path) -> None:
        self._field(label).set_input_files(path)

    # Going on

    def presses(self, button: str) -> None:
        self._press(self.page.get_by_role("button", name=button, exact=True).first)

    def follows(self, link: str) -> None:
        """A link, also one that looks like a button, by the beginning of its text."""
        name = _beginning(link)
        self._press(
            self.page.get_by_role("link", name=name).or_(self.page.locator("a[role=button]", has_text=name)).first
        )

    def signs_in(self, email: str, password: str) -> None:
        self.opens("/accounts/login/")
        self.types("Email address", email)
        self.types("Password", password)
        self.presses("Sign in")
        expect(self.page).not_to_have_url(re.compile("/accounts/login/"))

    # With which hand

    def group(self, legend: str) -> Locator:
        """By the beginning of its legend."""
        return self.page.get_by_role("group", name=_beginning(legend)).first

    def _field(self, label: str) -> Locator:
        return self.page.get_by_label(_beginning(label)).and_(self.page.locator("input, select, textarea")).first

    def _type(self, field: Locator, text: str) -> None:
        field.fill(text)

    def _select(self, field: Locator, option: str) -> None:
        field.select_option(label=option)

    def _choose(self, field: Locator) -> None:
        field.check()

    def _press(self, control: Locator) -> None:
        control.click()


class Keyboard(Mouse):
    """Never points: goes to each control with Tab, as someone must who cannot see or hold a mouse."""

    def _type(self, field: Locator, text: str) -> None:
        self._tab_to(field)
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(text)

    def _select(self, field: Locator, option: str) -> None:
        self._tab_to(field)
        self.page.keyboard.type(option)
        expect(field.locator("option:checked")).to_have_text(option)

    def _choose(self, field: Locator) -> None:
        if field.get_attribute("type") == "checkbox":
            self._tab_to(field)
        else:
            self._arrow_to(field)
        if not field.is_checked():
            self.page.keyboard.press("Space")

    def _press(self, control: Locator) -> None:
        self._tab_to(control)
        self.page.keyboard.press("Enter")

    def _tab_to(self, control: Locator) -> None:
        control.wait_for()
        for _ in range(TABS):
            if _has_focus(control):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"The keyboard does not reach {control}")

    def _arrow_to(self, radio: Locator) -> None:
        """Tab stops once at a group of radios; the arrows go from one to the next."""
        group = self.page.locator(f'input[type="radio"][name="{radio.get_attribute("name")}"]')
        for _ in range(TABS):
            if group.evaluate_all("radios => radios.includes(document.activeElement)"):
                break
            self.page.keyboard.press("Tab")
        for _ in range(group.count()):
            if _has_focus(radio):
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"The keyboard does not reach {radio}")


def _has_focus(control: Locator) -> bool:
    return bool(control.evaluate("element => element === document.activeElement"))


def _beginning(text: str) -> re.Pattern[str]:
    return re.compile(rf"^\s*{re.escape(text)}")
