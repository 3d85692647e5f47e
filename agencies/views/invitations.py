"""Inviting people, and accepting an invitation."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from agencies.acting import act_for
from agencies.forms.outcomes import refusals_in
from agencies.forms.people import InvitationForm, NewPersonForm
from agencies.models import Agency, Invitation, Role, User
from agencies.policy import Permission, public, requires
from agencies.presenters import people as words
from agencies.scope import ActingRequest
from agencies.selectors import agencies, people
from agencies.services import invitations, request_keys
from agencies.views.pages import form_page, page_of, posted
from ehtrack.lib import formfields

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@requires(Permission.MANAGE_PEOPLE)
def invitation_list(request: ActingRequest) -> HttpResponse:
    page = page_of(request, people.invitations(request.scope))
    table = words.invitations_table(page, now=timezone.now(), with_agency=request.scope.has(Role.BOARD))
    context = {"title": "Invitations", "page": page, "noun": "invitations", "list_table": table}
    return render(request, "agencies/invitation_list.html", context)


@requires(Permission.MANAGE_PEOPLE, agency=agencies.visible)
def invitation_add(request: ActingRequest, agency: Agency) -> HttpResponse:
    scope = request.scope
    form = InvitationForm(posted(request), grantable=scope.grantable, teams=agencies.teams_of(agency))
    if form.is_valid():
        typed = form.cleaned_data
        if first := request_keys.claim(scope=scope, key=typed["request_key"]):
            return redirect(first)
        with refusals_in(form):
            invitations.invite(
                scope=scope,
                agency=agency,
                email=typed["email"],
                roles=typed["roles"],
                team=typed.get("team"),
                now=timezone.now(),
                link=_link(request),
            )
            request_keys.remember(scope=scope, key=typed["request_key"], target_url=reverse("invitation_list"))
            messages.success(request, f"We sent an invitation to {typed['email']}")
            return redirect("invitation_list")
    title = f"Invite someone to {agency.name}"
    return form_page(request, form, title=title, cancel_url=reverse("person_list"), submit_label="Send invitation")


@requires(Permission.MANAGE_PEOPLE, invitation=people.invitations)
def invitation_resend(request: ActingRequest, invitation: Invitation) -> HttpResponse:
    form = formfields.Form(posted(request))
    if form.is_valid():
        with refusals_in(form):
            invitations.resend(scope=request.scope, invitation=invitation, now=timezone.now(), link=_link(request))
            messages.success(request, f"We sent a new link to {invitation.email}")
            return redirect("invitation_list")
    return form_page(
        request,
        form,
        title=f"Send the invitation to {invitation.email} again",
        cancel_url=reverse("invitation_list"),
        what_happens="The email has a new link for the next 14 days. The link sent before stops working.",
        template="agencies/invitation_resend.html",
        submit_label="Send again",
    )


@requires(Permission.MANAGE_PEOPLE, invitation=people.invitations)
def invitation_withdraw(request: ActingRequest, invitation: Invitation) -> HttpResponse:
    form = formfields.Form(posted(request))
    if form.is_valid():
        with refusals_in(form):
            invitations.withdraw(scope=request.scope, invitation=invitation, now=timezone.now())
            messages.success(request, f"The invitation to {invitation.email} is withdrawn")
            return redirect("invitation_list")
    return form_page(
        request,
        form,
        title=f"Withdraw the invitation to {invitation.email}",
        cancel_url=reverse("invitation_list"),
        template="layouts/confirm.html",
        what_happens="The link that was sent stops working. You can invite them again later.",
        submit_label="Withdraw invitation",
    )


@public("Whoever holds the link's secret was sent it by email; an account may not exist yet.")
def invitation_accept(request: HttpRequest, secret: str) -> HttpResponse:
    invitation = people.by_digest(invitations.digest_of(secret))
    if invitation is None or invitation.expires_at <= timezone.now():
        return render(request, "agencies/invitation_unusable.html", status=404)
    account = people.by_email(invitation.email)
    if request.user.is_authenticated and request.user != account:
        return render(request, "agencies/invitation_other_person.html", {"invitation": invitation})
    if account is None:
        return _accept_as_new_person(request, invitation)
    if request.user.is_authenticated:
        return _accept_as_known_person(request, invitation, account)
    return render(request, "agencies/invitation_sign_in.html", {**_about(invitation), "next": request.path})


def _accept_as_new_person(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    form = NewPersonForm(posted(request), email=invitation.email)
    if form.is_valid():
        with refusals_in(form):
            user = invitations.accept_as_new_person(invitation=invitation, now=timezone.now(), **form.cleaned_data)
            login(request, user, backend=BACKEND)
            return _joined(request, invitation)
    return render(request, "agencies/invitation_accept.html", {"form": form, **_about(invitation)})


def _accept_as_known_person(request: HttpRequest, invitation: Invitation, account: User) -> HttpResponse:
    form = formfields.Form(posted(request))
    if form.is_valid():
        with refusals_in(form):
            invitations.accept(invitation=invitation, user=account, now=timezone.now())
            return _joined(request, invitation)
    return render(request, "agencies/invitation_accept.html", {"form": form, **_about(invitation)})


def _joined(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    act_for(request, invitation.agency_id)
    messages.success(request, f"Welcome to {invitation.agency.name}")
    return redirect("home")


def _about(invitation: Invitation) -> dict[str, str]:
    return {
        "title": f"Join {invitation.agency.name}",
        "inviter": invitation.invited_by.name,
        "roles": invitations.labels(invitation),
        "email": invitation.email,
    }


def _link(request: HttpRequest) -> Callable[[str], str]:
    return lambda secret: request.build_absolute_uri(reverse("invitation_accept", args=[secret]))
