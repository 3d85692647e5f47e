"""Every measure as a declaration.

The pages that explain a figure, the page of definitions and the links between them are made from these alone. A measure
more is a declaration more.
"""

from dashboards.counts import PRIORITIES
from dashboards.measures.declaration import Better, Measure, Part, Records
from dashboards.measures.figures import Figures
from dashboards.selectors import tafs
from dashboards.selectors.early_help import PlansStarted
from ehtrack.lib import numbers


def _assessments(figures: Figures) -> int:
    return figures.counts.counted(figures.question.basis)


def _without_pilot(figures: Figures) -> int:
    return figures.row.without_pilot


PAPERS = "Children's Trust Board, report to the Health and Wellbeing Board, March 2023"
DEFINED = "The partnership's own definition of its figures"
CONTACTS = Part("MASH contacts received in the period", lambda f: f.counts.contacts)
DECIDED = Part("MASH contacts with a decision", lambda f: f.counts.decided)


def _projection(figures: Figures) -> str:
    progress = figures.progress
    if progress.straight_line is None:
        return "No month is complete yet"
    gap = f", {progress.gap_text}" if progress.gap_text else ""
    return f"{numbers.count(progress.straight_line)}{gap}"


def _plans(figures: Figures, category: str) -> PlansStarted:
    return figures.plans.get(category, PlansStarted())


def _on_time(priority: str) -> Measure:
    return Measure(
        key=f"on-time-{priority}",
        title=f"{priority.capitalize()} contacts decided in time",
        meaning=f"Of the decided contacts that were {priority} when decided, those decided by their due time. Exactly "
        "on the due time is in time. A downgrade made after the earlier due time leaves a contact late.",
        why="A family in danger cannot wait. Overdue undecided contacts are always shown beside it, so that leaving "
        "one undecided never looks good.",
        source=DEFINED,
        numerator=Part(f"{priority.capitalize()} contacts decided in time", lambda f: f.counts.on_time(priority)[0]),
        denominator=Part(f"{priority.capitalize()} contacts decided", lambda f: f.counts.on_time(priority)[1]),
        better=Better.HIGHER,
        records=Records("contact", "contacts", f"priority = '{priority}' AND on_time"),
    )


MEASURES = [
    Measure(
        key="assessments",
        title="Strengths & Needs assessments (S&Ns)",
        meaning="Documents completed in the period. One document counts one, however many children it covers, on the "
        "day it was completed, for the agency that completed it. Drafts and records entered in error never count.",
        why="The Board wants families helped early. The S&N is where early help starts.",
        source=PAPERS,
        numerator=Part("S&Ns on the basis asked for", _assessments),
        better=Better.HIGHER,
        records=Records("assessment", "assessments of the basis"),
    ),
    Measure(
        key="pilot-assessments",
        title="S&Ns of a pilot",
        meaning="Those of the counted S&Ns that carry a pilot, such as the Health Visitor Early Help pilot.",
        why="A pilot shows what is possible; the ratio without it shows what is usual.",
        source=PAPERS,
        numerator=Part("Counted S&Ns with a pilot", lambda f: f.counts.counted_pilot(f.question.basis)),
        records=Records("assessment", "assessments of the basis", "pilot_id IS NOT NULL"),
    ),
    Measure(
        key="shared",
        title="S&Ns shared with the council",
        meaning="Completed S&Ns of the period that have been shared with the council by now, on their completed date.",
        why="What is shared can be reviewed, and counts towards targets that were agreed on this basis.",
        source=PAPERS,
        numerator=Part("S&Ns shared", lambda f: f.counts.shared),
        denominator=Part("S&Ns completed", lambda f: f.counts.assessments),
        better=Better.HIGHER,
        records=Records("assessment", "assessments", "shared_on IS NOT NULL"),
    ),
    Measure(
        key="children",
        title="Children covered",
        meaning="Distinct children on the counted S&Ns; records of the same child that were merged count as one.",
        why="One document can help several children of a family.",
        source=DEFINED,
        numerator=Part("Distinct children", lambda f: f.children),
        better=Better.HIGHER,
        records=Records("child", "children covered"),
    ),
    Measure(
        key="contacts",
        title="MASH contacts",
        meaning="Contacts received in the period, on the local day they were received, for the agency they came from.",
        why="Families who are helped early need the MASH less.",
        source=PAPERS,
        numerator=CONTACTS,
        better=Better.LOWER,
        records=Records("contact", "contacts"),
    ),
    Measure(
        key="ratio",
        title="Ratio of S&Ns to MASH contacts",
        meaning="S&Ns without those of pilots, and MASH contacts, the larger divided by the smaller, so that it reads "
        "either as S&Ns per MASH contact or as MASH contacts per S&N.",
        why="It shows which agencies act early and which pass families on.",
        source=PAPERS,
        numerator=Part("S&Ns without those of pilots", _without_pilot),
        denominator=CONTACTS,
        text=lambda f: f.row.ratio_text,
        records=Records("assessment", "assessments of the basis", "pilot_id IS NULL"),
    ),
    Measure(
        key="no-further-action",
        title="Contacts that led to no further action",
        meaning="Contacts with the decision “no further action”, among contacts with a decision. Undecided contacts "
        "are shown apart and are never in the denominator.",
        why="Many of these families need help that an agency could have started itself.",
        source=PAPERS,
        numerator=Part("Contacts with no further action", lambda f: f.counts.no_further_action),
        denominator=DECIDED,
        better=Better.LOWER,
        records=Records("contact", "contacts", "outcome = 'no-further-action'"),
    ),
    Measure(
        key="undecided",
        title="Contacts not decided yet",
        meaning="Contacts received in the period that have no decision now.",
        why="A contact without a decision is a family that waits.",
        source=DEFINED,
        numerator=Part("Contacts without a decision", lambda f: f.counts.contacts - f.counts.decided),
        denominator=CONTACTS,
        better=Better.LOWER,
        records=Records("contact", "contacts", "decided_at IS NULL"),
    ),
    *(_on_time(priority) for priority in PRIORITIES),
    Measure(
        key="diverted",
        title="Diverted to early help",
        meaning="Contacts with no further action of which a child had an S&N completed on the day of the contact or in "
        "the 90 days after. Contacts younger than 90 days are not yet complete.",
        why="No further action should not mean no help.",
        source=DEFINED,
        numerator=Part("Contacts followed by an S&N", lambda f: f.contacts_and_early_help.diverted),
        denominator=Part("Contacts with no further action", lambda f: f.counts.no_further_action),
        better=Better.HIGHER,
        records=Records("contact", "contacts and early help", "nfa AND diverted"),
    ),
    Measure(
        key="early-help-first",
        title="Early help first",
        meaning="Contacts of which a child had an S&N completed before the day of the contact, at most 12 months "
        "before.",
        why="The MASH should meet families whom early help knows already.",
        source=DEFINED,
        numerator=Part("Contacts with an S&N before", lambda f: f.contacts_and_early_help.first),
        denominator=CONTACTS,
        better=Better.HIGHER,
        records=Records("contact", "contacts and early help", "helped_before"),
    ),
    Measure(
        key="open-tafs",
        title="Open Teams Around the Family (TAFs)",
        meaning="S&Ns whose plan needs a TAF, or that had a meeting by the as-of date, and that were not closed by "
        "then.",
        why="The team carries the plan.",
        source=DEFINED,
        numerator=Part("Open TAFs", lambda f: f.tafs.open),
        records=Records("assessment", "TAFs", "open"),
    ),
    Measure(
        key="overdue-tafs",
        title="TAFs overdue for review",
        meaning="Open TAFs that had no meeting in the 56 days before the as-of date.",
        why="A plan that nobody looks at drifts.",
        source=DEFINED,
        numerator=Part("Open TAFs with no meeting for 56 days", lambda f: f.tafs.overdue),
        denominator=Part("Open TAFs", lambda f: f.tafs.open),
        better=Better.LOWER,
        records=Records("assessment", "TAFs", tafs.OVERDUE),
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
    ),
    Measure(
        key="lead-professionals",
        title="Open TAFs with a lead professional",
        meaning="Open TAFs whose lead professional's agency is recorded.",
        why="A family should know who coordinates its help, and no agency should carry that alone.",
        source=DEFINED,
        numerator=Part("Open TAFs with a lead professional", lambda f: f.tafs.open - f.led.get(None, 0)),
        denominator=Part("Open TAFs", lambda f: f.tafs.open),
        better=Better.HIGHER,
        records=Records("assessment", "TAFs", "open AND lead_agency_id IS NOT NULL"),
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
    ),
    Measure(
        key="projection",
        title="Projection against target",
        meaning="S&Ns of the complete months, times 12, divided by the number of complete months; compared with the "
        "year's target as known on the as-of date.",
        why="It tells in time whether the year's target will be met.",
        source=PAPERS,
        numerator=Part("S&Ns in the complete months", lambda f: f.progress.actual),
        denominator=Part("Complete months", lambda f: f.progress.m),
        text=_projection,
        better=Better.HIGHER,
        records=Records("assessment", "assessments of complete months"),
    ),
    Measure(
        key="neglect-plans",
        title="Neglect plans with early help before",
        meaning="New statutory plans for neglect whose child was on an S&N completed on the day the plan started or in "
        "the 24 months before.",
        why="Neglect builds up over years; early help should have come first.",
        source=PAPERS,
        numerator=Part("New neglect plans with an S&N before", lambda f: _plans(f, "neglect").evidenced),
        denominator=Part("New neglect plans", lambda f: _plans(f, "neglect").new),
        better=Better.HIGHER,
        records=Records("plan", "plans and early help", "category = 'neglect' AND evidenced"),
    ),
    Measure(
        key="trained",
        title="Staff trained",
        meaning="Distinct people who completed a course in S&N or early help in the period.",
        why="People use a form that they have learnt to use.",
        source=PAPERS,
        numerator=Part("Distinct people", lambda f: f.trained.people),
        better=Better.HIGHER,
        records=Records("training", "people trained"),
    ),
    Measure(
        key="consultations",
        title="No Names Consultations",
        meaning="Consultations in the period: somebody asked the LCSS for advice without saying who the family is, "
        "on the day of the consultation, for the agency that asked.",
        why="Advice at the right time helps a family early, and its themes tell what practitioners need to learn.",
        source=DEFINED,
        numerator=Part("Consultations", lambda f: f.consulted.total),
        records=Records("consultation", "consultations"),
    ),
]

BY_KEY = {measure.key: measure for measure in MEASURES}
