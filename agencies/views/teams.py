from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from agencies.forms.outcomes import refusals_in
from agencies.forms.people import NewTeamForm, TeamForm
from agencies.models import Agency, Team
from agencies.policy import Permission, requires
from agencies.scope import ActingRequest
from agencies.selectors import agencies
from agencies.services import request_keys, teams
from agencies.views.pages import form_page, posted


@requires(Permission.MANAGE_PEOPLE, agency=agencies.visible)
def team_add(request: ActingRequest, agency: Agency) -> HttpResponse:
    form, back = NewTeamForm(posted(request)), reverse("agency_detail", args=[agency.pk])
    if form.is_valid():
        key = form.cleaned_data["request_key"]
        if first := request_keys.claim(scope=request.scope, key=key):
            return redirect(first)
        with refusals_in(form):
            team = teams.add(scope=request.scope, agency=agency, name=form.cleaned_data["name"])
            request_keys.remember(scope=request.scope, key=key, target_url=back)
            messages.success(request, f"{team.name} is added")
            return redirect(back)
    return form_page(request, form, title="Add a team", cancel_url=back, submit_label="Add team")


@requires(Permission.MANAGE_PEOPLE, team=agencies.teams)
def team_edit(request: ActingRequest, team: Team) -> HttpResponse:
    form, back = TeamForm(posted(request), initial={"name": team.name}), f"/agencies/{team.agency_id}/"
    if form.is_valid():
        with refusals_in(form):
            teams.rename(scope=request.scope, team=team, name=form.cleaned_data["name"])
            messages.success(request, f"The team is now called {form.cleaned_data['name']}")
            return redirect(back)
    return form_page(request, form, title=f"Rename {team.name}", cancel_url=back, submit_label="Rename team")
