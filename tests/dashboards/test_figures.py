"""Every figure against an independent count, over random histories of records that come, move, change and go."""

import random
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from agencies.models import Group, NetworkMeeting, Training
from assessments.models import Assessment, Child, Contact, Plan
from dashboards import rollup
from dashboards.measures.as_json import as_json
from dashboards.measures.asking import BadQuestion, question
from dashboards.measures.figures import Figures, one_snapshot
from dashboards.models import Basis, Target
from ehtrack.lib.calendar import FinancialYear, local_day
from tests import factories
from tests.dashboards import plain

NOW = datetime(2023, 6, 14, 15, tzinfo=UTC)
TODAY = local_day(NOW)


class History:
    """Random records in the database, and the same as plain dicts for the recount."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.agencies = [
            factories.agency(group=code) for code in ("health", "education", "education", "police", "other")
        ]
        self.groups: dict[str, list] = {}
        self.merged: dict = {}
        self.pilot = factories.pilot()
        self.children = [factories.child(surname=f"Child {n}") for n in range(30)]

    def day(self) -> date:
        return date(2020, 10, 1) + timedelta(days=self.random.randrange((TODAY - date(2020, 10, 1)).days))

    def move(self, steps: int) -> None:
        for _ in range(steps):
            self.random.choice(
                [*[self.complete, self.receive] * 2, self.change, self.leave, self.plan, self.train, self.meet]
            )()
            if self.random.random() < 0.1:
                rollup.drain()

    def complete(self) -> None:
        completed = self.day()
        factories.assessment(
            self.random.choice(self.agencies),
            children=self.random.sample(self.children, self.random.randint(1, 3)),
            started_on=completed,
            completed_on=completed,
            shared_on=self.random.choice([None, completed, completed]),
            pilot=self.random.choice([None, None, self.pilot]),
        )

    def receive(self) -> None:
        received = datetime.combine(self.day(), datetime.min.time(), tzinfo=UTC) + timedelta(
            minutes=self.random.randrange(24 * 60)
        )
        received = min(received, NOW)
        decided = self.random.choice([None, received + timedelta(hours=self.random.randrange(100))])
        priority = self.random.choice(["", "red", "amber", "green"])
        factories.contact(
            self.random.choice(self.agencies),
            received_at=received,
            children=self.random.sample(self.children, self.random.randint(0, 2)),
            priority=priority,
            due_at=received + timedelta(hours=48) if priority else None,
            missed_earlier_due=self.random.random() < 0.1,
            decided_at=decided,
            outcome=self.random.choice(["no-further-action", "advice", "early-help"]) if decided else "",
        )

    def plan(self) -> None:
        Plan.objects.create(
            source="main",
            reference=str(Plan.objects.count()),
            child=self.random.choice(self.children),
            type="child-protection",
            category=self.random.choice(["neglect", "emotional", "none"]),
            started_on=self.day(),
        )

    def train(self) -> None:
        Training.objects.get_or_create(
            person=f"staff-{self.random.randrange(9)}",
            course=self.random.choice(["Early help", "S&N"]),
            completed_on=self.day(),
            defaults={"agency": self.random.choice(self.agencies)},
        )

    def meet(self) -> None:
        held = self.random.random() < 0.7
        NetworkMeeting.objects.get_or_create(
            locality=factories.locality(self.random.choice(["central", "north"])),
            held_on=self.day(),
            defaults={"held": held, "families_discussed": self.random.choice([None, 0, 2]) if held else None},
        )

    def change(self) -> None:
        record = Assessment.objects.order_by("?").first()
        if record is None:
            return
        changed: dict[str, Any] = self.random.choice(
            [
                {"agency": self.random.choice(self.agencies)},
                {"completed_on": self.day(), "started_on": None},
                {"shared_on": None},
                {"shared_on": self.day()},
                {"status": "withdrawn", "withdrawn_at": NOW},
                {"status": "completed", "withdrawn_at": None},
                {"pilot": None},
            ]
        )
        Assessment.objects.filter(pk=record.pk).update(**changed)

    def leave(self) -> None:
        contact = Contact.objects.order_by("?").first()
        if contact is not None and self.random.random() < 0.5:
            Contact.objects.filter(pk=contact.pk).update(source_agency=self.random.choice(self.agencies))
        elif self.random.random() < 0.3:
            one, other = self.random.sample(self.children, 2)
            Child.objects.filter(pk=one.pk, merged_into=None, merged=None).exclude(pk=other.pk).update(
                merged_into=other if other.merged_into_id is None and not self._points_to(other, one) else None
            )

    def _points_to(self, child: Child, target: Child) -> bool:
        found = Child.objects.get(pk=child.pk)
        while found.merged_into_id:
            found = Child.objects.get(pk=found.merged_into_id)
        return found.pk == target.pk

    def regroup(self) -> None:
        factories.move(self.agencies[0], to="other", since=date(2022, 8, 1))
        factories.move(self.agencies[1], to="health", since=date(2023, 1, 1))

    def set_targets(self) -> None:
        for year, number, agreed, basis in [
            ("2020-21", 40, date(2020, 4, 1), "completed"),
            ("2022-23", 61, date(2021, 4, 1), "completed"),
            ("2022-23", 50, date(2022, 9, 1), "shared"),
            ("2023-24", 90, date(2022, 9, 1), "completed"),
        ]:
            Target.objects.create(year=year, target=number, agreed_on=agreed, basis=basis)
        Target.objects.create(year="2022-23", target=12, agreed_on=date(2022, 4, 1), agency=self.agencies[1])
        Target.objects.create(
            year="2022-23", target=31, agreed_on=date(2022, 4, 1), group=Group.objects.get(code="education")
        )


def agrees(shown: Any, counted: Any, place: str = "") -> None:
    """Every key of the recount is shown with the same value; None only for None."""
    if isinstance(counted, dict):
        for key, value in counted.items():
            agrees(shown[key], value, f"{place}.{key}")
    elif isinstance(counted, list):
        named = {_name(row): row for row in shown}
        for row in counted:
            agrees(named[_name(row)], row, f"{place}.{_name(row)}")
    elif isinstance(counted, float):
        assert shown == pytest.approx(counted, abs=1e-9), place
    else:
        assert shown == counted, place


def _name(row: dict) -> str:
    return row.get("code") or f"{row['month']} {row.get('locality', '')}"


@pytest.mark.usefixtures("clone")
@pytest.mark.parametrize("seed", range(4))
def test_every_figure_equals_an_independent_count(seed: int) -> None:
    history = History(seed)
    history.move(200)
    history.regroup()
    history.set_targets()
    history.move(60)
    recount, choose = plain.recount(now=NOW), random.Random(seed)

    for _ in range(12):
        year = choose.choice(["2021-22", "2022-23", "2023-24"])
        start = FinancialYear.from_label(year).start
        end = min(FinancialYear.from_label(year).end, TODAY)
        as_of = choose.choice([start + timedelta(days=choose.randrange((end - start).days + 1)), end])
        basis = choose.choice(list(Basis))
        agency = choose.choice([None, None, *history.agencies])
        group = None if agency else choose.choice([None, Group.objects.get(code="health"), factories.group()])
        asked = question(
            today=TODAY, year=FinancialYear.from_label(year), as_of=as_of, basis=basis, agency=agency, group=group
        )
        with one_snapshot():
            shown = as_json(Figures(asked, now=NOW))

        counted = recount.figures(
            year=year,
            as_of=as_of,
            basis=basis.value,
            agency=agency.code if agency else None,
            group=group.code if group else None,
        )
        agrees(shown, counted, f"{year} {as_of} {basis} {agency} {group}")


@pytest.mark.usefixtures("clone")
@pytest.mark.parametrize(
    ("asked", "text"),
    [
        ({"year": FinancialYear(2024)}, "has not begun"),
        ({"year": FinancialYear(2022), "as_of": date(2022, 3, 31)}, "must be in 2022-23"),
        ({"as_of": date(2023, 6, 15)}, "today or in the past"),
        ({"first": date(2023, 6, 1), "as_of": date(2023, 5, 31)}, "must not be after"),
    ],
)
def test_a_question_that_does_not_fit_says_how_to_put_it_right(asked: dict, text: str) -> None:
    with pytest.raises(BadQuestion, match=text):
        question(today=TODAY, **asked)


@pytest.mark.usefixtures("clone")
def test_the_as_of_date_is_the_end_of_the_last_complete_month_within_the_year() -> None:
    assert question(today=TODAY).as_of == date(2023, 5, 31)
    assert question(today=TODAY, year=FinancialYear(2022)).as_of == date(2023, 3, 31)
    assert question(today=date(2023, 4, 5)).year == FinancialYear(2022)


@pytest.mark.usefixtures("clone")
def test_the_basis_is_that_of_the_years_target() -> None:
    Target.objects.create(year="2022-23", target=100, agreed_on=date(2022, 4, 1), basis="shared")

    assert question(today=TODAY, year=FinancialYear(2022)).basis == Basis.SHARED
    assert question(today=TODAY, year=FinancialYear(2021)).basis == Basis.COMPLETED
