"""The watch list in words: why each item is on it. Ids only."""

from collections.abc import Iterable
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.safestring import SafeString

from agencies.models import WatchItem
from agencies.models.watch import WatchRule
from assessments.presenters import words
from assessments.selectors.watch import Moments
from ehtrack.lib.components import SummaryRow, link, tag_html
from ehtrack.lib.tables import Column, Table

WHY = {
    WatchRule.MANY: "Read {number} different records within an hour (threshold: {at_least})",
    WatchRule.OWN_SURNAME: "Read {number} records of a child with the reader's own surname",
    WatchRule.COLLEAGUE: "Read {number} records of a child with a colleague's surname or a staff member's name",
    WatchRule.OUT_OF_HOURS: "Read {number} different records at night or at a weekend (threshold: {at_least})",
    WatchRule.REFUSED: "Was refused {number} times, pages and emergency access together (threshold: {at_least})",
}


def why(item: WatchItem) -> str:
    text = WHY[WatchRule(item.rule)].format(number=item.number, at_least=item.at_least)
    if item.number != 1:
        return text
    return text.replace("1 records", "1 record").replace("1 different records", "1 record").replace("1 times", "once")


def nothing(reviewed: bool | None, moments: Moments) -> str:
    """What an empty list says; ``reviewed`` is what it was narrowed to."""
    if reviewed is not None:
        return "No item has been reviewed yet." if reviewed else "Nothing waits for a review."
    return "Nothing unusual was found." if moments.computed else "There is no item yet."


def looked_through(moments: Moments) -> str:
    if moments.computed is None:
        return "The last seven days have not been looked through yet."
    return f"The last seven days were looked through on {words.moment(moments.computed)}."


def asked(moments: Moments) -> str:
    """Empty when nobody waits for it."""
    if moments.asked is None:
        return ""
    return f"A look through them was asked for on {words.moment(moments.asked)}. As a rule it takes less than a minute."


def items_table(items: Iterable[WatchItem]) -> Table:
    columns = [
        Column("day", "Day"),
        Column("person", "Who"),
        Column("why", "Why it is here"),
        Column("state", "Review"),
        Column("open", "Action"),
    ]
    return Table("Watch list", columns, [_row(item) for item in items])


def _row(item: WatchItem) -> list[str | SafeString]:
    address = reverse("watch_item", args=[item.pk])
    look = link("Look", address, hidden=f"at {item.person.name} on {words.day(item.day)}")
    return [words.day(item.day), item.person.name, why(item), _state(item), look]


def _state(item: WatchItem) -> SafeString:
    return tag_html("Reviewed", "green") if item.reviewed_at else tag_html("To review", "orange")


def rows(item: WatchItem) -> list[SummaryRow]:
    found = [
        SummaryRow("Who", item.person.name),
        SummaryRow("Day", words.day(item.day)),
        SummaryRow("Why it is here", why(item)),
        _in_the_log(item),
    ]
    if item.reviewed_at and item.reviewed_by:
        found.append(SummaryRow("Reviewed by", f"{item.reviewed_by.name}, {words.moment(item.reviewed_at)}"))
        found.append(SummaryRow("Note", item.note))
    return found


def _in_the_log(item: WatchItem) -> SummaryRow:
    """Of refusals the attempts: a page that was refused need not be one of a record."""
    if item.rule == WatchRule.REFUSED:
        day = item.day.isoformat()
        asked = urlencode({"person": item.person.email, "action": "refused", "since": day, "until": day})
        return SummaryRow("Attempts", link("See what was refused", f"{reverse('access_log')}?{asked}"))
    log = f"{reverse('access_log')}?record={','.join(map(str, item.subject_ids[:20]))}"
    return SummaryRow("Records", link("See who looked at these records", log))
