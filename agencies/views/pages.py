"""What most pages of agencies share: a form, a list in pages."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.forms import Form
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

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


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form is bound to: also an empty POST is an answer, to a page that only asks to confirm."""
    return request.POST if request.method == "POST" else None


def page_of(request: HttpRequest, rows: QuerySet[Any]) -> Page[Any]:
    """The page that the address asks for; the last one when there are fewer."""
    return Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
