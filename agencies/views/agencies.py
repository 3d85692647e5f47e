"""Agencies, their teams, and the groups that they count in."""

from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from agencies.forms.agencies import AgencyFilter, ChildrenForm, CloseForm, EditForm, GroupForm, MoveForm, NewAgencyForm
from agencies.forms.outcomes import refusals_in
from agencies.forms.versions import VersionedForm
from agencies.models import Agency
from agencies.policy import Permission, requires
from agencies.presenters import agencies as words
from agencies.scope import ActingRequest
from agencies.selectors import agencies
from agencies.services import agencies as services
from agencies.services import request_keys
from agencies.views.pages import form_page, page_of, posted, saved

Says = Callable[[Agency], list[tuple[str, str]]]


@requires(Permission.MANAGE_AGENCIES)
def agency_list(request: ActingRequest) -> HttpResponse:
    today = timezone.localdate()
    form = AgencyFilter(request.GET or None, groups=agencies.groups())
    form.is_valid()
    page = page_of(request, agencies.listed(request.scope, today=today, **form.values()), form)
    return render(
        request,
        "agencies/agency_list.html",
        {
            "title": "Agencies",
            "page": page,
            "noun": "agencies",
            "list_table": words.agencies_table(page, today=today),
            "filter_form": form,
            "filters_open": bool(request.GET),
        },
    )


@requires(Permission.MANAGE_PEOPLE, agency=agencies.visible)
def agency_detail(request: ActingRequest, agency: Agency) -> HttpResponse:
    may_manage = request.scope.may(Permission.MANAGE_AGENCIES)
    return render(
        request,
        "agencies/agency_detail.html",
        {
            "title": agency.name,
            "agency": agency,
            "status": words.status_tag(agency, today=timezone.localdate()),
            "summary": words.agency_summary(agency),
            "teams": words.teams_table(agencies.teams_of(agency)),
            "groups": words.group_history_table(agencies.group_history(agency)),
            "children": words.children_table(agencies.children_history(agency)),
            "may_manage": may_manage,
            "back": "agency_list" if may_manage else "person_list",
        },
    )


@requires(Permission.MANAGE_AGENCIES)
def agency_add(request: ActingRequest) -> HttpResponse:
    scope = request.scope
    form = NewAgencyForm(posted(request), groups=agencies.groups(), localities=agencies.localities())
    if form.is_valid():
        key = form.cleaned_data["request_key"]
        if first := request_keys.claim(scope=scope, key=key):
            return redirect(first)
        with refusals_in(form):
            agency = services.add(
                scope=scope,
                code=form.cleaned_data["code"],
                group=form.cleaned_data["group"],
                details=form.details(),
            )
            request_keys.remember(scope=scope, key=key, target_url=_address(agency))
            messages.success(request, f"{agency.name} is added. Invite a lead next")
            return redirect(_address(agency))
    return form_page(request, form, title="Add an agency", cancel_url=reverse("agency_list"), submit_label="Add agency")


@requires(Permission.MANAGE_AGENCIES, agency=agencies.visible)
def agency_edit(request: ActingRequest, agency: Agency) -> HttpResponse:
    initial = {name: getattr(agency, name) for name in services.Details.__dataclass_fields__}
    form = EditForm(posted(request), localities=agencies.localities(), initial={**initial, "version": agency.version})
    if form.is_valid():
        version, details = form.cleaned_data["version"], form.details()
        act = partial(services.change, scope=request.scope, agency=agency, version=version, details=details)
        if answer := _saved(request, form, act, agency, _says_now, f"{agency.name} is changed"):
            return answer
    return form_page(request, form, title=f"Change {agency.name}", cancel_url=_address(agency), status=form.status)


@requires(Permission.MANAGE_AGENCIES, agency=agencies.visible)
def agency_move(request: ActingRequest, agency: Agency) -> HttpResponse:
    form = MoveForm(posted(request), groups=agencies.groups(), initial={"version": agency.version})
    if form.is_valid():
        act = partial(services.move, scope=request.scope, agency=agency, **form.cleaned_data)
        if answer := _saved(request, form, act, agency, _groups_now, f"{agency.name} changes group"):
            return answer
    return form_page(
        request,
        form,
        title=f"Change the group of {agency.name}",
        cancel_url=_address(agency),
        submit_label="Change group",
        status=form.status,
    )


@requires(Permission.MANAGE_AGENCIES, agency=agencies.visible)
def agency_children(request: ActingRequest, agency: Agency) -> HttpResponse:
    form = ChildrenForm(posted(request), today=timezone.localdate(), initial={"version": agency.version})
    if form.is_valid():
        act = partial(services.set_children, scope=request.scope, agency=agency, **form.cleaned_data)
        done = f"The number of children that {agency.name} works with is saved"
        if answer := _saved(request, form, act, agency, _children_now, done):
            return answer
    title = f"Change the number of children that {agency.name} works with"
    return form_page(request, form, title=title, cancel_url=_address(agency), status=form.status)


@requires(Permission.MANAGE_AGENCIES, agency=agencies.visible)
def agency_close(request: ActingRequest, agency: Agency) -> HttpResponse:
    form = CloseForm(posted(request))
    if form.is_valid():
        with refusals_in(form):
            services.close(scope=request.scope, agency=agency, **form.cleaned_data)
            messages.success(request, f"{agency.name} has a last day")
            return redirect(_address(agency))
    return form_page(
        request,
        form,
        title=f"Close {agency.name}",
        cancel_url=_address(agency),
        template="layouts/confirm.html",
        what_happens="Its records and figures stay. Its people keep their access until their memberships are ended.",
        submit_label="Close agency",
    )


@requires(Permission.MANAGE_AGENCIES)
def group_list(request: ActingRequest) -> HttpResponse:
    context = {
        "title": "Groups and localities",
        "groups": words.names_table("Groups", agencies.groups()),
        "localities": words.names_table("Localities", agencies.localities()),
    }
    return render(request, "agencies/group_list.html", context)


@requires(Permission.MANAGE_AGENCIES)
def group_add(request: ActingRequest) -> HttpResponse:
    form = GroupForm(posted(request))
    if form.is_valid():
        key = form.cleaned_data.pop("request_key")
        if first := request_keys.claim(scope=request.scope, key=key):
            return redirect(first)
        with refusals_in(form):
            group = services.add_group(scope=request.scope, **form.cleaned_data)
            request_keys.remember(scope=request.scope, key=key, target_url=reverse("group_list"))
            messages.success(request, f"{group.name} is added")
            return redirect("group_list")
    return form_page(request, form, title="Add a group", cancel_url=reverse("group_list"), submit_label="Add group")


def _saved(
    request: ActingRequest, form: VersionedForm, act: Callable[[], None], agency: Agency, says: Says, done: str
) -> HttpResponse | None:
    return saved(request, form, act, record=agency, says=says, done=done, to=_address(agency))


def _says_now(agency: Agency) -> list[tuple[str, str]]:
    return [*words.details_now(agency), *_groups_now(agency), *_children_now(agency)]


def _groups_now(agency: Agency) -> list[tuple[str, str]]:
    return words.groups_now(agencies.group_history(agency))


def _children_now(agency: Agency) -> list[tuple[str, str]]:
    return words.children_now(agencies.children_history(agency))


def _address(agency: Agency) -> str:
    return reverse("agency_detail", args=[agency.pk])
