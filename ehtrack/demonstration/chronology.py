"""What followed from the records: corrections with their history, merged children, events and audit, set by set.

Only the last year has its chronology: older records came before anybody looks back at them here.
"""

import random
from datetime import date, timedelta

from django.db import connection

from ehtrack.demonstration import words
from ehtrack.demonstration.assessments import Assessment
from ehtrack.demonstration.partnership import Partnership

CHRONOLOGY_DAYS, AUDIT_DAYS = 365, 45
CORRECTED, MERGED = 25, 12
DONE = "demonstration.seeded"

EVENTS = (
    """
    INSERT INTO assessments_event (kind, occurred_on, recorded_at, actor_id, agency_id, assessment_id, reason, version)
    SELECT step.kind, step.day, step.day + time '16:00', author_id, agency_id, id, step.reason, 1
    FROM assessments_assessment, LATERAL (VALUES
        ('assessment.started', started_on, ''),
        ('assessment.completed', CASE WHEN status <> 'withdrawn' THEN completed_on END, ''),
        ('assessment.shared', shared_on, sharing_reason),
        ('assessment.closed', closed_on, ''),
        ('assessment.withdrawn', withdrawn_at::date, withdrawn_reason)
    ) AS step (kind, day, reason)
    WHERE step.day >= %(since)s AND coalesce(completed_on, started_on) >= %(since)s ORDER BY step.day
    """,
    """
    INSERT INTO assessments_event
        (kind, occurred_on, recorded_at, actor_id, agency_id, assessment_id, meeting_id, reason, version)
    SELECT CASE WHEN held_on IS NULL THEN 'meeting.planned' ELSE 'meeting.held' END,
           coalesce(held_on, least(planned_on, %(today)s::date - 2)),
           coalesce(held_on, least(planned_on, %(today)s::date - 2)) + time '17:00',
           chair_id, chair_agency_id, assessment_id, id, '', 1
    FROM assessments_meeting WHERE planned_on >= %(since)s
    """,
    """
    INSERT INTO assessments_event (kind, occurred_on, recorded_at, actor_id, agency_id, contact_id, reason)
    SELECT step.kind, (step.at AT TIME ZONE 'Europe/London')::date, step.at, step.actor, %(mash)s, id, step.reason
    FROM assessments_contact, LATERAL (VALUES
        ('contact.received', received_at, logged_by_id, ''),
        ('contact.decided', decided_at, decided_by_id, decision_reason)
    ) AS step (kind, at, actor, reason)
    WHERE received_on >= %(since)s AND step.at IS NOT NULL ORDER BY step.at
    """,
)
AUDIT = """
    INSERT INTO agencies_auditevent (at, actor_id, agency_id, action, subject_type, subject_ids, reason, detail)
    SELECT recorded_at, actor_id, agency_id, kind, split_part(kind, '.', 1),
           ARRAY[CASE split_part(kind, '.', 1)
               WHEN 'assessment' THEN assessment_id WHEN 'meeting' THEN meeting_id
               WHEN 'contact' THEN contact_id ELSE child_id END],
           '', '{}'
    FROM assessments_event WHERE occurred_on >= %s ORDER BY recorded_at
"""


def write(
    chance: random.Random,
    *,
    today: date,
    partnership: Partnership,
    made: list[Assessment],
    duplicates: list[tuple[str, str]],
) -> None:
    since = today - timedelta(days=CHRONOLOGY_DAYS)
    mash = partnership.person("Dev").memberships[0][0]
    with connection.cursor() as cursor:
        for statement in EVENTS:
            cursor.execute(statement, {"since": since, "today": today, "mash": mash.id})
    recent = [one for one in made if one.is_counted and one.day >= since]
    _correct(chance, chance.sample(recent, min(CORRECTED, len(recent))), today)
    _merge(partnership, duplicates[-MERGED:], today)
    with connection.cursor() as cursor:
        cursor.execute(AUDIT, [today - timedelta(days=AUDIT_DAYS)])


def _correct(chance: random.Random, wrong: list[Assessment], today: date) -> None:
    """A later version of the S&N; the database keeps what was there before."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE assessments_assessment SET summary = %s, level_of_need = 3, version = 2 WHERE id = ANY(%s)",
            ["Corrected: " + words.SUMMARIES[0], [one.id for one in wrong]],
        )
        for one in wrong:
            day = min(one.day + timedelta(days=3), today - timedelta(days=1))
            cursor.execute(
                "INSERT INTO assessments_event (kind, occurred_on, recorded_at, actor_id, agency_id, assessment_id, "
                "reason, version) VALUES ('assessment.corrected', %s, %s, %s, %s, %s, %s, 2)",
                [day, f"{day} 11:00+00", one.author.id, one.agency.id, one.id, chance.choice(words.CORRECTIONS)],
            )


def _merge(partnership: Partnership, duplicates: list[tuple[str, str]], today: date) -> None:
    """Some second records were recognised; the others still wait to be."""
    lena, day = partnership.person("Lena"), today - timedelta(days=6)
    with connection.cursor() as cursor:
        for second, original in duplicates:
            cursor.execute(
                "UPDATE assessments_child SET merged_into_id = %s, version = 2 WHERE id = %s", [original, second]
            )
            cursor.execute(
                "INSERT INTO assessments_event (kind, occurred_on, recorded_at, actor_id, agency_id, child_id, reason) "
                "VALUES ('child.merged', %s, %s, %s, %s, %s, 'Same child: name, birth date and home agree')",
                [day, f"{day} 10:00+00", lena.id, lena.memberships[0][0].id, second],
            )
