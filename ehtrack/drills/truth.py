"""The figures against the truth, counted from the records themselves by a statement that shares nothing with them."""

from datetime import date
from uuid import UUID

from django.db import connection
from django.utils import timezone

from dashboards import rollup
from dashboards.models import DirtyMonth
from ehtrack.drills.report import Report
from ehtrack.lib.calendar import Month

FIRST = date(2020, 4, 1)
RECORDS = """
    SELECT agency_id, month, sum(assessments)::int, sum(contacts)::int FROM (
        SELECT agency_id, date_trunc('month', completed_on::timestamp)::date AS month, 1 AS assessments, 0 AS contacts
        FROM assessments_assessment WHERE status NOT IN ('draft', 'withdrawn')
        UNION ALL
        SELECT source_agency_id, date_trunc('month', received_on::timestamp)::date, 0, 1 FROM assessments_contact
    ) AS record GROUP BY agency_id, month
"""

Counted = dict[tuple[UUID, date], tuple[int, int]]


def of_records() -> Counted:
    with connection.cursor() as cursor:
        cursor.execute(RECORDS)
        return {(agency, month): (assessments, contacts) for agency, month, assessments, contacts in cursor.fetchall()}


def of_figures() -> Counted:
    found = rollup.sums(FIRST, Month.of(timezone.localdate()).last, by=("agency", "month"))
    return {
        (row.agency, row.month.first): (row.counts.assessments, row.counts.contacts)
        for row in found
        if row.agency and row.month
    }


def check(report: Report) -> None:
    """At any moment: dirty months are counted from the records."""
    records, figures = of_records(), of_figures()
    assessments, contacts = (sum(pair[n] for pair in records.values()) for n in (0, 1))
    report.must(figures == records, f"every figure is the truth: {assessments} S&Ns and {contacts} contacts on record")


def check_settled(report: Report) -> None:
    """Once the recount is done."""
    report.must(not DirtyMonth.objects.exists(), "no month waits to be recounted")
    check(report)
    report.must(rollup.check() == [], "the nightly check finds no difference")
