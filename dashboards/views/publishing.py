"""The page of everything that is published: what publishing does, and the form that does it."""

from collections.abc import Sequence

from django.forms import Form
from django.http import HttpResponse, QueryDict
from django.shortcuts import render

from agencies.scope import ActingRequest
from dashboards.presenters.publication import EFFECTS


def publish_page(
    request: ActingRequest,
    form: Form,
    *,
    title: str,
    whose: str,
    left_out: Sequence[tuple[str, str]],
    back_link: str,
    status: int = 200,
) -> HttpResponse:
    """``left_out``: what is in no publication, and why."""
    context = {
        "title": title,
        "form": form,
        "whose": whose,
        "effects": EFFECTS,
        "left_out": left_out,
        "back_link": back_link,
        "cancel_url": back_link,
        "submit_label": "Publish and download",
    }
    return render(request, "dashboards/publish.html", context, status=status)


def back_to_export(address: str, data: QueryDict) -> str:
    """The export that is not for publication, with what was chosen."""
    chosen = data.copy()
    for name in ("use", "format", "csrfmiddlewaretoken"):
        chosen.pop(name, None)
    return f"{address}?{chosen.urlencode()}" if chosen else address
