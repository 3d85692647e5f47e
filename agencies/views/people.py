"""People of an agency, and their memberships."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from agencies import panels, second_factor
from agencies.forms.outcomes import refusals_in
from agencies.forms.people import ColleaguesPhoneForm, EndForm, PersonFilter
from agencies.models import Membership, Role, User
from agencies.policy import Permission, requires
from agencies.presenters import people as words
from agencies.scope import ActingRequest
from agencies.selectors import agencies, people
from agencies.services import audit, memberships, second_factors
from agencies.services import people as services
from agencies.views.pages import form_page, page_of, posted


@requires(Permission.MANAGE_PEOPLE)
def person_list(request: ActingRequest) -> HttpResponse:
    scope = request.scope
    everywhere = scope.has(Role.BOARD)
    form = PersonFilter(request.GET or None, agencies=agencies.visible(scope) if everywhere else None)
    form.is_valid()
    page = page_of(request, people.listed(scope, **form.values()), form)
    audit.record(scope=scope, action="person.listed", subject_type="person", subject_ids=[person.pk for person in page])
    return render(
        request,
        "agencies/person_list.html",
        {
            "title": "People",
            "page": page,
            "noun": "people",
            "list_table": words.people_table(page, with_agency=everywhere),
            "filter_form": form,
            "filters_open": bool(request.GET),
            "own_agency": None if everywhere else scope.agency_id,
        },
    )


@requires(Permission.MANAGE_PEOPLE, person=people.visible)
def person_detail(request: ActingRequest, person: User) -> HttpResponse:
    audit.record(scope=request.scope, action="person.read", subject_type="person", subject_ids=[person.pk])
    reached = people.is_reached(request.scope, person)
    return render(
        request,
        "agencies/person_detail.html",
        {
            "title": person.name,
            "summary": words.person_summary(person, reached=reached),
            "reset_url": reverse("person_reset", args=[person.pk]) if reached and second_factor.has_own(person) else "",
            "memberships": words.memberships_table(people.memberships_of(request.scope, person), request.scope),
            "left_behind": [] if reached else panels.left_behind(request.scope, person),
            "left_behind_by": person.name,
        },
    )


@requires(Permission.MANAGE_PEOPLE, person=people.visible)
def person_phone(request: ActingRequest, person: User) -> HttpResponse:
    back = reverse("person_detail", args=[person.pk])
    if not people.is_reached(request.scope, person):
        raise PermissionDenied
    form = ColleaguesPhoneForm(posted(request), initial={"phone": person.phone})
    if form.is_valid():
        services.set_phone(scope=request.scope, person=person, phone=form.cleaned_data["phone"])
        messages.success(request, f"The phone number of {person.name} is changed")
        return redirect(back)
    return form_page(request, form, title=f"Phone number of {person.name}", cancel_url=back)


@requires(Permission.MANAGE_PEOPLE, person=people.visible)
def person_reset(request: ActingRequest, person: User) -> HttpResponse:
    form = EndForm(posted(request))
    if form.is_valid():
        with refusals_in(form):
            second_factors.remove_all(scope=request.scope, person=person, reason=form.cleaned_data["reason"])
            messages.success(request, f"{person.name} has no second factor now, and was told by email")
            return redirect("person_detail", person=person.pk)
    return form_page(
        request,
        form,
        title=f"Remove {person.name}'s second factor",
        cancel_url=reverse("person_detail", args=[person.pk]),
        template="layouts/confirm.html",
        what_happens="Do it only when you have spoken to them and know that it is they who ask. They sign in with "
        "their password and set up a new one.",
        submit_label="Remove second factor",
    )


@requires(Permission.MANAGE_PEOPLE, membership=people.memberships)
def membership_end(request: ActingRequest, membership: Membership) -> HttpResponse:
    form = EndForm(posted(request))
    person, role = membership.user, membership.get_role_display()
    if form.is_valid():
        with refusals_in(form):
            withdrawn = memberships.end(
                scope=request.scope, membership=membership, reason=form.cleaned_data["reason"], now=timezone.now()
            )
            messages.success(request, words.ended(person.name, role, membership.agency.name, withdrawn))
            return redirect("person_detail", person=person.pk)
    return form_page(
        request,
        form,
        title=f"End {person.name}'s membership",
        cancel_url=f"/people/{person.pk}/",
        template="agencies/membership_end.html",
        left_behind=panels.left_behind(request.scope, person),
        left_behind_by=person.name,
        what_happens=f"{person.name} will no longer be {role} of {membership.agency.name}. "
        "It takes effect with the next page they open. What they recorded stays.",
        submit_label="End membership",
    )
