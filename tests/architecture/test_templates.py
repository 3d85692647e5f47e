"""Every page extends a layout, and nothing in a page needs a hole in the content security policy."""

import re

import pytest

from tests.architecture.source import ROOT

FOLDER = ROOT / "templates"
ALL = sorted(FOLDER.rglob("*.html"))
PARTS = {"layouts", "components", "govuk", "base.html"}
INCLUDED = {name for path in ALL for name in re.findall(r'{% include "([^"]+)"', path.read_text())}
INCLUDED_BY_ALLAUTH = {"account/password_reset_help_text.html"}
PAGES = [
    name
    for name in (str(path.relative_to(FOLDER)) for path in ALL)
    if name.split("/")[0] not in PARTS and name not in INCLUDED | INCLUDED_BY_ALLAUTH
]
FIRST_TAG = re.compile(r'^\s*(?:{% comment %}.*?{% endcomment %}\s*)?{% extends "([^"]+)" %}', re.DOTALL)


@pytest.mark.parametrize("name", PAGES)
def test_every_page_extends_a_layout(name):
    extended = extends(name)
    while extended and not extended.startswith("layouts/"):
        extended = extends(extended)

    assert extended, f"{name} does not extend a layout"


def extends(name: str) -> str:
    found = FIRST_TAG.match((FOLDER / name).read_text())
    return found.group(1) if found else ""


@pytest.mark.parametrize(
    "pattern", [r"\sstyle=", r"\son[a-z]+=", r"<style", r"javascript:", r"\.objects\b", r"\|safe\b"]
)
def test_no_template_has(pattern):
    wrong = [str(path.relative_to(FOLDER)) for path in ALL if re.search(pattern, path.read_text())]

    assert wrong == []
