"""The auditor's watch list: computed from the audit by sets, each night and when asked for. It holds ids, not content.

It compares names that the auditor may not read, so it is the system that computes.
"""

from datetime import date, datetime

from django.db import connection, transaction

from agencies.errors import NotAllowedYet
from agencies.models import WatchItem
from agencies.models.watch import WatchRule
from agencies.scope import Scope
from agencies.services import audit
from agencies.watch import thresholds
from assessments.selectors import watch as selectors
from ehtrack.lib.calendar import local_day
from ehtrack.lib.postgres.locks import one_after_another

MOST_IDS = 100

# Each reading of a record within the days, by one person: a row for each id.
READS = """
WITH seen AS (
    SELECT event.actor_id AS person_id, event.agency_id, event.at, subject.id AS subject_id,
        event.at AT TIME ZONE 'Europe/London' AS local_at
    FROM agencies_auditevent event CROSS JOIN LATERAL unnest(event.subject_ids) AS subject(id)
    WHERE event.at >= %(since)s AND event.actor_id IS NOT NULL
        AND event.subject_type IN ('assessment', 'child', 'contact') AND event.action LIKE '%%read'
), children AS (
    SELECT seen.*, child.surname, child.forename FROM seen JOIN assessments_child child ON child.id = seen.subject_id
    UNION ALL
    SELECT seen.*, child.surname, child.forename FROM seen
    JOIN assessments_assessmentchild link ON link.assessment_id = seen.subject_id
    JOIN assessments_child child ON child.id = link.child_id
    UNION ALL
    SELECT seen.*, child.surname, child.forename FROM seen
    JOIN assessments_contactchild link ON link.contact_id = seen.subject_id
    JOIN assessments_child child ON child.id = link.child_id
), staff AS (
    SELECT person.id, upper(person.name) AS name, upper(regexp_replace(person.name, '^.*\\s', '')) AS surname,
        membership.agency_id
    FROM agencies_user person JOIN agencies_membership membership ON membership.user_id = person.id
    WHERE membership.ended_at IS NULL
)
"""
# Rows: person, moment, day, id of a record. MANY counts within each hour and keeps the fullest.
FOUND = {
    WatchRule.MANY: """
        SELECT person_id, at, local_at::date AS day, subject_id, date_trunc('hour', local_at) AS part FROM seen
    """,
    WatchRule.OWN_SURNAME: """
        SELECT children.person_id, at, local_at::date AS day, subject_id, NULL::timestamp AS part FROM children
        JOIN staff ON staff.id = children.person_id AND staff.surname = upper(children.surname)
    """,
    WatchRule.COLLEAGUE: """
        SELECT children.person_id, at, local_at::date AS day, subject_id, NULL::timestamp AS part FROM children
        JOIN staff ON staff.id <> children.person_id
            AND (staff.agency_id = children.agency_id AND staff.surname = upper(children.surname)
                OR staff.name = upper(children.forename || ' ' || children.surname))
    """,
    WatchRule.OUT_OF_HOURS: """
        SELECT person_id, at, local_at::date AS day, subject_id, NULL::timestamp AS part FROM seen
        WHERE extract(isodow FROM local_at) > 5 OR extract(hour FROM local_at) NOT BETWEEN 7 AND 19
    """,
    WatchRule.REFUSED: """
        SELECT event.actor_id AS person_id, event.at, (event.at AT TIME ZONE 'Europe/London')::date AS day,
            event.subject_ids[1] AS subject_id, NULL::timestamp AS part
        FROM agencies_auditevent event
        WHERE event.at >= %(since)s AND event.actor_id IS NOT NULL
            AND event.action IN ('refused', 'emergency.refused')
    """,
}
# Each attempt counts, whatever it was for; of what was read, each record once.
NUMBERS = dict.fromkeys(FOUND, "count(DISTINCT subject_id)") | {WatchRule.REFUSED: "count(*)"}
# What the auditor has reviewed stays as it was reviewed, and only what came later is looked through again.
KEEP = """
, later AS (
    SELECT one.* FROM ({found}) AS one WHERE NOT EXISTS (
        SELECT FROM agencies_watchitem item WHERE item.rule = %(rule)s AND item.person_id = one.person_id
            AND item.day = one.day AND item.reviewed_at IS NOT NULL AND item.looked_at >= one.at
    )
), parts AS (
    SELECT person_id, day, part, {number} AS number,
        coalesce(array_agg(DISTINCT subject_id) FILTER (WHERE subject_id IS NOT NULL), '{}') AS ids
    FROM later GROUP BY person_id, day, part
), fullest AS (
    SELECT DISTINCT ON (person_id, day) * FROM parts WHERE number >= %(at_least)s
    ORDER BY person_id, day, number DESC, part
)
INSERT INTO agencies_watchitem (id, rule, person_id, day, number, at_least, subject_ids, looked_at, note)
SELECT gen_random_uuid(), %(rule)s, person_id, day, number, %(at_least)s, ids[1:%(most)s], %(now)s, '' FROM fullest
ON CONFLICT (rule, person_id, day) WHERE reviewed_at IS NULL DO UPDATE
    SET number = excluded.number, at_least = excluded.at_least, subject_ids = excluded.subject_ids,
        looked_at = excluded.looked_at
"""


@transaction.atomic
def ask(*, scope: Scope) -> None:
    """A worker does it. The audit says that it was asked for, and when it was done."""
    audit.record(scope=scope, action=selectors.ASKED)


@transaction.atomic
def compute_if_asked(*, now: datetime) -> None:
    """Asked for several times before it begins, it is done once."""
    one_after_another("watch list")
    if selectors.moments(None, now).asked:
        compute(now=now)


@transaction.atomic
def compute(*, now: datetime) -> int:
    """Look through the last days; how many items there are of them. Run twice, it finds the same."""
    since, limits = now - selectors.LOOKS_BACK, thresholds()
    with connection.cursor() as cursor:
        for rule, found in FOUND.items():
            values: dict[str, datetime | str | int] = {"since": since, "rule": rule.value, "at_least": limits[rule]}
            values |= {"most": MOST_IDS, "now": now}
            cursor.execute(READS + KEEP.replace("{found}", found).replace("{number}", NUMBERS[rule]), values)
    audit.record(scope=None, action=selectors.COMPUTED)
    return WatchItem.objects.filter(day__gte=_first_day(since)).count()


@transaction.atomic
def review(*, scope: Scope, item: WatchItem, note: str, now: datetime) -> None:
    """Raises NotAllowedYet for what the person did themselves, and what was reviewed already."""
    if item.person_id == scope.user_id:
        raise NotAllowedYet("This is about your own access. Somebody else has to review it")
    waiting = WatchItem.objects.filter(pk=item.pk, reviewed_at=None)
    if not waiting.update(note=note, reviewed_by_id=scope.user_id, reviewed_at=now):
        raise NotAllowedYet("Somebody else has reviewed this already")
    audit.record(scope=scope, action="watch.reviewed", subject_type="watch_item", subject_ids=[item.pk])


def _first_day(since: datetime) -> date:
    return local_day(since)
