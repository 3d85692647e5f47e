"""The look-up's answer, and what was opened in an emergency, as finished words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.safestring import SafeString

from assessments.models import EmergencyReview
from assessments.presenters import words
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


def reviews_table(reviews: Iterable[EmergencyReview]) -> Table:
    columns = [
        Column("at", "Opened"),
        Column("who", "By"),
        Column("review", "Review"),
        Column("open", "Action"),
    ]
    return Table("Opened in an emergency", columns, [_row(review) for review in reviews])


def _row(review: EmergencyReview) -> list[str | SafeString]:
    text = "Review" if review.was_right is None else "See"
    when = words.moment(review.access.opened_at)
    address = reverse("emergency_review", args=[review.pk])
    return [when, _who(review), state(review), link(text, address, hidden=f"what was opened {when}")]


def state(review: EmergencyReview) -> SafeString:
    if review.was_right is None:
        return tag_html("To review", "orange")
    return tag_html("Right", "green") if review.was_right else tag_html("Not right", "red")


def review_rows(review: EmergencyReview, references: list[str], closed_at: datetime | None) -> list[SummaryRow]:
    access = review.access
    rows = [
        SummaryRow("Opened by", _who(review)),
        SummaryRow("Opened", words.moment(access.opened_at)),
        SummaryRow(*_end(access.ends_at, closed_at)),
        SummaryRow("Your S&Ns of the child", ", ".join(references) or "None any more"),
        SummaryRow("Reason given", access.reason),
    ]
    if review.was_right is not None:
        rows.append(SummaryRow("Review", state(review)))
        rows.append(SummaryRow("Note", review.note or "None"))
        rows.append(SummaryRow("Reviewed by", review.reviewed_by.name if review.reviewed_by else ""))
    return rows


def _end(ends_at: datetime, closed_at: datetime | None) -> tuple[str, str]:
    if closed_at and closed_at < ends_at:
        return "Closed by a review", words.moment(closed_at)
    return "Open until", words.moment(ends_at)


def done(review: EmergencyReview, *, was_right: bool, now: datetime) -> str:
    """After the review."""
    closed = not was_right and now < review.access.ends_at
    return f"The review is kept{'. What was opened is closed' if closed else ''}"


def _who(review: EmergencyReview) -> str:
    return f"{review.access.person.name}, {review.access.agency.name}"
