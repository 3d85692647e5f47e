"""Children inside another form, found or added one by one, without script. In the view:

    picker = ChildPicker(request.POST or None, scope=request.scope, now=now, chosen=children_already_on_the_record)
    form = ContactForm(request.POST or None)
    if request.method == "POST" and all([picker.settled(), form.is_valid()]):
        found = children.find_or_add(scope=request.scope, choices=picker.choices(), on=today)

and in the template, inside the form element, ``{% include "assessments/child_picker.html" %}`` with ``picker`` in the
context, and ``picker.forms`` as ``formsets``, so that its errors are in the summary.

While one of its own buttons was pressed, a child like the typed one is known and the question stands, or no child is
chosen, ``settled()`` is false: draw the page again; what was typed elsewhere stays. Details that are typed when the
whole form is sent are looked for then.

A choice, and an open question, travels as a text signed for the person and the agency they act for: what they typed,
and the near matches that they were offered, so that no other child's id is ever accepted.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

from django import forms
from django.core import signing
from django.forms import BaseForm

from agencies.errors import ServiceError
from agencies.scope import Scope
from assessments.forms.children import ChildForm
from assessments.matching import ChildDetails
from assessments.models import Child
from assessments.services import children
from assessments.services.children import ChildChoice
from ehtrack.lib import formfields
from ehtrack.lib.calendar import local_day

NEW = "new"
PREFIX = "new"
SIGNED_FOR = timedelta(days=1)
CHOICE, QUESTION = "child", "typed"
AWAITED = "Details awaited"
NAMES: Mapping[str, str] = {}
TOO_LATE = "This form was open for more than a day. Add the children again"
CHANGED = "What is known of a child has changed. Check the list of children, and send the form again"
Offers = Sequence[tuple[str, Sequence[str]]]
Read = TypeVar("Read")


class MatchForm(formfields.Form):
    """A child like this is known: is it one of them? Says nothing of them but what of the typed details agrees."""

    match = forms.ChoiceField(
        widget=formfields.Radios, error_messages={"required": "Select whether it is one of these children"}
    )

    def __init__(self, data: Any, *, name: str, offers: Offers) -> None:
        super().__init__(data)
        known = [(child_id, f"Yes, it is a known child with {_listed(agrees)}") for child_id, agrees in offers]
        field = self.fields["match"]
        field.label = f"A child like {name} is known. Is it the same child?"
        field.choices = [*known, (NEW, "No, add a new child")]


class Problems(forms.Form):
    """No field: carries what is wrong with the list as a whole into the error summary."""

    def __init__(self) -> None:
        super().__init__({})


@dataclass(frozen=True)
class Chosen:
    """A child on the list: a known one by its id, or one to be added with the details. ``token`` says so, signed.

    ``typed``: by which details a known one was found here; None of one that stands on the record already.
    """

    name: str
    token: str
    choice: ChildChoice
    typed: ChildDetails | None = None

    @property
    def note(self) -> str:
        return "known child" if self.choice.child_id else "new child"


class ChildPicker:
    """``chosen``: the list, by the ``names`` that were typed. ``form``: to find or add one more. ``match_form``: the
    open question, or None."""

    def __init__(
        self,
        data: Any,
        *,
        scope: Scope,
        now: datetime,
        chosen: Sequence[Child] = (),
        names: Mapping[str, str] = NAMES,
        required: bool = True,
    ) -> None:
        self.scope, self.now, self.required = scope, now, required
        self.problems = Problems()
        self.match_form: MatchForm | None = None
        self.typed_token = ""
        self.form = self._child_form(None)
        self.chosen = [self._known(names.get(str(child.pk)) or child.name or AWAITED, child.pk) for child in chosen]
        self._pressed = ""
        if data is not None:
            self._read(data)

    @property
    def forms(self) -> list[BaseForm]:
        return [form for form in (self.problems, self.match_form, self.form) if form]

    @property
    def legend(self) -> str:
        return "Find or add another child" if self.chosen else "Find or add a child"

    def settled(self) -> bool:
        """No button of its own pressed, no question open, nothing wrong, and a child chosen if there must be one."""
        if self._pressed or self.match_form or any(form.errors for form in self.forms):
            return False
        self._ask_anew()
        if self.required and not self.chosen:
            self.problems.add_error(None, "Add at least one child")
        return not self.problems.errors

    def quieten(self, form: BaseForm) -> None:
        """While the children are being chosen, the form around them keeps what was typed and does not complain."""
        if self._pressed:
            form.errors.clear()

    def choices(self) -> list[ChildChoice]:
        return [one.choice for one in self.chosen]

    def _ask_anew(self) -> None:
        """Between the answer and the sending a match may have been marked protected, corrected or merged."""
        for one in list(self.chosen):
            known = one.choice.child_id
            if known and one.typed and not self.match_form and not children.is_like(self.scope, one.typed, known):
                self.chosen.remove(one)
                self._look_again(one.typed)

    def _read(self, data: Any) -> None:
        self._pressed = data.get("picker", "")
        self.chosen = [one for token in data.getlist("child") if (one := self._opened(CHOICE, token, _chosen))]
        if self._pressed.startswith("remove-"):
            self.chosen = [one for number, one in enumerate(self.chosen) if self._pressed != f"remove-{number}"]
        elif data.get("typed"):
            self._answer(data)
        elif self._pressed == "find" or _anything_typed(data):
            self._find(data)

    def _find(self, data: Any) -> None:
        self.form = self._child_form(data)
        if not self.form.is_valid():
            return
        details = self.form.details()
        try:
            self._look(details)
        except ServiceError as error:
            self.form.add_error(None, error.message)
        else:
            self.form = self._child_form(None)

    def _look_again(self, details: ChildDetails) -> None:
        self.problems.add_error(None, CHANGED)
        try:
            self._look(details)
        except ServiceError as error:
            self.problems.add_error(None, error.message)

    def _look(self, details: ChildDetails) -> None:
        """Ask whether it is one of those that are known; where none is like it, it is new. Raises TooManyLookUps."""
        matches = children.look_for(scope=self.scope, typed=details, now=self.now)
        if matches:
            self._ask(details, [(str(match.child_id), match.agrees) for match in matches])
        else:
            self._add(self._new(details))

    def _ask(self, details: ChildDetails, offers: Offers, data: Any = None) -> MatchForm:
        self.typed_token = self._sign(QUESTION, {"details": _out(details), "offers": offers})
        self.match_form = MatchForm(data, name=details.name, offers=offers)
        return self.match_form

    def _answer(self, data: Any) -> None:
        asked = self._opened(QUESTION, data["typed"], _asked)
        if asked is None or self._pressed == "discard":
            return
        details, offers = asked
        form = self._ask(details, offers, data)
        if form.is_valid():
            answer = form.cleaned_data["match"]
            self.match_form, self.typed_token = None, ""
            if answer == NEW:
                self._add(self._new(details))
            elif children.is_like(self.scope, details, UUID(answer)):
                self._add(self._known(details.name, UUID(answer), details))
            else:
                self._look_again(details)

    def _add(self, one: Chosen) -> None:
        if one.choice.child_id is None or one.choice.child_id not in {choice.child_id for choice in self.choices()}:
            self.chosen.append(one)

    def _new(self, details: ChildDetails) -> Chosen:
        token = self._sign(CHOICE, {"name": details.name, "details": _out(details)})
        return Chosen(details.name, token, ChildChoice(details=details))

    def _known(self, name: str, child_id: UUID, typed: ChildDetails | None = None) -> Chosen:
        said = {"name": name, "child": str(child_id), "details": typed and _out(typed)}
        return Chosen(name, self._sign(CHOICE, said), ChildChoice(child_id=child_id, typed=name), typed)

    def _child_form(self, data: Any) -> ChildForm:
        return ChildForm(data, prefix=PREFIX, today=local_day(self.now))

    def _salt(self, kind: str) -> str:
        return f"assessments.child_picker:{kind}:{self.scope.user_id}:{self.scope.agency_id}"

    def _sign(self, kind: str, value: Mapping[str, Any]) -> str:
        return signing.dumps(value, salt=self._salt(kind), compress=True)

    def _opened(self, kind: str, token: str, read: Callable[[str, dict[str, Any]], Read]) -> Read | None:
        """What was signed; None, and a word about it, when it is another's, too old or of another shape."""
        try:
            return read(token, signing.loads(token, salt=self._salt(kind), max_age=SIGNED_FOR))
        except (signing.BadSignature, KeyError, TypeError, ValueError):
            self.problems.add_error(None, TOO_LATE)
            return None


def _chosen(token: str, value: dict[str, Any]) -> Chosen:
    if "child" in value:
        typed = _in(value["details"]) if value["details"] else None
        return Chosen(value["name"], token, ChildChoice(child_id=UUID(value["child"]), typed=value["name"]), typed)
    return Chosen(value["name"], token, ChildChoice(details=_in(value["details"])))


def _asked(token: str, value: dict[str, Any]) -> tuple[ChildDetails, Offers]:
    return _in(value["details"]), value["offers"]


def _anything_typed(data: Any) -> bool:
    return any(value.strip() for name, value in data.items() if name.startswith(f"{PREFIX}-"))


def _listed(words: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1])))


def _out(details: ChildDetails) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in asdict(details).items()}


def _in(value: Mapping[str, Any]) -> ChildDetails:
    dates = {name: date.fromisoformat(text) for name, text in value.items() if text and name.startswith(("date", "ex"))}
    return ChildDetails(**{**value, **dates})
