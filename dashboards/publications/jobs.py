"""Publications that people ask for in the browser: kept as a job, which a worker does."""

import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.forms import Form
from django.http import QueryDict
from django.utils import timezone

from agencies import asked_jobs
from agencies.policy import Permission
from agencies.scope import Scope
from agencies.services import audit
from agencies.unit_of_work import behind_the_wall, set_person
from dashboards.models import Publication, PublicationKind, PublicationState
from dashboards.publications import figures, returns
from dashboards.publications.made import Made, NoLonger, Refused, Step
from dashboards.services import export_limits
from ehtrack.lib.calendar import local_day
from ehtrack.lib.postgres.locks import lock_if_free

REPORT_EVERY = 0.5  # seconds
NO_LONGER = (
    "The roles of who asked have changed since, or what was asked for is not there any more. Nothing was published."
)
WORK = asked_jobs.Work(
    Publication,
    what="Publishing",
    nothing="Nothing was published.",
    faults={NoLonger: NO_LONGER},
    cleared={"progress": ""},
)


@dataclass(frozen=True)
class Kind:
    permission: Permission
    make: Callable[..., Made | Refused]


KINDS = {
    PublicationKind.FIGURES: Kind(Permission.SEE_PARTNERSHIP_FIGURES, figures.make),
    PublicationKind.RETURNS: Kind(Permission.JUDGE_RETURNS, returns.make),
}


@transaction.atomic
def ask(
    *, scope: Scope, kind: PublicationKind, label: str, whose: str, form: Form, data: QueryDict, now: datetime
) -> Publication:
    """Keep the form that was sent as a job of this person. Raises TooManyExports."""
    publication = Publication(
        user_id=scope.user_id,
        agency_id=scope.agency_id,
        kind=kind,
        label=label,
        whose=whose,
        format=form.cleaned_data["format"],
        query=_sent(form, data),
    )
    export_limits.record(
        scope=scope,
        action="publication.asked",
        subject_type="publication",
        subject_ids=[publication.pk],
        detail={"kind": kind, "label": label, "whose": whose, "format": publication.format},
        now=now,
    )
    publication.save(force_insert=True)
    return publication


def was_asked(publication_id: UUID, *, form: Form, data: QueryDict) -> bool:
    """Was it this that was asked for there, and nothing else?"""
    return Publication.objects.filter(pk=publication_id, query=_sent(form, data)).exists()


def _sent(form: Form, data: QueryDict) -> str:
    sent = QueryDict(mutable=True)
    for name in form.fields:
        sent[name] = str(data.get(name, ""))
    return sent.urlencode()


def perform(publication_id: UUID, *, now: datetime) -> None:
    """Do a waiting publication, or one whose worker died. Done already, or in other hands: nothing happens."""
    asked_jobs.perform(WORK, publication_id, partial(_perform, now=now), now=now)


def next_waiting(*, but: Collection[UUID]) -> UUID | None:
    """The one asked for first of those that wait, for instance because they found another under way. One whose worker
    died comes after those that were never begun."""
    waiting = Publication.objects.filter(finished_at=None).exclude(pk__in=but)
    waiting = waiting.order_by(F("started_at").asc(nulls_first=True), "recorded_at", "pk")
    return waiting.values_list("pk", flat=True).first()


def _perform(publication: Publication, *, now: datetime) -> None:
    """Nothing while another is under way, for each has to know the last: it waits here, and not in a worker."""
    if not lock_if_free("publications"):
        return
    kind, scope = KINDS[PublicationKind(publication.kind)], _scope_of(publication)
    with asked_jobs.Reporter(publication, now, progress="") as report, behind_the_wall():
        set_person(scope.user_id, scope.agency_id)
        made = kind.make(
            scope=scope,
            data=QueryDict(publication.query),
            asked_on=local_day(publication.recorded_at),
            now=now,
            step=_now_and_then(report),
        )
    _scope_of(publication)
    if isinstance(made, Refused):
        asked_jobs.finish_failed(WORK, publication.pk, made.why, now=now)
    else:
        # Not the moment of its beginning: it may have waited for another meanwhile.
        _finish(publication, scope, made, now=timezone.now())


def _scope_of(publication: Publication) -> Scope:
    """As the person's memberships are now, not as they were when they asked. Raises NoLonger."""
    scope = asked_jobs.scope_of(publication)
    if scope is None or not scope.may(KINDS[PublicationKind(publication.kind)].permission):
        raise NoLonger
    return scope


def _now_and_then(report: asked_jobs.Reporter) -> Step:
    """Every number asks: a few times in a second is enough to be seen. Another step is told at once."""
    last, before = 0.0, ""

    def step(what: str, done: int = 0, of: int = 0) -> None:
        nonlocal last, before
        moment = time.monotonic()
        if what != before or moment - last >= REPORT_EVERY:
            last, before = moment, what
            report(progress=f"{what}: {done:,} of {of:,}" if of else what)

    return step


def _finish(publication: Publication, scope: Scope, made: Made, *, now: datetime) -> None:
    file, told = made.file, made.published
    audit.record(
        scope=scope,
        action=made.action,
        subject_type=made.subject_type,
        subject_ids=made.subjects,
        detail={
            "publication": str(publication.pk),
            "release": str(told.release.pk),
            "told_before": told.told_before,
            "format": publication.format,
            "sha256": file.sha256,
        },
    )
    Publication.objects.filter(pk=publication.pk).update(
        state=PublicationState.DONE,
        progress="",
        finished_at=now,
        release=told.release,
        told_before=told.told_before,
        counts=told.counts,
        kept_back=told.kept_back,
        file_name=file.name,
        content_type=file.content_type,
        size=len(file.content),
        sha256=file.sha256,
        content=file.content,
    )
