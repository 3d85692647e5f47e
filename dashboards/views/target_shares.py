from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from agencies.errors import Stale
from agencies.forms.outcomes import refusals_in
from agencies.policy import Permission, requires
from agencies.scope import ActingRequest
from agencies.services import request_keys
from agencies.views.pages import posted
from dashboards.forms.target_shares import ShareFilter, SharesForm
from dashboards.measures.figures import one_snapshot
from dashboards.measures.shares import propose
from dashboards.measures.sharing import Sharing, sharing
from dashboards.presenters import target_shares as presenter
from dashboards.selectors import targets
from dashboards.services import target_shares as services
from ehtrack.lib import numbers


@requires(Permission.MANAGE_AGENCIES)
def target_share(request: ActingRequest) -> HttpResponse:
    """What is shared out, and how, stands in the address; the numbers are posted."""
    asked = ShareFilter(request.GET, today=timezone.localdate())
    context: dict[str, Any] = {"title": "Set the targets of all agencies", "asked": asked, "missing": ""}
    if not asked.is_valid():
        return render(request, "dashboards/target_share.html", context)
    year, given, proposal = asked.asked()
    with one_snapshot():
        found = sharing(year, today=timezone.localdate(), now=timezone.now())
    total = given or (found.whole.target if found.whole else None)
    if total is None:
        return render(request, "dashboards/target_share.html", {**context, "missing": presenter.without_total(year)})
    proposed = propose(proposal, total, [one.base for one in found.agencies])
    form = SharesForm(
        posted(request),
        today=timezone.localdate(),
        agencies=found.agencies,
        proposed=dict(zip((one.key for one in found.agencies), proposed, strict=True)),
        version=targets.state(year),
        also_whole=presenter.also_whole(found, total),
    )
    if form.recording and (answer := _recorded(request, form, found, total)):
        return answer
    context |= {"form": form, "shares": presenter.page(found, total, proposal, form)}
    return render(request, "dashboards/target_share.html", context, status=form.status)


def _recorded(request: ActingRequest, form: SharesForm, found: Sharing, total: int) -> HttpResponse | None:
    """Record it and go on; None when the form says why not."""
    if not form.is_valid():
        return None
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
