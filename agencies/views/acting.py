"""For which agency a person acts."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from agencies.acting import SESSION_KEY, act_for
from agencies.forms.people import SwitchForm
from agencies.policy import signed_in
from agencies.scope import SignedInRequest
from agencies.selectors import scopes
from agencies.services import audit
from agencies.views.pages import form_page, posted


@signed_in("Everybody may choose among the agencies that they belong to.")
def switch_agency(request: SignedInRequest) -> HttpResponse:
    own = {str(scope.agency_id): scope for scope in scopes.all_for(request.user)}
    if not own:
        return redirect("no_membership")
    form = SwitchForm(
        posted(request),
        choices=[(key, scope.agency_name) for key, scope in own.items()],
        hints={key: scope.role_label for key, scope in own.items()},
        initial={"agency": request.session.get(SESSION_KEY)},
    )
    if form.is_valid():
        chosen = own[form.cleaned_data["agency"]]
        act_for(request, chosen.agency_id)
        audit.record(scope=chosen, action="agency.switched", subject_type="agency", subject_ids=[chosen.agency_id])
        messages.success(request, f"You are acting for {chosen.agency_name}")
        return redirect("home")
    return form_page(request, form, title="Switch agency", cancel_url="/", submit_label="Continue")


@signed_in("Says what to do to those whose memberships have ended.")
def no_membership(request: SignedInRequest) -> HttpResponse:
    return render(request, "agencies/no_membership.html")
