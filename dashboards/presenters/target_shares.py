"""The page that shares out a year's target: what each agency did, its number, and what that comes to."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby

from django.utils.html import format_html
from django.utils.safestring import SafeString

from dashboards.forms.target_shares import SharesForm, name_of
from dashboards.measures.ratio import ratio_text
from dashboards.measures.shares import Proposal
from dashboards.measures.sharing import Sharer, Shares, Sharing
from dashboards.presenters import words
from dashboards.presenters.parts import Headline
from dashboards.presenters.targets import left
from ehtrack.lib import govuk, numbers
from ehtrack.lib.calendar import FinancialYear
from ehtrack.lib.tables import Column, Table

FEW = 8  # a group of so many agencies is open from the start
NAMED = 5  # more names than this are not read in a sentence
NO_GROUP = "In no organisation"
ERROR = '<p id="{}_error" class="govuk-error-message"><span class="govuk-visually-hidden">Error:</span> {}</p>'

KEPT = '<span class="govuk-hint govuk-!-margin-bottom-0">Kept {}</span>'


@dataclass(frozen=True)
class Part:
    """The agencies of an organisation; folded away where there are many."""

    summary: str
    table: Table
    is_open: bool


@dataclass(frozen=True)
class SharesPage:
    headlines: list[Headline]
    says: list[str]
    parts: list[Part]


def page(shared: Shares, form: SharesForm, told: Sequence[str]) -> SharesPage:
    """``told``: what a new proposal did to the numbers."""
    found, total = shared.found, shared.total
    typed = form.numbers()
    together = sum(number for number in typed.values() if number)
    return SharesPage(
        headlines=[
            Headline(numbers.count(total), "The partnership's target", found.year.label),
            Headline(numbers.count(together), "Agencies together", _agencies(sum(map(bool, typed.values())))),
            Headline(*_left(total - together), _last_year(found)),
        ],
        says=[*told, _meaning(found, total, shared.proposal), _period(found), *_gone(found), *_left_out(found)],
        parts=[
            _part(name, list(agencies), found.year, total, form)
            for name, agencies in groupby(sorted(found.agencies, key=_by_group), key=lambda one: one.group or NO_GROUP)
        ],
    )


def also_whole(found: Sharing, total: int) -> str:
    """Asked where the total is not what is recorded."""
    if found.whole and found.whole.target == total and not found.whole.is_path:
        return ""
    return f"Record {numbers.plural(total, 'S&N')} as the partnership's target for {found.year} too"


def without_total(year: FinancialYear) -> str:
    return f"No target of the partnership is recorded for {year}. Enter the one to share out."


def agreed_last(rows: Iterable[tuple[str, int]], year: FinancialYear) -> list[tuple[str, str]]:
    """What the year's targets say now, for somebody whose page is older."""
    found = list(rows)
    whole = sum(number for _, number in found)
    return [
        (f"Targets of agencies for {year}", f"{numbers.count(len(found))}, together {numbers.count(whole)}"),
        ("What each has", "in the column “Recorded”"),
    ]


def _left(rest: int) -> tuple[str, str]:
    number, *told = left(rest).split(" ", 1)
    return (number, told[0].capitalize()) if rest else ("0", "Unallocated")


def _agencies(number: int) -> str:
    return numbers.plural(number, "agency has a target", "agencies have a target")


def _last_year(found: Sharing) -> str:
    did = sum(one.base.assessments for one in found.agencies)
    return f"the agencies did {numbers.plural(did, 'S&N')} in the 12 months before"


def _meaning(found: Sharing, total: int, proposal: Proposal) -> str:
    """What the proposal comes to, also for those that it does not fit."""
    did = sum(one.base.assessments for one in found.agencies)
    if proposal is Proposal.RATIO:
        return _equal_ratio(found, total)
    if not did and (proposal is Proposal.GROWTH or not found.had_targets):
        return "No agency completed an S&N in the 12 months before, so each is proposed the same."
    growth = f"Each agency is proposed {numbers.change(total, did, 'more', 'fewer')} than it did: 0 where it did none."
    if proposal is Proposal.GROWTH:
        return growth
    if found.had_targets:
        return (
            f"Each agency is proposed a share by its target of {found.year.previous}; one that had none, by the S&Ns "
            "that it completed in the 12 months before, as if its target had stood to them as the others' did."
        )
    return f"No agency had a target in {found.year.previous}, so the share of what each did is taken. {growth}"


def _equal_ratio(found: Sharing, total: int) -> str:
    without = [one.base.assessments for one in found.agencies if not one.base.contacts]
    contacts, kept = sum(one.base.contacts for one in found.agencies), sum(without)
    if not contacts:
        return "No agency sent a MASH contact in the 12 months before, so each is proposed the share of what it did."
    if kept >= total:
        return (
            "The agencies without MASH contacts did as many S&Ns as the target alone: it is shared out among them, and "
            "the others are proposed 0."
        )
    told = f"Each agency with MASH contacts is proposed what makes {ratio_text(total - kept, contacts)}."
    if not without:
        return told
    many = numbers.plural(len(without), "agency sent", "agencies sent")
    return (
        f"{told} {many} no contacts, so that no ratio can be reached: each is proposed what it did, together "
        f"{numbers.plural(kept, 'S&N')}."
    )


def _period(found: Sharing) -> str:
    days = f"{words.day(found.first)} to {words.day(found.as_of)}"
    counted = f"What each agency did: {words.BASES[found.basis]} from {days}"
    if found.as_of == found.year.previous.end:
        return f"{counted}, the year {found.year.previous}."
    return f"{counted}, the last 12 complete months, as the year before is not over."


def _gone(found: Sharing) -> list[str]:
    told = f"Agencies that are closed by then did {numbers.plural(found.gone, 'S&N')} of those months."
    return [f"{told} They are not listed, and their part goes to the others."] if found.gone else []


def _left_out(found: Sharing) -> list[str]:
    told = f"Not listed: {'; '.join(sorted(found.left_out))}. By their nature they complete no S&Ns."
    return [told] if found.left_out else []


def proposed_again(kept: Sequence[Sharer], *, recording: bool) -> list[str]:
    """What a new proposal did to the numbers; first, that nothing is recorded where somebody asked for that."""
    told = ["Nothing is recorded yet: you changed what is shared out. Look at the numbers, then record them."]
    if not kept:
        return told if recording else []
    named = "; ".join(one.name for one in kept) if len(kept) <= NAMED else "their rows say so"
    return [
        *(told if recording else []),
        f"{numbers.plural(len(kept), 'number that you changed is', 'numbers that you changed are')} kept: {named}. "
        "All others are proposed anew. For these too, tick “Also replace numbers that I changed” and propose again.",
    ]


def _by_group(one: Sharer) -> tuple[bool, str, str]:
    return not one.group, one.group, one.name


def _part(name: str, agencies: list[Sharer], year: FinancialYear, total: int, form: SharesForm) -> Part:
    typed = form.numbers()
    together = sum(typed[one.key] or 0 for one in agencies)
    wrong = any(name_of(one.key) in form.errors for one in agencies)
    many = numbers.plural(len(agencies), "agency", "agencies")
    share = numbers.percent(together, total)
    return Part(
        f"{name}: {many}, target {numbers.count(together)} ({share} of the partnership's)",
        _table(name, agencies, year, total, form),
        wrong or len(agencies) <= FEW,
    )


def _table(name: str, agencies: list[Sharer], year: FinancialYear, total: int, form: SharesForm) -> Table:
    known = any(one.recorded for one in form.agencies)
    columns = [
        Column("agency", "Agency"),
        Column("did", "S&Ns in the 12 months", "count"),
        *([Column("recorded", "Recorded", "count")] if known else []),
        Column("target", f"Target for {year}"),
        Column("change", "Change"),
        Column("share", "Share of the target"),
        Column("ratio", "It would be"),
    ]
    typed = form.numbers()
    body = [
        [
            one.name,
            one.base.assessments,
            *([one.recorded if one.recorded else "None"] if known else []),
            _box(form, one),
            *_comes_to(one, typed[one.key], total),
        ]
        for one in agencies
    ]
    return Table(f"Targets of {name}", columns, body)


def _comes_to(one: Sharer, target: int | None, total: int) -> list[str]:
    if target is None:
        return ["", "", ""]
    did = one.base.assessments
    change = "New" if target and not did else "" if not target and not did else numbers.change(target, did)
    return [change, numbers.percent(Fraction(target, total), places=1), ratio_text(target, one.base.contacts)]


def _box(form: SharesForm, one: Sharer) -> SafeString:
    """The number in a cell: its label is for those who hear it, for the row says it to those who see."""
    bound = form[name_of(one.key)]
    told = format_html('<label class="govuk-visually-hidden" for="{}">{}</label>', bound.id_for_label, bound.label)
    for text in govuk.errors(bound):
        told += format_html(ERROR, bound.auto_id, text)
    if one.key not in form.kept:
        return told + govuk.control(bound)
    return told + govuk.control(bound) + format_html(KEPT, "as you typed it" if bound.value() else "empty: no target")
