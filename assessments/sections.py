"""The short form: its pages in order, the answers on each, and those that an S&N cannot be completed without."""

from dataclasses import dataclass

from assessments.models import Assessment

GIVEN = {"locality_id", "lead_professional_id", "lead_professional_agency_id"}


@dataclass(frozen=True)
class Section:
    key: str
    title: str
    fields: tuple[str, ...]
    needed: tuple[tuple[str, str], ...] = ()

    def missing(self, assessment: Assessment) -> list[str]:
        """What is still to be answered here, in words; an answer of no counts as answered."""
        return [words for field, words in self.needed if getattr(assessment, field) in (None, "")]

    def is_started(self, assessment: Assessment) -> bool:
        """Has somebody answered anything here, beyond what every draft begins with?"""
        return any(getattr(assessment, field) not in (None, "", []) for field in self.fields if field not in GIVEN)


AGREEMENT = Section(
    "agreement",
    "Agreement",
    ("consent_who", "consent", "consent_on", "not_to_share_with", "sharing_reason"),
    (("consent", "whether the family agreed"), ("consent_on", "when you asked the family")),
)
WHY_NOW = Section(
    "why-now",
    "Why now",
    ("level_of_need", "priorities", "locality_id", "pilot_id", "why_now"),
    (("level_of_need", "the level of need"), ("why_now", "why help is needed now")),
)
DOMAINS = Section("strengths-and-needs", "Strengths and needs", ())
VOICES = Section(
    "voices", "Voices", ("child_voice", "parent_voice"), (("child_voice", "what each child says or shows"),)
)
PLAN = Section(
    "plan",
    "Summary and plan",
    (
        "summary",
        "actions",
        "needs_taf",
        "review_on",
        "lead_professional_id",
        "lead_professional_name",
        "lead_professional_agency_id",
    ),
    (("summary", "what needs to change"), ("needs_taf", "whether a Team Around the Family is needed")),
)
DATES = Section("dates", "Dates", ("completed_on", "shared_on", "closed_on", "closure_reason"))

# The answers of one domain, and what each holds when nothing is said.
DOMAIN_FIELDS: dict[str, str | None] = {
    "working_well": "",
    "worrying": "",
    "family_score": None,
    "practitioner_score": None,
}

FORM: tuple[Section, ...] = (AGREEMENT, WHY_NOW, DOMAINS, VOICES, PLAN)
CORRECTABLE: tuple[Section, ...] = (*FORM, DATES)


def section(key: str, among: tuple[Section, ...] = FORM) -> Section | None:
    return next((one for one in among if one.key == key), None)


def after(current: Section) -> Section | None:
    """The page that follows; None after the last."""
    position = FORM.index(current) + 1
    return FORM[position] if position < len(FORM) else None


def missing(assessment: Assessment, domains_answered: int) -> dict[Section, list[str]]:
    """What stands between the draft and completing it, by page; empty when nothing does."""
    found = {one: one.missing(assessment) for one in FORM}
    if not domains_answered:
        found[DOMAINS] = ["at least one domain: what is working well or worrying"]
    return {one: words for one, words in found.items() if words}
