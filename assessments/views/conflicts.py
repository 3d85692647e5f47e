"""Two people in one form: 409, both texts, and a choice. Nothing typed is lost, nothing saved is overwritten unseen."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import wraps
from typing import cast

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from agencies.errors import ServiceError, Stale
from agencies.scope import ActingRequest
from agencies.services import audit
from assessments.forms.sections import SectionForm
from assessments.models import Assessment, Child, Contact
from assessments.models.assessment import Domain
from assessments.presenters import answers
from assessments.presenters.answers import Difference
from assessments.sections import DOMAIN_FIELDS, Section
from assessments.selectors import assessments

SUBJECTS = {Assessment: "assessment", Child: "child", Contact: "contact"}


@contextmanager
def problems_in(form: forms.Form) -> Iterator[None]:
    """What a service refuses becomes an error of the form; that someone was faster is answered with 409 instead."""
    try:
        yield
    except Stale:
        raise
    except ServiceError as error:
        form.add_error(None, error.message)


def answers_conflicts(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For a move, where there is no text to compare: look at the record as it is now, or do it all the same."""

    @wraps(view)
    def answered(request: ActingRequest, assessment: Assessment) -> HttpResponse:
        try:
            return view(request, assessment=assessment)
        except Stale:
            keep = reverse("assessment_detail", args=[assessment.pk])
            return conflict(
                request, assessment, differences=[], version=version_now(request, assessment), keep_url=keep
            )

    return answered


def version_now(request: ActingRequest, assessment: Assessment) -> int:
    """What it is by now; 404 when it is no longer the person's."""
    found = assessments.version_now(request.scope, assessment)
    if found is None:
        raise Http404
    return found


def conflict(
    request: ActingRequest,
    subject: Assessment | Child | Contact,
    *,
    differences: Sequence[Difference],
    version: int,
    keep_url: str,
    action: str = "",
) -> HttpResponse:
    """Offer to save what was typed over ``version``, which the person now sees, or to keep what is there.

    It shows what others saved of ``subject``, so that is on record as read.
    """
    kind = SUBJECTS[type(subject)]
    audit.record(scope=request.scope, action=f"{kind}.read", subject_type=kind, subject_ids=[subject.pk])
    context = {
        "title": "Someone else changed this",
        "differences": differences,
        "typed": [*_typed(request), ("version", str(version))],
        "keep_url": keep_url,
        "action": action or request.path,
    }
    return render(request, "assessments/assessment_conflict.html", context, status=409)


def _typed(request: ActingRequest) -> Iterable[tuple[str, str]]:
    for name, values in request.POST.lists():
        if name not in ("version", "csrfmiddlewaretoken"):
            yield from ((name, str(value)) for value in values)


def differences(form: SectionForm, assessment: Assessment, section: Section) -> list[Difference]:
    """What the person typed on a page beside what is saved there by now."""
    names = _choices(form)
    if not section.fields:
        return _domain_differences(form, assessment)
    now = assessments.saved_now(assessment, section.fields)
    pairs = [
        (answers.LABELS[name], answers.say(name, form.answers().get(name), names), answers.say(name, now[name], names))
        for name in section.fields
        if name in form.answers()
    ]
    return [Difference(label, typed, saved) for label, typed, saved in pairs if typed != saved]


def _domain_differences(form: SectionForm, assessment: Assessment) -> list[Difference]:
    saved = assessments.domains(assessment)
    found = []
    for domain, given in form.answers().items():
        for name in DOMAIN_FIELDS:
            typed, now = answers.say(name, given[name]), answers.say(name, getattr(saved.get(domain), name, ""))
            if typed != now:
                found.append(Difference(f"{Domain(domain).label}: {answers.LABELS[name]}", typed, now))
    return found


def _choices(form: SectionForm) -> dict[str, str]:
    """The words behind the ids that could be chosen."""
    return {
        str(value): str(label)
        for field in form.fields.values()
        if isinstance(field, forms.ChoiceField)
        for value, label in cast(list[tuple[str, str]], field.choices)
    }
