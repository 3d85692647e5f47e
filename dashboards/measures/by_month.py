"""Every series of months that a page, chart or table shows, with the years before it, so that each is judged alike.

Contacts that are not decided yet are no such series: what is open today grows less with age, whatever changes.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from uuid import UUID

from dashboards import rollup
from dashboards.counts import Counts
from dashboards.measures.asking import Question
from dashboards.measures.record import YEARS
from dashboards.measures.series import Monthly, Series
from dashboards.selectors import facts, tafs, workforce
from dashboards.selectors.tafs import Meetings
from dashboards.selectors.workforce import NetworkMeetings, NetworkMonth
from ehtrack.lib.calendar import Month

LOOK_BACK = 12 * (YEARS + 1)  # months before the year: those of the projections' record, and the year before them


class ByMonth:
    """The months of a question. A history is read with the months of the period, never in a statement of its own."""

    def __init__(self, question: Question) -> None:
        self.question = question

    @cached_property
    def history(self) -> list[Month]:
        """From some years before the year to its last complete month."""
        begins, months = Month.of(self.question.year.start), self.question.months
        return list((begins - LOOK_BACK).until(months[-1] if months else begins - 1))

    @cached_property
    def series(self) -> dict[Month, Counts]:
        """Counts of each month of the history; empty months are zero."""
        found = rollup.sums(self.history[0].first, self.history[-1].last, by=("month",), **self.question.scope)
        counts = {row.month: row.counts for row in found if row.month}
        return {month: counts.get(month, Counts()) for month in self.history}

    def monthly(self, months: Iterable[Month]) -> list[int]:
        """S&Ns of each month, on the basis asked for."""
        return self.assessments_by_month.of(months)

    @cached_property
    def assessments_by_month(self) -> Series:
        return self._counted(lambda counts: counts.counted(self.question.basis), self._began.assessments)

    @cached_property
    def pilots_by_month(self) -> Series:
        return self._counted(lambda counts: counts.counted_pilot(self.question.basis), self._began.assessments)

    @cached_property
    def without_pilot_by_month(self) -> Series:
        basis = self.question.basis
        return self._counted(
            lambda counts: counts.counted(basis) - counts.counted_pilot(basis), self._began.assessments
        )

    @cached_property
    def shared_by_month(self) -> Series:
        return self._counted(lambda counts: counts.shared, self._began.assessments)

    @cached_property
    def contacts_by_month(self) -> Series:
        return self._counted(lambda counts: counts.contacts, self._began.contacts)

    @cached_property
    def no_further_action_by_month(self) -> Series:
        return self._counted(lambda counts: counts.no_further_action, self._began.contacts)

    @cached_property
    def other_decisions_by_month(self) -> Series:
        return self._counted(lambda counts: counts.decided - counts.no_further_action, self._began.contacts)

    @cached_property
    def meetings(self) -> Meetings:
        return tafs.meetings(self.question, self.history[0])

    @cached_property
    def meetings_by_month(self) -> Series:
        """TAF meetings held."""
        counts = dict.fromkeys(self.history, 0)
        for (month, _), number in self.meetings.history.items():
            if month in counts:
                counts[month] += number
        return self._series(counts, self._began.meetings)

    def meetings_in(self, locality: UUID | None) -> Series:
        """TAF meetings held, of S&Ns of a locality; None: not recorded."""
        counts = {month: self.meetings.history[month, locality] for month in self.history}
        return self._series(counts, self._began.meetings)

    @cached_property
    def network_meetings(self) -> NetworkMeetings:
        return workforce.networks(self.question)

    @cached_property
    def network_meetings_by_month(self) -> Monthly:
        """Meetings of the Early Help Network, in all localities."""
        return self._network_of_all(lambda one: one.meetings)

    @cached_property
    def network_families_by_month(self) -> Monthly:
        """Families discussed in the Early Help Network; None where one of the meetings did not write down how many."""
        return self._network_of_all(lambda one: one.families)

    def network_meetings_in(self, locality: UUID) -> Monthly:
        return self._network_in(locality, lambda one: one.meetings)

    def network_families_in(self, locality: UUID) -> Monthly:
        return self._network_in(locality, lambda one: one.families)

    def _network_of_all(self, read: Callable[[NetworkMonth], int | None]) -> Monthly:
        found = self.network_meetings
        counts = {month: read(found.of_all.get(month, NetworkMonth())) for month in self.history}
        return self._network(counts, found.since())

    def _network_in(self, locality: UUID, read: Callable[[NetworkMonth], int | None]) -> Monthly:
        found = self.network_meetings
        counts = {month: read(found.history.get((month, locality), NetworkMonth())) for month in self.history}
        return self._network(counts, found.since(locality))

    def _network(self, counts: Mapping[Month, int | None], since: Month | None) -> Monthly:
        """The networks were there before an agency joined."""
        return Monthly(self.question.year, self.question.months, counts, since)

    def _counted(self, read: Callable[[Counts], int], since: Month | None) -> Series:
        return self._series({month: read(counts) for month, counts in self.series.items()}, since)

    def _series(self, counts: dict[Month, int], since: Month | None) -> Series:
        return Series(self.question.year, self.question.months, counts, since, self._began.agency)

    @cached_property
    def _began(self) -> facts.Began:
        return facts.began(self.question)
