"""Random histories of records that come, move, change and go."""

import random
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from agencies.models import Agency, Group, GroupMembership, NetworkMeeting, Population, Training
from assessments.models import Assessment, Child, Contact, MeetingAttendance, Plan
from dashboards import rollup
from dashboards.measures.asking import Question, question
from dashboards.models import Basis, Target
from ehtrack.lib.calendar import FinancialYear, local_day
from tests import factories

NOW = datetime(2023, 6, 14, 15, tzinfo=UTC)
TODAY = local_day(NOW)
BEGINS = date(2020, 10, 1)


class History:
    """Steps of a seed: the same seed gives the same steps."""

    now = NOW

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.agencies = [
            factories.agency(group=code) for code in ("health", "education", "education", "police", "other")
        ]
        self.pilot = factories.pilot()
        self.children = [factories.child(surname=f"Child {n}") for n in range(15)]

    @property
    def steps(self) -> list[Callable[[], None]]:
        often = [self.complete, self.receive]
        return [
            *often * 6,
            self.correct,
            self.correct,
            self.move_contact,
            self.plan,
            self.train,
            self.meet,
            self.consult,
            self.hold,
            self.hold,
            self.close,
            self.merge,
            self.unmerge,
            self.regroup,
            self.close_agency,
            self.count_children,
        ]

    def move(self, steps: int, *, draining: bool = True) -> None:
        for _ in range(steps):
            self.random.choice(self.steps)()
            if draining and self.random.random() < 0.1:
                rollup.drain()

    def question(self) -> Question:
        """Of a random year, day, basis and agency or group."""
        year = FinancialYear.from_label(self.random.choice(["2021-22", "2022-23", "2023-24"]))
        end = min(year.end, TODAY)
        as_of = self.random.choice([year.start + timedelta(days=self.random.randrange((end - year.start).days)), end])
        first = self.random.choice([None, None, as_of - timedelta(days=self.random.randrange(120))])
        agency = self.random.choice([None, None, *self.agencies])
        return question(
            today=TODAY,
            year=year,
            as_of=as_of,
            first=max(first, year.start) if first else None,
            basis=self.random.choice(list(Basis)),
            agency=agency,
            group=None if agency else self.random.choice([None, Group.objects.get(code="health"), factories.group()]),
        )

    def day(self) -> date:
        return BEGINS + timedelta(days=self.random.randrange((TODAY - BEGINS).days))

    def complete(self) -> None:
        completed = self.day()
        factories.assessment(
            self.random.choice(self.agencies),
            children=self.random.sample(self.children, self.random.randint(1, 3)),
            started_on=completed,
            completed_on=completed,
            shared_on=self.random.choice([None, completed, completed]),
            pilot=self.random.choice([None, None, self.pilot]),
            needs_taf=self.random.choice([None, True, True, False]),
            locality=self.random.choice([None, factories.locality("central"), factories.locality("north")]),
            lead_professional_agency=self.random.choice([None, *self.agencies]),
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
            outcome=self.random.choice(["no-further-action", "no-further-action", "advice", "early-help"])
            if decided
            else "",
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

    def consult(self) -> None:
        factories.consultation(
            self.random.choice(self.agencies),
            held_on=self.day(),
            theme=self.random.choice(["neglect", "parenting", "send"]),
            locality=self.random.choice([None, factories.locality("central"), factories.locality("north")]),
        )

    def hold(self) -> None:
        """A TAF meeting, planned or held, of any S&N on any day."""
        record = self._any(Assessment.objects.all())
        if record is None:
            return
        held = self.random.choice([None, self.day(), self.day()])
        meeting = factories.meeting(
            record, planned_on=self.day(), held_on=held, chair_agency=self.random.choice(self.agencies)
        )
        for number in range(self.random.randrange(4)):
            of_family = self.random.random() < 0.3
            MeetingAttendance.objects.create(
                meeting=meeting,
                name=f"Somebody {number}",
                of_family=of_family,
                agency=None if of_family else self.random.choice([None, *self.agencies]),
                attendance=self.random.choice(["invited", "attended", "attended", "apologies", "report"]),
            )

    def close(self) -> None:
        record = self._any(Assessment.objects.filter(status="completed"))
        if record is not None:
            closed = max(record.completed_on, self.day())
            reason = self.random.choice(["needs-met", "step-up", "other"])
            Assessment.objects.filter(pk=record.pk).update(status="closed", closed_on=closed, closure_reason=reason)

    def correct(self) -> None:
        """Another agency, another date, shared or not, withdrawn or back: what a correction can change."""
        record = self._any(Assessment.objects.all())
        if record is None:
            return
        changed: dict[str, Any] = self.random.choice(
            [
                {"agency": self.random.choice(self.agencies)},
                {"completed_on": min(self.day(), record.closed_on or TODAY), "started_on": None},
                {"shared_on": None},
                {"shared_on": self.day()},
                {"status": "withdrawn", "withdrawn_at": NOW},
                {"status": "completed", "withdrawn_at": None, "closed_on": None, "closure_reason": ""},
                {"pilot": None},
            ]
        )
        Assessment.objects.filter(pk=record.pk).update(**changed)

    def move_contact(self) -> None:
        contact = self._any(Contact.objects.all())
        if contact is not None:
            Contact.objects.filter(pk=contact.pk).update(source_agency=self.random.choice(self.agencies))

    def merge(self) -> None:
        one, other = self.random.sample(self.children, 2)
        one.refresh_from_db()
        if one.merged_into_id is None and not self._leads_to(other, one):
            Child.objects.filter(pk=one.pk).update(merged_into=other)

    def unmerge(self) -> None:
        child = self._any(Child.objects.exclude(merged_into=None))
        if child is not None:
            Child.objects.filter(pk=child.pk).update(merged_into=None)

    def regroup(self) -> None:
        agency, day = self.random.choice(self.agencies), self.day().replace(day=1)
        if not GroupMembership.objects.filter(agency=agency, starts_on=day).exists():
            factories.move(agency, to=self.random.choice(["health", "education", "other"]), since=day)

    def count_children(self) -> None:
        agency, children = self.random.choice(self.agencies), self.random.randint(50, 900)
        Population.objects.update_or_create(agency=agency, starts_on=self.day(), defaults={"children": children})

    def close_agency(self) -> None:
        agency = self.random.choice(self.agencies)
        closes = self.random.choice([None, self.day()])
        Agency.objects.filter(pk=agency.pk).update(active_to=closes)

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

    def _any(self, records: Any) -> Any:
        keys = list(records.order_by("recorded_at", "pk").values_list("pk", flat=True))
        return records.get(pk=self.random.choice(keys)) if keys else None

    def _leads_to(self, child: Child, target: Child) -> bool:
        found = Child.objects.get(pk=child.pk)
        while found.merged_into_id:
            found = Child.objects.get(pk=found.merged_into_id)
        return found.pk == target.pk
