import re
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.core.paginator import Paginator
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory

from ehtrack.lib.components import SummaryRow, TimelineItem, link, tag_html
from ehtrack.lib.tables import Column, Table
from ehtrack.lib.wording import within_a_sentence

TEMPLATES = Path(settings.BASE_DIR) / "templates"
HOSTILE = "<script>alert(1)</script>"


def render(source: str, **context: object) -> str:
    return " ".join(Template(source).render(Context(context)).split())


def address(path: str, **context: object) -> dict[str, object]:
    return {"request": RequestFactory().get(path), **context}


def test_every_component_escapes_the_words_it_is_given() -> None:
    html = render(
        "{% button x %}{% link_button x '/' %}{% link x '/' %}{% tag x %}{% inset x %}{% warning_text x %}"
        "{% panel x x %}{% figure x x x %}{% details summary=x %}{{ x }}{% enddetails %}"
        "{% fieldset legend=x %}{{ x }}{% endfieldset %}"
        "{% summary_list rows title=x %}{% timeline items %}{% table value %}{% breadcrumbs crumbs %}",
        x=HOSTILE,
        rows=[(HOSTILE, HOSTILE)],
        items=[TimelineItem(HOSTILE, HOSTILE, HOSTILE, HOSTILE)],
        value=Table(HOSTILE, [Column("a", HOSTILE)], [[HOSTILE]], notes=[HOSTILE]),
        crumbs=[(HOSTILE, "/"), (HOSTILE, "")],
    )

    assert "<script>" not in html
    assert html.count("&lt;script&gt;") > 20


def test_an_empty_answer_is_a_row_that_says_not_recorded() -> None:
    html = render("{% summary_list rows %}", rows=[SummaryRow("NHS number", ""), ("Name", "Amy"), ("Born", None)])

    assert html.count("Not recorded") == 2
    assert '<dt class="govuk-summary-list__key">Name</dt> <dd class="govuk-summary-list__value">Amy</dd>' in html


def test_a_change_link_says_what_it_changes() -> None:
    html = render("{% summary_list rows %}", rows=[SummaryRow("Name", "Amy", "/name/")])

    assert 'href="/name/">Change<span class="govuk-visually-hidden"> name</span></a>' in html


def test_a_table_writes_its_values_in_words_and_keeps_links_and_tags() -> None:
    value = Table(
        "Contacts", [Column("who", "Organisation"), Column("n", "Contacts", "count")], [[link("Police", "/p/"), 5250]]
    )

    html = render("{% table value %}", value=value)

    assert '<th scope="row" class="govuk-table__header"><a class="govuk-link" href="/p/">Police</a></th>' in html
    assert '<td class="govuk-table__cell govuk-table__cell--numeric">5,250</td>' in html
    assert 'role="region" tabindex="0" aria-label="Contacts"' in html


def test_a_stacked_table_names_each_value_and_keeps_its_roles() -> None:
    @dataclass
    class Plain:
        title = "Contacts"
        columns = (Column("who", "Child"), Column("status", "Status"))
        rows = ({"status": tag_html("Open", "green"), "who": "Amy"},)

    html = render("{% table value stacked=True %}", value=Plain())

    assert '<th scope="row" class="govuk-table__header" role="rowheader">Amy</th>' in html
    assert 'role="cell" data-label="Status"><strong class="govuk-tag govuk-tag--green">Open</strong></td>' in html


def test_a_row_of_the_wrong_length_is_refused() -> None:
    with pytest.raises(ValueError, match="zip"):
        render("{% table value %}", value=Table("Contacts", [Column("a", "A"), Column("b", "B")], [["only one"]]))


def test_pages_keep_the_rest_of_the_address() -> None:
    page = Paginator(range(345), 20).page(8)

    html = render("{% pagination page %}", **address("/contacts/?q=a%26b&page=8", page=page))

    assert 'href="?q=a%26b&amp;page=7" rel="prev"' in html
    assert 'href="?q=a%26b&amp;page=9" rel="next"' in html
    assert 'aria-label="Page 8" aria-current="page"' in html
    assert html.count("govuk-pagination__item--ellipsis") == 2


def test_one_page_needs_no_pagination() -> None:
    assert render("{% pagination page %}", **address("/", page=Paginator(range(20), 20).page(1))) == ""


@pytest.mark.parametrize(
    ("count", "number", "words"),
    [
        (1, 1, "Showing 1 of 1"),
        (345, 1, "Showing 1 to 20 of 345 contacts"),
        (1345, 68, "Showing 1,341 to 1,345 of 1,345 contacts"),
    ],
)
def test_a_list_says_what_part_of_it_is_shown(count: int, number: int, words: str) -> None:
    assert render("{% showing page 'contacts' %}", page=Paginator(range(count), 20).page(number)) == words


def base(**context: object) -> str:
    return " ".join(render_to_string("layouts/page.html", {"title": "Contacts", **context}).split())


def test_the_frame_stands_without_any_context() -> None:
    html = base()

    assert "<title>Contacts - ehtrack</title>" in html
    assert "Sign out" not in html
    assert "govuk-service-navigation" not in html


def test_the_frame_says_who_acts_for_whom_and_offers_to_switch_only_to_those_who_can() -> None:
    user = SimpleNamespace(is_authenticated=True, name="Asha Khan")
    acting = SimpleNamespace(agency_name="A school", role_label="Practitioner", can_switch=False)
    sections = [SimpleNamespace(text="Contacts", url="/contacts/", current=True)]

    html = base(user=user, acting=acting, navigation=sections)

    assert "Asha Khan" in html
    assert "Practitioner, A school" in html
    assert "Switch agency" not in html
    assert 'href="/contacts/" aria-current="true"' in html
    assert '<form method="post" action="/accounts/logout/"' in html


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_nothing_in_a_template_is_inline_so_that_the_security_policy_can_be_strict(path: Path) -> None:
    source = path.read_text()

    assert re.findall(r"<style|\sstyle=|\son[a-z]+=|javascript:", source) == []
    assert re.findall(r"<script(?![^>]*\ssrc=)", source) == []


@pytest.mark.parametrize("name", ["403.html", "404.html", "429.html", "500.html"])
def test_an_error_page_is_the_same_bytes_whoever_asks_and_needs_no_context(name: str) -> None:
    someone = {
        "user": SimpleNamespace(is_authenticated=True, name="Asha"),
        "navigation": [SimpleNamespace(text="Contacts", url="/", current=True)],
        "messages": [SimpleNamespace(level_tag="success")],
        "csrf_token": "abc",
        "title": "Other",
        "request": RequestFactory().get("/secret/"),
    }

    assert render_to_string(name) == render_to_string(name, someone)


@pytest.mark.parametrize(
    ("heading", "within"),
    [
        ("Senior lead", "senior lead"),
        ("S&Ns completed", "S&Ns completed"),
        ("MASH contacts", "MASH contacts"),
        ("A day", "a day"),
        ("Date of birth", "date of birth"),
        ("NHS number", "NHS number"),
        ("Early Help Network meetings", "Early Help Network meetings"),
        ("Open TAFs", "open TAFs"),
        ("", ""),
    ],
)
def test_a_heading_within_a_sentence_begins_small_unless_it_begins_with_an_abbreviation_or_a_name(heading, within):
    assert within_a_sentence(heading) == within
