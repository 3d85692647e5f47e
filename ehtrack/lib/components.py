"""Template tags of every page: GOV.UK components that take finished words. A builtin: no template loads it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.utils import render_crispy_form
from django import template
from django.core.paginator import Page
from django.forms import BoundField
from django.template import Context
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString

from ehtrack.lib import govuk
from ehtrack.lib.table_rows import table_rows
from ehtrack.lib.wording import within_a_sentence

register = template.Library()
Words = str | SafeString


@dataclass(frozen=True)
class SummaryRow:
    """A question and its answer; an empty value is shown as "Not recorded"."""

    key: str
    value: Words
    href: str = ""
    action: str = "Change"

    @property
    def what(self) -> str:
        return within_a_sentence(self.key)


@dataclass(frozen=True)
class TimelineItem:
    """One entry of a chronology, newest first by custom; ``when`` is finished words."""

    title: str
    when: str
    byline: str = ""
    text: Words = ""
    href: str = ""


@dataclass(frozen=True)
class Place:
    """A page among those beside it."""

    text: str
    href: str
    current: bool = False


def link(text: str, href: str, *, hidden: str = "") -> SafeString:
    """A link for a table cell or an answer; ``hidden`` completes it for those who hear it ("Change" + "name")."""
    if not hidden:
        return format_html('<a class="govuk-link" href="{}">{}</a>', href, text)
    more = '<a class="govuk-link" href="{}">{}<span class="govuk-visually-hidden"> {}</span></a>'
    return format_html(more, href, text, hidden)


def tag_html(text: str, colour: str = "") -> SafeString:
    """A status tag; colour is one of grey, green, teal, blue, purple, magenta, red, orange, yellow."""
    return format_html('<strong class="govuk-tag{}">{}</strong>', f" govuk-tag--{colour}" if colour else "", text)


register.simple_tag(link, name="link")
register.simple_tag(tag_html, name="tag")


@register.simple_tag
def error_prefix(*forms_and_formsets: Any) -> str:
    """Begins the page title, so that an error is the first thing heard."""
    return "Error: " if govuk.problems(forms_and_formsets) else ""


@register.inclusion_tag("components/error_summary.html")
def error_summary(*forms_and_formsets: Any) -> dict[str, Any]:
    return {"problems": govuk.problems(forms_and_formsets)}


@register.inclusion_tag("components/breadcrumbs.html")
def breadcrumbs(crumbs: Iterable[tuple[str, str]] = (), back_link: str = "") -> dict[str, Any]:
    return {"breadcrumbs": crumbs, "back_link": back_link}


@register.inclusion_tag("components/button.html")
def button(text: str, variant: str = "", name: str = "", value: str = "") -> dict[str, Any]:
    """A submit button; variant is secondary or warning."""
    return {"text": text, "variant": variant, "name": name, "value": value}


@register.inclusion_tag("components/link_button.html")
def link_button(text: str, href: str, variant: str = "") -> dict[str, Any]:
    return {"text": text, "href": href, "variant": variant}


@register.inclusion_tag("components/summary_list.html")
def summary_list(rows: Iterable[Any], title: str = "") -> dict[str, Any]:
    """Rows are SummaryRow or (key, value); with a title they stand in a card."""
    finished = [row if hasattr(row, "key") else SummaryRow(*row) for row in rows]
    shown = [replace(row, value="Not recorded") if row.value in (None, "") else row for row in finished]
    return {"rows": shown, "title": title}


@register.inclusion_tag("components/sub_navigation.html")
def sub_navigation(places: Iterable[Place], label: str) -> dict[str, Any]:
    """Pages of one subject beside each other; ``label`` names them for those who hear it."""
    return {"places": places, "label": label}


@register.inclusion_tag("components/table.html")
def table(value: Any, caption: str = "m", stacked: bool = False) -> dict[str, Any]:
    """Anything with title, columns (key, label, numeric) and rows (sequences, or mappings by key).

    A column with a ``text`` method finishes its values; SafeString (``link``, ``tag_html``) goes in as it is.

    ``stacked``: below 640 pixels each row becomes a block with its labels; otherwise the table scrolls in its frame.
    """
    shown = {"title": getattr(value, "title", ""), "notes": getattr(value, "notes", ())}
    return {
        **shown,
        "columns": value.columns,
        "rows": table_rows(value, stacked),
        "caption": caption,
        "stacked": stacked,
    }


@register.inclusion_tag("components/pagination.html", takes_context=True)
def pagination(context: Context, page: Page, name: str = "page") -> dict[str, Any]:
    """The pages of a Django Page; every other part of the address stays."""
    request = context.get("request")

    def address(number: int) -> str:
        query = request.GET.copy() if request else None
        if query is None:
            return f"?{name}={number}"
        query[name] = str(number)
        return f"?{query.urlencode()}"

    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    items = [
        {"number": number, "href": address(number), "current": number == page.number}
        if isinstance(number, int)
        else {"number": None}
        for number in numbers
    ]
    return {
        "items": items if page.paginator.num_pages > 1 else [],
        "previous": address(page.previous_page_number()) if page.has_previous() else "",
        "next": address(page.next_page_number()) if page.has_next() else "",
    }


@register.simple_tag
def showing(page: Page, noun: str = "") -> str:
    """ "Showing 1 to 20 of 345 contacts"."""
    if page.paginator.count == 1:
        return "Showing 1 of 1"
    total = f"{page.paginator.count:,}"
    words = f"Showing {page.start_index():,} to {page.end_index():,} of {total}"
    return f"{words} {noun}" if noun else words


@register.inclusion_tag("components/inset.html")
def inset(text: Words) -> dict[str, Any]:
    return {"text": text}


@register.inclusion_tag("components/warning_text.html")
def warning_text(text: Words) -> dict[str, Any]:
    return {"text": text}


@register.inclusion_tag("components/panel.html")
def panel(title: str, text: Words = "") -> dict[str, Any]:
    return {"title": title, "text": text}


@register.inclusion_tag("components/figure.html")
def figure(value: str, label: str, note: str = "", href: str = "") -> dict[str, Any]:
    """One large number with the words that say what it is; both are the link where ``href`` is given."""
    return {"value": value, "label": label, "note": note, "href": href}


@register.simple_block_tag
def details(content: SafeString, summary: str, is_open: bool = False) -> SafeString:
    return render_to_string("components/details.html", {"content": content, "summary": summary, "is_open": is_open})


@register.simple_block_tag
def fieldset(content: SafeString, legend: str, size: str = "m") -> SafeString:
    """A group of fields under one question."""
    return render_to_string("components/fieldset.html", {"content": content, "legend": legend, "size": size})


@register.inclusion_tag("components/timeline.html")
def timeline(items: Iterable[Any], level: int = 3) -> dict[str, Any]:
    """Items are TimelineItem; ``level`` is the level of their headings."""
    return {"items": items, "heading": f"h{level}"}


@register.inclusion_tag("components/chart.html")
def chart(svg: SafeString, table: Any, summary: str = "") -> dict[str, Any]:
    """A chart of ehtrack.lib.charts with the same numbers as a table under it; ``summary`` folds the table away."""
    return {"svg": svg, "table": table, "summary": summary}


@register.simple_tag(takes_context=True)
def govuk_form(context: Context, form: Any, optional: bool = True) -> SafeString:
    """The fields of a form or formset without the form element; ``optional=False`` leaves out "(optional)"."""
    values = {**context.flatten(), "mark_optional": optional}
    return render_crispy_form(form, _fields_only(form), values)


def _fields_only(form: Any) -> FormHelper:
    helper = getattr(form, "helper", None) or FormHelper()
    helper.form_tag = False
    helper.render_hidden_fields = True
    helper.disable_csrf = True
    return helper


@register.simple_tag(takes_context=True)
def govuk_field(context: Context, field: BoundField, label: str = "") -> SafeString:
    """One field with label, hint and error, drawn by templates/govuk/fields."""
    return render_to_string(f"govuk/fields/{govuk.kind(field)}.html", _field(context, field, label))


def _field(context: Context, field: BoundField, label: str) -> dict[str, Any]:
    name, widget = govuk.kind(field), field.field.widget
    words = label or str(field.label or "")
    if not field.field.required and name != "checkbox" and context.get("mark_optional", True):
        words += " (optional)"
    return {
        "field": field,
        "label": words,
        "errors": govuk.errors(field),
        "control": govuk.control(field) if name not in govuk.CHOICES | {"date", "checkbox"} else "",
        "options": govuk.options(field) if name in govuk.CHOICES else [],
        "boxes": widget.boxes(field.value(), bool(field.errors)) if name == "date" else [],
        "inline": getattr(widget, "inline", False),
        "prefix": getattr(widget, "prefix", ""),
        "suffix": getattr(widget, "suffix", ""),
        "limit": govuk.counted(field),
    }
