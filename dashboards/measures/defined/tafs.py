"""Teams Around the Family."""

from dashboards.measures.declaration import Better, Measure, Part, Records, Related
from dashboards.measures.defined.sources import DEFINED
from dashboards.selectors import tafs

TOPIC = "tafs"

MEASURES = [
    Measure(
        key="open-tafs",
        title="Open Teams Around the Family (TAFs)",
        meaning="S&Ns whose plan needs a TAF, or that had a meeting by the as-of date, and that were not closed by "
        "then.",
        why="The team carries the plan.",
        source=DEFINED,
        numerator=Part("Open TAFs", lambda f: f.tafs.open),
        records=Records("assessment", "TAFs", "open"),
        related=(Related("overdue-tafs"), Related("lead-professionals", "Who carries them?"), Related("closures")),
        topic=TOPIC,
    ),
    Measure(
        key="overdue-tafs",
        title="TAFs overdue for review",
        meaning="Open TAFs that had no meeting in the 56 days before the as-of date.",
        why="A plan that nobody looks at drifts.",
        source=DEFINED,
        numerator=Part("Open TAFs with no meeting for 56 days", lambda f: f.tafs.overdue),
        denominator=Part("Open TAFs", lambda f: f.tafs.open, "open-tafs"),
        better=Better.LOWER,
        records=Records("assessment", "TAFs", tafs.OVERDUE),
        related=(Related("open-tafs"), Related("taf-meetings")),
        topic=TOPIC,
    ),
    Measure(
        key="first-taf",
        title="First TAF within 42 days",
        meaning="Of the S&Ns of the period that need a TAF and are at least 42 days old, those whose first meeting was "
        "held within 42 days of the S&N.",
        why="Help that is agreed should start.",
        source=DEFINED,
        numerator=Part("First meeting within 42 days", lambda f: f.tafs.first_in_time),
        denominator=Part("S&Ns that need a TAF, 42 days old or more", lambda f: f.tafs.due_first),
        better=Better.HIGHER,
        records=Records("assessment", "TAFs", tafs.FIRST_IN_TIME),
        related=(Related("open-tafs"),),
        topic=TOPIC,
    ),
    Measure(
        key="taf-meetings",
        title="TAF meetings held",
        meaning="Meetings of Teams Around the Family held in the period, in the month they were held, for the agency "
        "of their chair and the locality of the S&N.",
        why="A plan lives by its meetings, and it tells which agencies carry them.",
        source=DEFINED,
        numerator=Part("Meetings held", lambda f: f.meetings.total),
        better=Better.HIGHER,
        records=Records("meeting", "TAF meetings"),
        related=(
            Related("taf-attendance", "Who came?"),
            Related("overdue-tafs"),
            Related("taf-meetings-signal", "Is a month more than the usual ups and downs?"),
        ),
        topic=TOPIC,
    ),
    Measure(
        key="taf-attendance",
        title="Professionals who came to TAF meetings",
        meaning="Of the professionals asked to the meetings held in the period, those who attended. Who sent a report "
        "instead stands beside it.",
        why="A team is those who come.",
        source=DEFINED,
        numerator=Part("Attended", lambda f: f.attended.attended),
        denominator=Part("Professionals asked", lambda f: f.attended.invited),
        better=Better.HIGHER,
        related=(Related("taf-meetings"),),
        topic=TOPIC,
    ),
    Measure(
        key="lead-professionals",
        title="Open TAFs with a lead professional",
        meaning="Open TAFs whose lead professional's agency is recorded.",
        why="A family should know who coordinates its help, and no agency should carry that alone.",
        source=DEFINED,
        numerator=Part("Open TAFs with a lead professional", lambda f: f.tafs.open - f.led.get(None, 0)),
        denominator=Part("Open TAFs", lambda f: f.tafs.open, "open-tafs"),
        better=Better.HIGHER,
        records=Records("assessment", "TAFs", "open AND lead_agency_id IS NOT NULL"),
        related=(Related("open-tafs"),),
        topic=TOPIC,
    ),
    Measure(
        key="closures",
        title="S&Ns closed",
        meaning="S&Ns closed in the period, by the reason.",
        why="Most should end because the family's needs are met, few by stepping up to social care.",
        source=DEFINED,
        numerator=Part("Closed because needs were met", lambda f: f.closures.get("needs-met", 0)),
        denominator=Part("S&Ns closed", lambda f: sum(f.closures.values())),
        better=Better.HIGHER,
        records=Records("assessment", "closures", "closure_reason = 'needs-met'"),
        related=(Related("open-tafs"),),
        topic=TOPIC,
    ),
]
