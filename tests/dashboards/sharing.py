"""The page that shares out a year's targets, as tests read and send it."""

from datetime import UTC, date, datetime
from typing import Any

from django.utils.html import strip_tags

from dashboards.models import Target
from tests import factories
from tests.cast import Cast

NOW = datetime(2023, 4, 14, 10, tzinfo=UTC)
KEY = "4b0e9b5e-7f0e-4bb4-9d4b-0a5d3f3b8a14"
ADDRESS = "/targets/share/?year=2023-24"


def make(cast: Cast) -> Cast:
    """2022-23: the school did 2 S&Ns and sent 3 contacts, health 1 and none, the council 1 and 1, others nothing."""
    for agency, number, contacts in [(cast.school, 2, 3), (cast.health, 1, 0), (cast.council, 1, 1)]:
        for day in range(number):
            factories.assessment(agency, completed_on=date(2022, 10, day + 1))
        for day in range(contacts):
            factories.contact(agency, received_at=datetime(2022, 10, day + 1, 12, tzinfo=UTC))
    factories.assessment(cast.school, completed_on=date(2022, 3, 31))
    factories.assessment(cast.school, completed_on=date(2023, 4, 1))
    Target.objects.create(year="2023-24", target=40, agreed_on=date(2022, 4, 1))
    return cast


def rows(answer: Any) -> dict[str, list[str]]:
    found = [row for part in answer.context["shares"].parts for row in part.table.rows]
    return {str(row[0]): [strip_tags(str(cell)) for cell in row[1:]] for row in found}


def proposed(answer: Any) -> dict[str, int]:
    form = answer.context["form"]
    return {one.name: form.numbers()[one.key] for one in form.agencies if form.numbers()[one.key] != 0}


def told(answer: Any) -> str:
    return " ".join(strip_tags(answer.content.decode()).replace("&amp;", "&").split())


def typed(cast: Cast, answer: Any, **changed: Any) -> dict[str, Any]:
    """What stands in the boxes, as a browser sends it; ``school=7`` types into a box."""
    form = answer.context["form"]
    boxes = {f"target_{whose.hex}": "" if number is None else number for whose, number in form.numbers().items()}
    names = {f"target_{getattr(cast, name).pk.hex}": changed.pop(name) for name in list(changed) if hasattr(cast, name)}
    about = {"version": form["version"].value(), "request_key": KEY, "agreed_on": "2023-04-01", "source": "The Board"}
    about["proposals"] = form["proposals"].value()
    return {**boxes, **names, **about, "action": "record", **changed}


def stored() -> list[tuple]:
    rows = Target.objects.filter(year="2023-24").exclude(agency=None)
    return sorted(rows.values_list("agency__name", "target", "agreed_on", "source"))
