"""Consistency across the agencies of a question, from what was counted for it."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction
from uuid import UUID

from agencies.models import Agency
from dashboards import rollup
from dashboards.measures.asking import Question
from dashboards.measures.consistency import AgencyRow, Consistency, Member, QuarterRow, quarter
from dashboards.measures.rows import Row
from dashboards.selectors import populations, targets, workforce
from ehtrack.lib.calendar import FinancialYear, Month


def compared(question: Question, agencies: list[Agency], rows: list[Row], since: Month | None) -> Consistency:
    """``rows``: the agencies' counts of the period. ``since``: the month with which the records begin.

    An agency that completes none by its nature is compared with nobody, unless it did complete some in the period.
    """
    asked = [pair for pair in zip(agencies, rows, strict=True) if _asked_for(question, pair[1])]
    # A group's agencies are those of the as-of date, with all their records: single agencies are compared here.
    members = _members(replace(question, group=None), [agency for agency, _ in asked])
    there = [pair for pair in asked if _open(pair[0], question.first, question.as_of)]
    return Consistency(
        rows=[_row(question, agency, row, members[agency.pk]) for agency, row in there if _compared(agency, row)],
        quarters=_quarters(question, list(members.values()), since),
        left_out=[row.name for agency, row in there if not _compared(agency, row)],
    )


def _compared(agency: Agency, row: Row) -> bool:
    return not agency.completes_none or row.assessments > 0


def _asked_for(question: Question, row: Row) -> bool:
    """The agency asked for, those of the group on the as-of date, or all."""
    if question.agency:
        return row.key == question.agency.pk
    return question.group is None or row.group == question.group.code


def _open(agency: Agency, first: date, last: date) -> bool:
    return (agency.active_from is None or agency.active_from <= last) and (
        agency.active_to is None or agency.active_to >= first
    )


def _members(question: Question, agencies: list[Agency]) -> dict[UUID, Member]:
    year, months = question.year, question.months
    wanted = {one.starts: _targets(question, one) for one in (year.previous, year)}
    last = months[-1].last if months else year.previous.end
    counted: dict[UUID | None, dict[Month, int]] = defaultdict(dict)
    for found in rollup.sums(year.previous.start, last, by=("agency", "month"), **question.scope):
        if found.month:
            counted[found.agency][found.month] = found.counts.counted(question.basis)
    trained, children = workforce.first_trained(question), populations.of_agencies()
    return {
        agency.pk: Member(
            agency.active_from,
            agency.active_to,
            agency.completes_none,
            counted.get(agency.pk, {}),
            trained.get(agency.pk, Counter()),
            children.get(agency.pk, []),
            {starts: found[agency.pk] for starts, found in wanted.items() if found.get(agency.pk)},
        )
        for agency in agencies
    }


def _targets(question: Question, year: FinancialYear) -> Mapping[UUID, int]:
    return targets.of_agencies(year, as_of=min(question.as_of, year.end), basis=question.basis)


def _row(question: Question, agency: Agency, row: Row, member: Member) -> AgencyRow:
    months, target = question.months, member.targets.get(question.year.starts)
    return AgencyRow(
        key=agency.pk,
        code=row.code,
        name=row.name,
        group=row.group,
        assessments=row.assessments,
        trained=member.trained.total(),
        children=member.children_on(question.as_of),
        so_far=member.completed(months),
        due=Fraction(target * len(months), 12) if target and months else None,
    )


def _quarters(question: Question, members: list[Member], since: Month | None) -> list[QuarterRow]:
    """Those of the year before and of this one, as far as their months are complete and recorded."""
    complete = {*question.year.previous.months, *question.months}
    found = []
    for which in [*question.year.previous.quarters, *question.year.quarters]:
        months = [month for month in which.months if month in complete]
        if months and since and since <= months[0]:
            found.append(quarter(which, months, members))
    return found
