"""Targets from a file: how many S&Ns a year should bring, with the day on which that was agreed."""

from collections.abc import Sequence

from agencies.imports import AGENCY, Order, audited, check_known, lock
from dashboards.models import Basis, Kind, Target
from ehtrack.lib.importing import agreement, columns
from ehtrack.lib.importing.columns import Column
from ehtrack.lib.importing.merge import Merge
from ehtrack.lib.importing.run import Counts
from ehtrack.lib.importing.staging import Staging


class TargetsKind:
    """Key: year, agency, group, basis and the day agreed (by default the first day of the year).

    Of S&Ns only. A version that was withdrawn is not met again: its key makes a new one."""

    name = "targets"
    key: Sequence[str] = ("year", "agency", "group", "basis", "agreed_on")

    def __init__(self, order: Order) -> None:
        self.order = order
        self.columns = (
            Column("year", columns.financial_year(), required=True, means="The year that the target is for"),
            Column(
                "target",
                columns.integer(least=1),
                "integer",
                required=True,
                means="How many S&Ns the year should bring",
                example="300",
            ),
            Column(
                "agency",
                columns.known_code(),
                means=f"{AGENCY}; without agency and group the target is the partnership's",
                example="oak-tree-school",
            ),
            Column("group", columns.known_code(), means="Code of the group, instead of an agency", example="education"),
            Column("basis", columns.choice(Basis.values), means="Which S&Ns count; empty means completed"),
            Column(
                "agreed_on",
                columns.day(order.today),
                "date",
                means="The day it was agreed; empty means the first day of the year",
            ),
        )

    def check(self, staging: Staging) -> None:
        self._fill_defaults(staging)
        agreement.check(staging, key=[name for name in self.key if staging.has(name)])
        check_known(staging, "agency", "agencies_agency", "agency")
        check_known(staging, "group", "agencies_group", "group")
        if staging.has("agency", "group"):
            staging.error(
                """
                SELECT line, 'group', 'A target is of an agency or of a group, not of both. Empty one of the two.'
                FROM import_rows WHERE agency IS NOT NULL AND "group" IS NOT NULL
                """
            )

    def _fill_defaults(self, staging: Staging) -> None:
        """An empty cell means the default, so that the same target is not there twice under two spellings."""
        if staging.has("basis"):
            staging.execute("UPDATE import_rows SET basis = %(basis)s WHERE basis IS NULL AND NOT bad", _DEFAULTS)
        if staging.has("agreed_on"):
            staging.execute(f"UPDATE import_rows r SET agreed_on = {_FIRST_DAY} WHERE agreed_on IS NULL AND NOT bad")

    def write(self, staging: Staging, digest: str) -> Counts:
        lock(staging, self.name)
        keys = ", ".join(f'"{name}"' for name in self.key if staging.has(name))
        scope = self.order.scope
        merge = Merge(
            staging,
            Target,
            rows=f"SELECT DISTINCT ON ({keys}) * FROM import_rows ORDER BY {keys}, line",
            key={
                "kind": "%(kind)s",
                "year": "r.year",
                "basis": "r.basis" if staging.has("basis") else "%(basis)s",
                "agreed_on": "r.agreed_on" if staging.has("agreed_on") else _FIRST_DAY,
            },
            nullable_key={
                "withdrawn_at": "NULL::timestamptz",
                "agency_id": _id_of("agencies_agency", "r.agency") if staging.has("agency") else "NULL::uuid",
                "group_id": _id_of("agencies_group", 'r."group"') if staging.has("group") else "NULL::uuid",
            },
            values={"target": "r.target"},
            on_insert={"recorded_by_id": "%(recorded_by)s::uuid"},
            params={**_DEFAULTS, "recorded_by": scope.user_id if scope else None},
        )
        merge.insert()
        merge.update()
        return audited(self.order, self.name, staging, digest, merge.counts())


_DEFAULTS = {"basis": Basis.COMPLETED.value, "kind": Kind.ASSESSMENTS.value}
_FIRST_DAY = "make_date(left(r.year, 4)::integer, 4, 1)"


def _id_of(table: str, code: str) -> str:
    return f"(SELECT x.id FROM {table} x WHERE lower(x.code) = {code})"
