"""The targets of all agencies on one page: what is shared out and how, then a number for each."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

from django import forms
from django.http import QueryDict

from agencies.forms.request_keys import OnceForm
from agencies.forms.versions import VersionedForm
from dashboards.forms.targets import FIRST_DAY, CountField, years
from dashboards.measures.shares import Proposal
from dashboards.measures.sharing import Sharer, Shares
from ehtrack.lib import formfields
from ehtrack.lib.calendar import FinancialYear

MOST = 1_000_000


class ShareFilter(formfields.Form):
    """Stands in the address, so that a proposal can be kept and sent."""

    year = forms.ChoiceField(label="Financial year", required=False)
    total = CountField(
        label="Target of the partnership",
        help_text="Leave empty to take the one that is recorded.",
        min_value=1,
        max_value=MOST,
        required=False,
        widget=formfields.WholeNumber(width=5),
    )
    proposal = forms.ChoiceField(
        label="How to share it out",
        choices=[
            (Proposal.SHARE, "Last year's share"),
            (Proposal.RATIO, "Equal ratio"),
            (Proposal.GROWTH, "Even growth"),
        ],
        required=False,
        widget=formfields.Radios(
            hints={
                Proposal.SHARE: "By the targets of the year before. An agency that had none counts with what it did.",
                Proposal.RATIO: "Every agency comes to the same number of S&Ns for each MASH contact. An agency "
                "without contacts keeps what it did.",
                Proposal.GROWTH: "Each agency does the same percentage more, or less, than it did.",
            }
        ),
    )

    def __init__(self, data: QueryDict, *, today: date, typed: QueryDict | None = None) -> None:
        """``typed``: what was sent with the numbers, in place of what stands in the address."""
        given = {**{key: value for key, value in data.items() if value}, **(typed.dict() if typed else {})}
        asked = {"year": FinancialYear.of(today).next.label, "proposal": Proposal.SHARE.value}
        super().__init__({**asked, **given})
        self.fields["year"].choices = years(today)

    def address(self) -> str:
        """To be called when the form is valid."""
        year, total, proposal = self.asked()
        return "?" + urlencode({"year": year.label, "total": total or "", "proposal": proposal.value})

    def asked(self) -> tuple[FinancialYear, int | None, Proposal]:
        """To be called when the form is valid."""
        typed = self.cleaned_data
        return FinancialYear.from_label(typed["year"]), typed["total"], Proposal(typed["proposal"])


class SharesForm(VersionedForm, OnceForm):
    """A number for each agency. ``recording``: not only to see what the numbers come to. ``kept``: agencies whose
    number another proposal left as it was typed. ``proposals``: what was put into the boxes, in one field, as a form
    holds no more than a thousand; records may change before it comes back, and with them what would be proposed."""

    subject = "the targets of this year"
    agreed_on = formfields.DateField(label="Agreed on", noun="Day of the agreement", latest="today", earliest=FIRST_DAY)
    source = forms.CharField(label="Where it was agreed", max_length=300, required=False)
    also_whole = forms.BooleanField(required=False)
    proposals = forms.CharField(widget=forms.HiddenInput, required=False)
    replace = forms.BooleanField(label="Also replace numbers that I changed", required=False)

    def __init__(
        self,
        data: QueryDict | None,
        *,
        today: date,
        agencies: Sequence[Sharer],
        proposed: Mapping[UUID, int],
        version: int,
        also_whole: str,
        kept: Collection[UUID] = (),
    ) -> None:
        super().__init__(data, initial={"version": version, "proposals": _in_one(proposed)})
        self.agencies = agencies
        self.kept = kept
        self.recording = data is not None and data.get("action") == "record"
        self.fields["agreed_on"].today = today
        if also_whole:
            self.fields["also_whole"].label = also_whole
        else:
            del self.fields["also_whole"]
        for one in agencies:
            self.fields[name_of(one.key)] = _number(one, proposed[one.key])
        self.order_fields([name_of(one.key) for one in agencies])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.recording and not any(self["agreed_on"].value()):
            self.errors.pop("agreed_on", None)  # the day is asked for when it is recorded
        for one in self.agencies:
            name = name_of(one.key)
            if self.recording and one.recorded and name not in self.errors and not cleaned.get(name):
                self.add_error(
                    name,
                    f"{one.name} has a target of {one.recorded:,} recorded. Enter 1 or more, or withdraw that target",
                )
        return cleaned

    def numbers(self) -> dict[UUID, int | None]:
        """What stands in the boxes; None where it cannot be read."""
        if not self.is_bound:
            return {one.key: self.fields[name_of(one.key)].initial for one in self.agencies}
        self.is_valid()
        return {
            one.key: None if name_of(one.key) in self.errors else self.cleaned_data.get(name_of(one.key)) or 0
            for one in self.agencies
        }

    def targets(self) -> dict[UUID | None, int]:
        """What is to be recorded: nothing for an agency with 0 or an empty box."""
        return {whose: number for whose, number in self.numbers().items() if number}


def proposed_again(data: QueryDict, former: Shares, new: Shares, *, version: int) -> tuple[QueryDict, list[Sharer]]:
    """What was sent with another proposal in its boxes, and the agencies whose number is kept, as somebody typed it.

    A box that somebody emptied is kept empty; one that was not on the page is filled.
    """
    sent, kept = data.copy(), []
    before = dict(parse_qsl(data.get("proposals") or _in_one(former.proposed)))
    for one in new.found.agencies:
        name, proposed = name_of(one.key), str(new.proposed[one.key])
        typed = sent.get(name, "").replace(",", "").strip()
        if data.get("replace") or name not in sent or typed == before.get(name):
            sent[name] = proposed
        elif (typed or "0") != proposed:
            kept.append(one)
    sent["proposals"] = _in_one(new.proposed)
    for about in ("also_whole", "replace"):  # were said of the former proposal
        sent.pop(about, None)
    sent["action"], sent["version"] = "propose", str(version)
    return sent, kept


def _in_one(proposed: Mapping[UUID, int]) -> str:
    return urlencode({name_of(agency): number for agency, number in proposed.items()})


def name_of(agency: UUID) -> str:
    return f"target_{agency.hex}"


def _number(one: Sharer, proposed: int) -> CountField:
    return CountField(
        label=f"Target of {one.name}",
        min_value=0,
        max_value=MOST,
        required=False,
        initial=proposed,
        widget=formfields.WholeNumber(width=5),
    )
