"""What most pages of agencies share: a form, a list in pages."""

import re
from collections.abc import Callable, Iterable
from typing import Any, Protocol

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.forms import Form
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render

from agencies.errors import Stale
from agencies.forms.outcomes import refusals_in
from agencies.forms.versions import VersionedForm

PER_PAGE = 20


def form_page(
    request: HttpRequest,
    form: Form,
    *,
    title: str,
    cancel_url: str,
    template: str = "layouts/form.html",
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    return render(request, template, {"title": title, "form": form, "cancel_url": cancel_url, **more}, status=status)


class Versioned(Protocol):
    version: int


def saved(
    request: HttpRequest,
    form: VersionedForm,
    act: Callable[[], object],
    *,
    record: Versioned,
    says: Callable[[Any], Iterable[tuple[str, str]]],
    done: str,
    to: str,
) -> HttpResponse | None:
    """Do it and go on; None when the form says why not: a refusal, or that somebody else changed ``record`` first."""
    try:
        with refusals_in(form):
            act()
            messages.success(request, done)
            return redirect(to)
    except Stale:
        form.meet(record.version, says(record))
    return None


def remove_page(
    request: HttpRequest, form: VersionedForm, *, title: str, says: list[tuple[str, str]], cancel_url: str, **more: Any
) -> HttpResponse:
    """Ask why a record is removed, with what it says above the question."""
    return form_page(
        request,
        form,
        title=title,
        cancel_url=cancel_url,
        template="agencies/remove_form.html",
        says=says,
        submit_label="Remove",
        status=form.status,
        **more,
    )


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form is bound to: also an empty POST is an answer, to a page that only asks to confirm."""
    return request.POST if request.method == "POST" else None


def older_than(request: HttpRequest) -> int | None:
    """The id from which a list goes on; from its beginning for what is no id."""
    before = request.GET.get("before", "")
    return int(before) if re.fullmatch(r"[0-9]{1,18}", before) else None


def page_of(request: HttpRequest, rows: QuerySet[Any], filters: Form | None = None) -> Page[Any]:
    """The page that the address asks for; the last one when there are fewer. Nothing for filters that are wrong.

    Rows that are alike in all that the list is ordered by go by their key: else one of them may stand on two pages, and
    another on none.
    """
    if filters and filters.errors:
        rows = rows.none()
    order = rows.query.order_by or rows.model._meta.ordering
    return Paginator(rows.order_by(*order, "pk"), PER_PAGE).get_page(request.GET.get("page"))
