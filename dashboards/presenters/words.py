"""The words around figures: periods, dates, bases; shared by pages and exports."""

from collections.abc import Sequence
from datetime import date, datetime
from fractions import Fraction

from dashboards.measures.asking import Question
from dashboards.measures.figures import Figures
from dashboards.measures.progress import Rag
from dashboards.measures.rows import Progress
from dashboards.models import Basis, Kind
from dashboards.selectors.targets import YearTarget
from ehtrack.lib import numbers
from ehtrack.lib.calendar import LONDON, Month

INTERNAL = "Internal, not for publication: small numbers are not suppressed."
PUBLICATION = "For publication: small numbers are suppressed (c)."
ABBREVIATIONS = (
    "S&N: Strengths & Needs assessment. MASH: Multi-Agency Safeguarding Hub. TAF: Team Around the Family. "
    "Each figure opens to what it counts."
)
RAG_COLOURS = {Rag.GREEN: "green", Rag.AMBER: "orange", Rag.RED: "red"}
BASES = {Basis.COMPLETED: "completed S&Ns", Basis.SHARED: "S&Ns shared with the council"}
BASIS_NOTES = {
    Basis.COMPLETED: "Every completed S&N that the partnership knows of, on the date it was completed.",
    Basis.SHARED: "Only S&Ns that have been shared with the council, on the date they were completed.",
}


def day(value: date) -> str:
    return f"{value.day} {value:%B %Y}"


def moment(value: datetime) -> str:
    local = value.astimezone(LONDON)
    return f"{day(local.date())} at {local:%H:%M}"


def period(question: Question) -> str:
    """ "1 April 2022 to 31 January 2023"."""
    return f"{day(question.first)} to {day(question.as_of)}"


def subject(question: Question) -> str:
    chosen = question.agency or question.group
    return chosen.name if chosen else "The partnership"


def rate(value: Fraction | None) -> str:
    return "No data" if value is None else numbers.percent(value)


def number(value: Fraction | int | None) -> str:
    return "Not known" if value is None else numbers.count(value)


def signed(value: Fraction | None, more: str, fewer: str) -> str:
    """ "27% more than in the same months", for a change as a fraction."""
    return "Not known" if value is None else numbers.change(1 + value, 1, more, fewer)


def against_last_year(found: Progress) -> str:
    """ "2,461 (27% more now)"."""
    return f"{numbers.count(found.actual_last_year)} ({signed(found.change, 'more now', 'fewer now')})"


def target(figures: Figures) -> str:
    """Where the year's target comes from, and which version agreed since is not used yet."""
    return f"{_target(figures.target, figures.question)} {newer(figures, Kind.ASSESSMENTS, figures.target)}".strip()


def newer(figures: Figures, kind: Kind, used: YearTarget | None) -> str:
    """Which version was agreed since, where there is one, and what the figures use."""
    later = figures.agreed_later.get(kind)
    if later is None or later.agreed_on is None:
        return ""
    percent = "%" if kind.is_share else ""
    still = f"still use {numbers.count(used.target)}{percent}" if used else "do not use it"
    agreed = f"A target of {amount(kind, later.target)} was agreed on {day(later.agreed_on)}"
    return f"{agreed}: figures up to {day(figures.question.as_of)} {still}."


def amount(kind: Kind, number: int) -> str:
    """ "5,000 S&Ns", "250 people trained", "95% of red contacts decided in time"."""
    if kind.is_share:
        return f"{number}% of red contacts decided in time"
    trained = " trained" if kind is Kind.TRAINED else ""
    return numbers.plural(number, *kind.unit) + trained


def begins(since: Month) -> str:
    return f"Records begin in {since.name}"


def _target(found: YearTarget | None, question: Question) -> str:
    if found is None:
        return f"No target is set for {question.year}."
    if found.is_path:
        return f"{question.year} has no target of its own: {numbers.count(found.target)} lies on the path between two."
    agreed = f" Agreed on {day(found.agreed_on)}" if found.agreed_on else ""
    other = f" for {BASES[found.basis]}" if found.basis != question.basis else ""
    return f"Target for {question.year}: {numbers.plural(found.target, 'S&N')}.{agreed}{other}.".replace("..", ".")


def short(month: Month) -> str:
    return f"{month.first:%b}"


def listed(names: Sequence[str]) -> str:
    """ "Elm School, Oak School and Ash School"."""
    *before, last = names
    return f"{', '.join(before)} and {last}" if before else last


def export_address(question: Question) -> dict[str, str]:
    """What the export needs to offer the same figures."""
    chosen = {"agency": question.agency, "group": question.group}
    days = {
        "first": question.first.isoformat(),
        "as_of": question.as_of.isoformat(),
        "basis": str(question.basis.value),
    }
    return {**days, **{key: whose.code for key, whose in chosen.items() if whose}}
