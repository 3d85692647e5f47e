"""Team Around the Family meetings: held, overdue and still to come."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from ehtrack.demonstration import agencies, words
from ehtrack.demonstration.assessments import DETAILED_DAYS, OPEN_DAYS, Assessment, on_a_weekday
from ehtrack.demonstration.partnership import Partnership, Person, new_id

COLUMNS = (
    "id recorded_at assessment_id planned_on held_on place chair_id chair_name chair_agency_id family_update "
    "decisions outcome closure_reason next_on"
).split()
ATTENDANCE_COLUMNS = ("meeting_id", "name", "user_id", "agency_id", "of_family", "attendance")
FULL_DAYS = 730  # before that only the first and the last meeting are kept
GUESTS = (agencies.HEALTH, agencies.LCSS, "early-help", "thames-valley-police", "windrush-vale-homes")
OVERDUE, NEXT_IS_PLANNED = 0.17, 0.85  # of open TAFs had their last meeting too long ago


@dataclass
class Meetings:
    chance: random.Random
    today: date
    partnership: Partnership
    meetings: list[tuple] = field(default_factory=list)
    attendances: list[tuple] = field(default_factory=list)
    turns: dict[str, int] = field(default_factory=dict)

    def of(self, made: Assessment) -> None:
        """The meetings of an S&N that needs them: the first within 42 days in four of five, then every eight weeks."""
        if not made.needs_taf or not made.is_counted:
            return
        days = self._days(made)
        for index, day in enumerate(days):
            following = days[index + 1] if index + 1 < len(days) else None
            if day < self.today:
                self._held(made, day, following, is_last=following is None)
            else:
                self._planned(made, day)

    def _days(self, made: Assessment) -> list[date]:
        chance = self.chance
        wait = chance.randrange(14, 42) if chance.random() < 0.8 else chance.randrange(45, 75)
        first = on_a_weekday(made.day + timedelta(days=wait))
        last = made.closed_on or self.today
        if made.closed_on and first >= made.closed_on:
            return [made.closed_on]
        days = [first]
        while (following := on_a_weekday(days[-1] + timedelta(days=chance.randrange(35, 56)))) < last:
            days.append(following)
        if made.closed_on:
            days.append(made.closed_on)
            return days if (self.today - made.day).days < FULL_DAYS else [days[0], days[-1]]
        return self._still_open(made, days)

    def _still_open(self, made: Assessment, days: list[date]) -> list[date]:
        """An open TAF: most have their next meeting in the diary; of some the last was long ago and none is planned."""
        if (self.today - made.day).days > OPEN_DAYS[1]:
            return days[: self.chance.randrange(1, 4)]
        if self._is_overdue(made, days):
            return days[:-2]
        planned = made.lead.account or self.chance.random() < NEXT_IS_PLANNED
        if days[-1] < self.today and planned:
            following = days[-1] + timedelta(days=self.chance.randrange(40, 56))
            days.append(max(on_a_weekday(following), self.today + timedelta(days=1)))
        return days

    def _is_overdue(self, made: Assessment, days: list[date]) -> bool:
        """By chance; for those who can sign in, every second that has met often enough, so that each has one to see."""
        if not made.lead.account:
            return self.chance.random() < OVERDUE
        has_met = len(days) > 2
        turn = self.turns.get(made.lead.id, 0) + has_met
        self.turns[made.lead.id] = turn
        return has_met and turn % 2 == 1

    def _held(self, made: Assessment, day: date, following: date | None, *, is_last: bool) -> None:
        chance = self.chance
        closes = is_last and made.closed_on == day
        outcome = ("step-up" if made.closure_reason == "step-up" else "close") if closes else "continue"
        self._keep(
            made,
            day,
            held_on=day,
            texts=(chance.choice(words.FAMILY_UPDATES), chance.choice(words.DECISIONS)),
            outcome=outcome,
            closure_reason=made.closure_reason if outcome == "close" else "",
            next_on=following,
        )

    def _planned(self, made: Assessment, day: date) -> None:
        self._keep(made, day)

    def _keep(
        self,
        made: Assessment,
        day: date,
        *,
        held_on: date | None = None,
        texts: tuple[str, str] = ("", ""),
        outcome: str = "",
        closure_reason: str = "",
        next_on: date | None = None,
    ) -> None:
        meeting, recorded = new_id(self.chance), min(day, self.today - timedelta(days=2))
        self.meetings.append(
            (
                meeting,
                f"{recorded} 15:00+00",
                made.id,
                day,
                held_on,
                self.chance.choice(words.PLACES),
                made.lead.id,
                made.lead.name,
                made.agency.id,
                *texts,
                outcome,
                closure_reason,
                next_on,
            )
        )
        if (self.today - day).days < DETAILED_DAYS:
            self.attendances.extend(self._who(made, meeting, held=held_on is not None))

    def _who(self, made: Assessment, meeting: str, *, held: bool) -> Iterator[tuple]:
        chance = self.chance
        lead = made.lead
        yield meeting, lead.name, lead.id, made.agency.id, False, "attended" if held else "invited"
        came = ("attended" if chance.random() < 0.85 else "apologies") if held else "invited"
        yield meeting, made.family.adult, None, None, True, came
        for guest, agency_id in self._guests(made):
            came = chance.choices(("attended", "apologies", "report"), (70, 18, 12))[0] if held else "invited"
            yield meeting, guest.name, guest.id, agency_id, False, came

    def _guests(self, made: Assessment) -> list[tuple[Person, str]]:
        """One or two professionals of other agencies; none for the agency that works on its own."""
        if made.agency.spec.code == agencies.OUTSIDER:
            return []
        chance = self.chance
        invited = []
        for code in chance.sample(GUESTS, chance.randrange(1, 3)):
            agency = self.partnership.agencies[code]
            local = [team for team in agency.teams if team.locality in ("", made.family.locality)]
            if agency is not made.agency and local:
                invited.append((chance.choice(chance.choice(local).members), agency.id))
        return invited
