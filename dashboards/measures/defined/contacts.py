"""MASH contacts: what came of them, in what time, and early help before and after; plans with early help before."""

from dashboards.counts import PRIORITIES
from dashboards.measures.declaration import Better, Measure, Part, Records, Related
from dashboards.measures.defined.sources import DEFINED, PAPERS
from dashboards.measures.figures import Figures
from dashboards.selectors.early_help import PlansStarted
from ehtrack.lib import numbers

TOPIC = "contacts"
RECEIVED = Part("MASH contacts received in the period", lambda f: f.counts.contacts, "contacts")
DECIDED = Part("MASH contacts with a decision", lambda f: f.counts.decided, "decided")
NO_FURTHER_ACTION = Part("Contacts with no further action", lambda f: f.counts.no_further_action, "no-further-action")


def _plans(figures: Figures, category: str) -> PlansStarted:
    return figures.plans.get(category, PlansStarted())


def _not_yet_complete(figures: Figures) -> str:
    """What a reader must know of contacts whose 90 days are not over."""
    young = figures.contacts_and_early_help.not_yet_complete
    if not young:
        return ""
    told = numbers.plural(young, "contact is", "contacts are")
    return f"{told} not yet complete: younger than 90 days, so that an S&N may still follow."


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
        related=(Related("undecided", "Which still wait?"), Related("without-due-time")),
        topic=TOPIC,
    )


MEASURES = [
    Measure(
        key="contacts",
        title="MASH contacts",
        meaning="Contacts received in the period, on the local day they were received, for the agency they came from.",
        why="Families who are helped early need the MASH less.",
        source=PAPERS,
        numerator=Part("MASH contacts received in the period", lambda f: f.counts.contacts),
        better=Better.LOWER,
        records=Records("contact", "contacts"),
        related=(
            Related("no-further-action", "What came of them?"),
            Related("early-help-first", "Did early help come first?"),
            Related("ratio", "How do they compare with S&Ns?"),
            Related("contacts-signal", "Is a month more than the usual ups and downs?"),
        ),
        topic=TOPIC,
    ),
    Measure(
        key="decided",
        title="MASH contacts decided",
        meaning="Contacts received in the period that have a decision now.",
        why="Only what is decided can be compared by its outcome.",
        source=PAPERS,
        numerator=Part("MASH contacts with a decision", lambda f: f.counts.decided),
        denominator=RECEIVED,
        records=Records("contact", "contacts", "decided_at IS NOT NULL"),
        related=(
            Related("undecided"),
            Related("no-further-action"),
            Related("other-decision-signal", "Are months with other decisions more than the usual ups and downs?"),
        ),
        topic=TOPIC,
    ),
    Measure(
        key="no-further-action",
        title="Contacts that led to no further action",
        meaning="Contacts with the decision “no further action”, among contacts with a decision. Undecided contacts "
        "are shown apart and are never counted in.",
        why="Many of these families need help that an agency could have started itself.",
        source=PAPERS,
        numerator=Part("Contacts with no further action", lambda f: f.counts.no_further_action),
        denominator=DECIDED,
        better=Better.LOWER,
        records=Records("contact", "contacts", "outcome = 'no-further-action'"),
        related=(
            Related("diverted", "What happened afterwards?"),
            Related("early-help-first", "Did early help come first?"),
            Related("undecided", "Which are not decided?"),
            Related("no-further-action-signal", "Is a month more than the usual ups and downs?"),
        ),
        topic=TOPIC,
    ),
    Measure(
        key="undecided",
        title="Contacts not decided yet",
        meaning="Contacts received in the period that have no decision now.",
        why="A contact without a decision is a family that waits.",
        source=DEFINED,
        numerator=Part("Contacts without a decision", lambda f: f.counts.contacts - f.counts.decided),
        denominator=RECEIVED,
        text=lambda f: numbers.count(f.counts.contacts - f.counts.decided),
        better=Better.LOWER,
        records=Records("contact", "contacts", "decided_at IS NULL"),
        related=(Related("decided"),),
        topic=TOPIC,
    ),
    *(_on_time(priority) for priority in PRIORITIES),
    Measure(
        key="without-due-time",
        title="Contacts decided without a due time",
        meaning="Contacts with a decision that were given no priority, or came from a list without times, so that they "
        "had no due time. Red, amber, green and these together are all that was decided.",
        why="A contact without a due time cannot be said to be in time or late.",
        source=DEFINED,
        numerator=Part("Contacts decided without a due time", lambda f: f.counts.without_due_time),
        denominator=DECIDED,
        text=lambda f: numbers.count(f.counts.without_due_time),
        better=Better.LOWER,
        records=Records("contact", "contacts", "decided_at IS NOT NULL AND (due_at IS NULL OR priority = '')"),
        related=(Related("decided"), *(Related(f"on-time-{priority}") for priority in PRIORITIES)),
        topic=TOPIC,
    ),
    Measure(
        key="diverted",
        title="Diverted to early help",
        meaning="Contacts with no further action of which a child had an S&N completed on the day of the contact or in "
        "the 90 days after. Contacts younger than 90 days are not yet complete.",
        why="No further action should not mean no help.",
        source=DEFINED,
        numerator=Part("Contacts followed by an S&N", lambda f: f.contacts_and_early_help.diverted),
        denominator=NO_FURTHER_ACTION,
        better=Better.HIGHER,
        records=Records("contact", "contacts and early help", "nfa AND diverted"),
        note=_not_yet_complete,
        related=(Related("no-further-action"), Related("early-help-first", "Did early help come first?")),
        topic=TOPIC,
    ),
    Measure(
        key="early-help-first",
        title="Early help first",
        meaning="Contacts of which a child had an S&N completed before the day of the contact, at most 12 months "
        "before.",
        why="The MASH should meet families whom early help knows already.",
        source=DEFINED,
        numerator=Part("Contacts with an S&N before", lambda f: f.contacts_and_early_help.first),
        denominator=RECEIVED,
        better=Better.HIGHER,
        records=Records("contact", "contacts and early help", "helped_before"),
        related=(Related("diverted", "And after the contact?"),),
        topic=TOPIC,
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
        related=(Related("early-help-first"),),
        topic=TOPIC,
        of_all=True,
    ),
]
