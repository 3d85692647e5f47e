"""The figures of a question, counted once and handed to every page, export and command that shows them."""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cached_property
from typing import Literal
from uuid import UUID

from django.db import transaction

from agencies.models import Agency, Group, Locality
from dashboards import rollup
from dashboards.counts import Counts, total
from dashboards.measures import attainment
from dashboards.measures.agencies_compared import compared
from dashboards.measures.asking import Question
from dashboards.measures.by_month import ByMonth
from dashboards.measures.consistency import Consistency
from dashboards.measures.rows import Progress, Row
from dashboards.models import Kind
from dashboards.selectors import early_help, facts, pilots, published, tafs, targets, workforce
from dashboards.selectors.early_help import ContactsAndEarlyHelp, PlansStarted
from dashboards.selectors.pilots import PilotCount
from dashboards.selectors.tafs import Attended, Tafs
from dashboards.selectors.targets import YearTarget
from ehtrack.lib.calendar import FinancialYear, Month, local_day


@contextmanager
def one_snapshot() -> Iterator[None]:
    """All figures read inside come from the same state of the records, in a connection that can only read.

    Every transaction of it is REPEATABLE READ, by the settings.
    """
    with transaction.atomic(using="reporting"):
        yield


class Figures(ByMonth):
    """Everything that can be said to a question. Each part is counted when first asked for, inside ``one_snapshot``."""

    def __init__(self, question: Question, *, now: datetime) -> None:
        super().__init__(question)
        self.now = now

    @cached_property
    def all_agencies(self) -> list[Agency]:
        return list(Agency.objects.using("reporting").order_by("name", "code"))

    @cached_property
    def all_groups(self) -> list[Group]:
        return list(Group.objects.using("reporting").order_by("position", "name"))

    @cached_property
    def all_localities(self) -> list[Locality]:
        return list(Locality.objects.using("reporting").order_by("position", "name"))

    @property
    def period_months(self) -> list[Month]:
        """The months of the period, those that its days cut too."""
        return list(Month.of(self.question.first).until(Month.of(self.question.as_of)))

    @cached_property
    def months(self) -> list[tuple[Month, Counts]]:
        """The complete months of the year."""
        return [(month, self.series[month]) for month in self.question.months]

    @cached_property
    def _parts(self) -> list[rollup.Sums]:
        return rollup.sums(self.question.first, self.question.as_of, by=("agency", "group"))

    @cached_property
    def counts(self) -> Counts:
        """What the question's agency, group or the whole partnership recorded in the period."""
        scope = self.question.scope
        wanted = {key: value for key, value in scope.items() if value}
        return total(p.counts for p in self._parts if all(getattr(p, key) == value for key, value in wanted.items()))

    def _parts_by(self, key: Literal["agency", "group"]) -> dict[UUID | None, Counts]:
        found: dict[UUID | None, list[Counts]] = defaultdict(list)
        for part in self._parts:
            found[getattr(part, key)].append(part.counts)
        return {whose: total(counts) for whose, counts in found.items()}

    @cached_property
    def groups(self) -> list[Row]:
        counts, basis = self._parts_by("group"), self.question.basis
        return [
            Row(group.code, group.name, group.code, counts.get(group.pk, Counts()), basis, group.pk)
            for group in self.all_groups
        ]

    @cached_property
    def agencies(self) -> list[Row]:
        """Every agency, also those without activity or closed, under its group on the as-of date."""
        groups = facts.groups_on(self.question.as_of)
        codes = {group.pk: group.code for group in self.all_groups}
        by_agency = self._parts_by("agency")
        return [
            Row(
                agency.code,
                agency.name,
                codes[groups[agency.pk]] if agency.pk in groups else "",
                by_agency.get(agency.pk, Counts()),
                self.question.basis,
                agency.pk,
            )
            for agency in self.all_agencies
        ]

    @cached_property
    def partnership(self) -> Row:
        counts = total(part.counts for part in self._parts)
        return Row("", "Partnership", "", counts, self.question.basis)

    @cached_property
    def row(self) -> Row:
        """The question's own agency, group or partnership as a row."""
        subject = self.question.agency or self.question.group
        return Row(
            subject.code if subject else "",
            subject.name if subject else "Partnership",
            "",
            self.counts,
            self.question.basis,
        )

    @cached_property
    def children(self) -> int:
        """Distinct children on the counted S&Ns. A sum of parts would count a child twice: counted from facts."""
        return facts.children(self.question)

    @cached_property
    def undecided_overdue(self) -> int:
        return facts.undecided_overdue(self.question, now=self.now)

    @cached_property
    def tafs(self) -> Tafs:
        return tafs.tafs(self.question)

    @cached_property
    def attendance(self) -> dict[UUID | None, Attended]:
        return tafs.attendance(self.question)

    @cached_property
    def attended(self) -> Attended:
        return sum(self.attendance.values(), Attended())

    @cached_property
    def led(self) -> dict[UUID | None, int]:
        """Open TAFs by the agency of their lead professional."""
        return tafs.led(self.question)

    @cached_property
    def closures(self) -> dict[str, int]:
        return tafs.closures(self.question)

    @cached_property
    def contacts_and_early_help(self) -> ContactsAndEarlyHelp:
        return early_help.contacts(self.question, today=local_day(self.now))

    @cached_property
    def plans(self) -> dict[str, PlansStarted]:
        """New statutory plans of the period by category; those of the whole partnership."""
        return early_help.plans(self.question)

    @cached_property
    def trained(self) -> workforce.Trained:
        return workforce.trained(self.question)

    @cached_property
    def workforce_recorded(self) -> workforce.Recorded:
        return workforce.recorded(self.question)

    @cached_property
    def networks(self) -> list[tuple[Month, Locality, workforce.NetworkMonth]]:
        """The Early Help Network, a row for each month and locality of the period, those without a meeting too."""
        found = self.network_meetings.period
        return [
            (month, locality, found.get((month, locality.pk), workforce.NetworkMonth()))
            for month in self.period_months
            for locality in self.all_localities
        ]

    @cached_property
    def networks_together(self) -> dict[Month, workforce.NetworkMonth]:
        """The months of the period, all localities together."""
        found = dict.fromkeys(self.period_months, workforce.NetworkMonth())
        for month, _, network in self.networks:
            found[month] += network
        return found

    @cached_property
    def consulted(self) -> workforce.Consulted:
        return workforce.consulted(self.question)

    @cached_property
    def published(self) -> list[tuple[Month, Counts, Counts]]:
        """For each published month of the year: 1 April to its end as published, and as counted now."""
        question = self.question
        if question.group:
            return []
        found = published.year_to_month(question.year, agency=question.agency.pk if question.agency else None)
        return [
            (month, counts, total(self.series[m] for m in question.year.months if m <= month))
            for month, counts in found.items()
            if month in question.months
        ]

    @cached_property
    def published_since(self) -> Month | None:
        """The month with which the snapshots begin."""
        return published.first_month()

    @cached_property
    def pilots(self) -> list[PilotCount]:
        return pilots.counted(self.question) if self.row.pilot_assessments else []

    @cached_property
    def target(self) -> YearTarget | None:
        question = self.question
        return targets.for_year(question.year, as_of=question.as_of, basis=question.basis, **question.scope)

    @cached_property
    def agreed_later(self) -> dict[Kind, YearTarget]:
        """Newer versions of the year's targets, which the figures of the as-of date do not use."""
        asked = self.question
        return targets.agreed_later(asked.year, as_of=asked.as_of, basis=asked.basis, **asked.scope)

    @cached_property
    def attained(self) -> dict[Kind, attainment.Attainment]:
        """How far each kind of target is that the year has."""
        return attainment.of(self.question, total(self.series[month] for month in self.question.months))

    @property
    def records_since(self) -> Month | None:
        """The month of the partnership's first completed S&N: what looks further back does not exist."""
        return self._began.assessments

    @property
    def nothing_recorded(self) -> bool:
        """Has the partnership neither an S&N nor a MASH contact, whenever?"""
        return self._began.assessments is None and self._began.contacts is None

    @property
    def before_records(self) -> Month | None:
        """The month in which the records begin, where the whole period lies before it and holds no contact either."""
        since = self.records_since
        empty = since and self.question.as_of < since.first and self.counts == Counts()
        return since if empty else None

    @cached_property
    def consistency(self) -> Consistency:
        return compared(self.question, self.all_agencies, self.agencies, self.records_since)

    @cached_property
    def progress(self) -> Progress:
        return self.assessments_by_month.progress(self.target, self.contacts_by_month.change)

    def quarters(self, year: FinancialYear) -> list[tuple[str, Counts]]:
        """The quarters of a year up to the as-of date; one that goes on holds its complete months, "so far"."""
        found = []
        for quarter in year.quarters:
            months = [month for month in quarter.months if month in self.series]
            if months:
                label = quarter.label if len(months) == len(quarter.months) else f"{quarter.label} so far"
                found.append((label, total(self.series[month] for month in months)))
        return found
