"""Keeps how each month's figures looked when they were published. Written once; what changes later stands beside it."""

from datetime import datetime

from django.db import transaction

from agencies.models import Agency
from dashboards import rollup
from dashboards.measures import DEFINITION
from dashboards.measures.asking import Question, question
from dashboards.measures.figures import Figures, one_snapshot
from dashboards.measures.rows import Progress
from dashboards.models import Basis, Kind, RatioSnapshot, Target, TargetSnapshot
from ehtrack.lib.calendar import FinancialYear, Month, last_complete_month_end, local_day

MONTHS_KEPT_UP = 24  # a job that was down for long publishes at most so many months late


def publish_ratios(*, now: datetime) -> int:
    """Write each agency's S&Ns and contacts of the year, to the end of every complete month not yet published."""
    written = 0
    for month in _unpublished(now, set(RatioSnapshot.objects.values_list("month", flat=True))):
        with one_snapshot():
            found = rollup.sums(FinancialYear.of(month.first).start, month.last, by=("agency",))
        counts = {row.agency: row.counts for row in found if row.agency}
        rows = [
            RatioSnapshot(
                agency_id=agency,
                month=month.first,
                definition=DEFINITION,
                assessments=count.assessments,
                pilot_assessments=count.pilot_assessments,
                contacts=count.contacts,
                decided=count.decided,
                no_further_action=count.no_further_action,
            )
            for agency, count in counts.items()
        ]
        written += len(RatioSnapshot.objects.bulk_create(rows, ignore_conflicts=True))
    return written


def publish_target_progress(*, now: datetime) -> int:
    """Write the partnership's progress and that of each agency with a target, for every complete month not yet done."""
    written = 0
    published = set(TargetSnapshot.objects.filter(agency=None).values_list("month", flat=True))
    for month in _unpublished(now, published):
        subjects = [None, *_agencies_with_a_target(month)]
        with transaction.atomic():
            rows = [_progress_row(month, agency, now) for agency in subjects]
            written += len(TargetSnapshot.objects.bulk_create(rows, ignore_conflicts=True))
    return written


def _unpublished(now: datetime, published: set) -> list[Month]:
    last = Month.of(last_complete_month_end(local_day(now)))
    return [month for month in (last - MONTHS_KEPT_UP + 1).until(last) if month.first not in published]


def _agencies_with_a_target(month: Month) -> list[Agency]:
    year = FinancialYear.of(month.first).label
    standing = Target.objects.standing(Kind.ASSESSMENTS)
    wanted = standing.filter(year=year, agency__isnull=False, agreed_on__lte=month.last).values("agency")
    return list(Agency.objects.filter(pk__in=wanted))


def _progress_row(month: Month, agency: Agency | None, now: datetime) -> TargetSnapshot:
    asked: Question = question(
        today=local_day(now), year=FinancialYear.of(month.first), as_of=month.last, agency=agency
    )
    with one_snapshot():
        progress: Progress = Figures(asked, now=now).progress
    return TargetSnapshot(
        agency=agency,
        month=month.first,
        basis=Basis(asked.basis),
        definition=DEFINITION,
        actual=progress.actual,
        target=progress.target_number,
        complete_months=progress.m,
    )
