from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from agencies.errors import Stale
from agencies.forms.outcomes import refusals_in
from agencies.policy import Permission, requires
from agencies.scope import ActingRequest
from agencies.services import request_keys
from agencies.views.pages import posted
from dashboards.forms.target_shares import ShareFilter, SharesForm, proposed_again
from dashboards.measures.figures import one_snapshot
from dashboards.measures.sharing import Sharer, Shares, sharing
from dashboards.presenters import target_shares as presenter
from dashboards.selectors import targets
from dashboards.services import target_shares as services
from ehtrack.lib import numbers


@requires(Permission.MANAGE_AGENCIES)
def target_share(request: ActingRequest) -> HttpResponse:
    """What is shared out, and how, stands in the address; the numbers are posted, with another proposal or without."""
    asked = ShareFilter(request.GET, today=timezone.localdate())
    context: dict[str, Any] = {"title": "Set the targets of all agencies", "asked": asked, "missing": ""}
    if not asked.is_valid():
        return render(request, "dashboards/target_share.html", context)
    shared = _shared(asked)
    if shared is None:
        context["missing"] = presenter.without_total(asked.asked()[0])
        return render(request, "dashboards/target_share.html", context)
    data, told = posted(request), []
    kept: list[Sharer] = []
    if data is not None:
        context["asked"] = typed = ShareFilter(request.GET, today=timezone.localdate(), typed=data)
        if another := _another(asked, typed, proposing=data.get("action") == "propose"):
            data, kept = proposed_again(data, shared, another, version=targets.state(another.found.year))
            told = presenter.proposed_again(kept, recording=request.POST.get("action") == "record")
            asked, shared = typed, another
    form = _form(data, shared, kept)
    if form.recording and not context["asked"].errors and (answer := _recorded(request, form, shared)):
        return answer
    context |= {"form": form, "shares": presenter.page(shared, form, told), "address": asked.address()}
    return render(request, "dashboards/target_share.html", context, status=form.status)


def _shared(asked: ShareFilter) -> Shares | None:
    """None where no target of the partnership is known to share out."""
    year, given, proposal = asked.asked()
    with one_snapshot():
        found = sharing(year, today=timezone.localdate(), now=timezone.now())
    total = given or (found.whole.target if found.whole else None)
    return None if total is None else Shares(found, total, proposal)


def _another(asked: ShareFilter, typed: ShareFilter, *, proposing: bool) -> Shares | None:
    """The proposal to show in place of the one in the address; None when it is the same one, or cannot be made."""
    if not typed.is_valid() or not (proposing or typed.asked() != asked.asked()):
        return None
    another = _shared(typed)
    if another is None:
        typed.add_error("total", presenter.without_total(typed.asked()[0]))
    return another


def _form(data: QueryDict | None, shared: Shares, kept: list[Sharer]) -> SharesForm:
    return SharesForm(
        data,
        today=timezone.localdate(),
        agencies=shared.found.agencies,
        proposed=shared.proposed,
        version=targets.state(shared.found.year),
        also_whole=presenter.also_whole(shared.found, shared.total),
        kept=[one.key for one in kept],
    )


def _recorded(request: ActingRequest, form: SharesForm, shared: Shares) -> HttpResponse | None:
    """Record it and go on; None when the form says why not."""
    if not form.is_valid():
        return None
    found, total = shared.found, shared.total
    scope, typed, back = request.scope, form.cleaned_data, reverse("target_list")
    if first := request_keys.claim(scope=scope, key=typed["request_key"]):
        return redirect(first)
    agreement = services.Agreement(
        year=found.year, basis=found.basis, agreed_on=typed["agreed_on"], source=typed["source"]
    )
    agreed = form.targets()
    if typed.get("also_whole"):
        agreed[None] = total
    try:
        with refusals_in(form):
            made = services.agree_all(scope=scope, agreement=agreement, targets=agreed, version=typed["version"])
            request_keys.remember(scope=scope, key=typed["request_key"], target_url=back)
            messages.success(request, f"{numbers.plural(made, 'target is', 'targets are')} recorded for {found.year}")
            return redirect(back)
    except Stale:
        known = [(one.name, one.recorded) for one in found.agencies if one.recorded]
        form.meet(targets.state(found.year), presenter.agreed_last(known, found.year))
    return None
