"""The look-up's answer, and what was opened in an emergency, as finished words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.safestring import SafeString

from agencies.models import Role
from agencies.scope import Scope
from assessments.models import EmergencyReview
from assessments.presenters import words
from assessments.selectors.emergency import is_kept_back
from assessments.selectors.history import UNNAMED
from assessments.selectors.open_work import OpenWork
from ehtrack.lib.components import SummaryRow, link, tag_html
from ehtrack.lib.tables import Column, Table


@dataclass(frozen=True)
class Answer:
    """``known``: an S&N is open of which may be told. The words are the same for unknown and protected children."""

    known: bool
    heading: str
    lines: tuple[str, ...]


def answer(found: Sequence[OpenWork]) -> Answer:
    if not found:
        said = "ehtrack tells of no open S&N or TAF for a child of this name and date of birth."
        return Answer(False, "Nobody that ehtrack may tell you of", (said, "If you are worried, ask LCSS or the MASH."))
    return Answer(True, "Yes, someone is working with this family", tuple(one.text for one in found))


def whose(scope: Scope) -> str:
    """Which of them are listed."""
    if scope.has(Role.AUDITOR):
        return "You review those of agencies that must not be named: the lead of the family's is not told who it was."
    return "They are records of your agency."


def reviews_table(reviews: Iterable[EmergencyReview], scope: Scope) -> Table:
    columns = [
        Column("at", "Opened"),
        Column("who", "By"),
        Column("review", "Review"),
        Column("open", "Action"),
    ]
    return Table("Opened in an emergency", columns, [_row(review, scope) for review in reviews])


def _row(review: EmergencyReview, scope: Scope) -> list[str | SafeString]:
    text = "See" if review.was_right is not None or is_kept_back(scope, review) else "Review"
    when = words.moment(review.access.opened_at)
    address = reverse("emergency_review", args=[review.pk])
    return [when, _who(review, scope), state(review, scope), link(text, address, hidden=f"what was opened {when}")]


def state(review: EmergencyReview, scope: Scope) -> SafeString:
    if review.was_right is None and is_kept_back(scope, review):
        return tag_html("The auditor reviews it", "grey")
    if review.was_right is None:
        return tag_html("To review", "orange")
    return tag_html("Right", "green") if review.was_right else tag_html("Not right", "red")


def review_rows(
    review: EmergencyReview, references: list[str], closed_at: datetime | None, scope: Scope
) -> list[SummaryRow]:
    """Why it was opened, and what was found out, is kept back with who it was."""
    access, told = review.access, not is_kept_back(scope, review)
    own = SummaryRow("Your S&Ns of the child", ", ".join(references) or "None any more")
    rows = [
        SummaryRow("Opened by", _who(review, scope)),
        SummaryRow("Opened", words.moment(access.opened_at)),
        SummaryRow(*_end(access.ends_at, closed_at)),
        own if review.agency_id == scope.agency_id else SummaryRow("Agency of the S&N", review.agency.name),
    ]
    if told:
        rows.append(SummaryRow("Reason given", access.reason))
    if review.was_right is not None or not told:
        rows.append(SummaryRow("Review", state(review, scope)))
    if review.was_right is not None and told:
        rows.append(SummaryRow("Note", review.note or "None"))
    if review.reviewed_by:
        rows.append(SummaryRow("Reviewed by", review.reviewed_by.name))
    return rows


def _end(ends_at: datetime, closed_at: datetime | None) -> tuple[str, str]:
    if closed_at and closed_at < ends_at:
        return "Closed by a review", words.moment(closed_at)
    return "Open until", words.moment(ends_at)


def done(review: EmergencyReview, *, was_right: bool, now: datetime) -> str:
    """After the review."""
    closed = not was_right and now < review.access.ends_at
    return f"The review is kept{'. What was opened is closed' if closed else ''}"


def _who(review: EmergencyReview, scope: Scope) -> str:
    if is_kept_back(scope, review):
        return UNNAMED
    return f"{review.access.person.name}, {review.access.agency.name}"
