"""What S&Ns, contacts and children from files have in common: children by reference, and events of many records."""

from agencies.imports import Order
from assessments.models import AssessmentChild, Child, ContactChild, Event
from assessments.models.event import EventKind
from ehtrack.lib.importing.merge import Links, blanks
from ehtrack.lib.importing.staging import Staging

CHILD_OF_ROW = "c.source = %(source)s AND c.reference = r.child_reference AND c.reference <> ''"


def add_unknown_children(staging: Staging, order: Order) -> None:
    """A reference that is not known yet becomes a child without a name: its details are awaited."""
    given = {"source": "%(source)s", "reference": "r.child_reference", "created_by_agency_id": "%(agency)s::uuid"}
    unset = {column: value for column, value in blanks(Child).items() if column not in given}
    columns = ", ".join([*given, *unset])
    selected = ", ".join([*given.values(), *(f"%({column})s" for column in unset)])
    staging.execute(
        f"""
        WITH added AS (
            INSERT INTO assessments_child ({columns})
            SELECT {selected} FROM (SELECT DISTINCT child_reference FROM import_rows) r
            WHERE NOT EXISTS (SELECT FROM assessments_child c WHERE {CHILD_OF_ROW}) RETURNING id
        )
        {event_insert("child_id", "id", "added", EventKind.CHILD_IMPORTED, "%(today)s")}
        """,
        {**unset, **parameters(order)},
    )
    staging.statement_done()


def children(staging: Staging, order: Order, model: type[AssessmentChild | ContactChild], record: str) -> Links:
    """The children that each record of the file is to have; import_records must be there."""
    wanted = f"""
        SELECT DISTINCT n.id AS record, c.id AS part
        FROM import_rows r JOIN import_records n USING (reference) JOIN assessments_child c ON {CHILD_OF_ROW}
    """
    return Links(staging, model, record=record, part="child_id", wanted=wanted, params=parameters(order))


def warn_of_births(staging: Staging, order: Order, dated: str, day: str) -> None:
    """A child born more than nine months after the record's date is likely another child, or the date is wrong."""
    staging.warn(
        f"""
        SELECT r.line, '{dated}', 'This child was born on ' || to_char(c.date_of_birth, 'DD/MM/YYYY')
               || ', more than nine months after. Check the date and the child.'
        FROM import_rows r JOIN assessments_child c ON {CHILD_OF_ROW}
        WHERE c.date_of_birth > ({day} + interval '9 months')::date
        """,
        parameters(order),
    )


def event_insert(column: str, record: str, rows: str, kind: EventKind, day: str) -> str:
    """An INSERT ... SELECT of one event for each of ``rows``, in the name of who imports."""
    return f"""
        INSERT INTO {Event._meta.db_table} (kind, occurred_on, actor_id, agency_id, {column}, reason)
        SELECT '{kind.value}', {day}, %(actor)s::uuid, %(agency)s::uuid, {record}, '' FROM {rows}
    """


def add_events(
    staging: Staging, order: Order, column: str, *, imported: EventKind, corrected: EventKind, day: str
) -> None:
    """Events of the records in import_records: those that are new, and those that changed."""
    params = parameters(order)
    staging.execute(event_insert(column, "id", "import_records WHERE is_new", imported, day), params)
    staging.execute(event_insert(column, "id", "import_records WHERE changed", corrected, "%(today)s"), params)
    staging.statement_done()


def parameters(order: Order) -> dict[str, object]:
    scope = order.scope
    return {
        "source": order.source,
        "today": order.today,
        "now": order.now,
        "actor": scope.user_id if scope else None,
        "agency": scope.agency_id if scope else None,
    }
