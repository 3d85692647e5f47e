"""The figures counted once more, in plain Python over plain lists, sharing nothing with the code under test.

A record is a dict. S&N: agency, completed_on, shared_on, pilot, counted (bool), children. Contact: agency, received_on,
priority, due_at, decided_at, outcome, late (bool). ``groups``: agency -> [(first day or None, group)].
"""

import math
from datetime import timedelta

from tests.dashboards.recount_days import add_months, complete, group_of, months_back, year_start
from tests.dashboards.recount_signals import signal_figures
from tests.dashboards.recount_tafs import taf_figures
from tests.dashboards.recount_workforce import consultation_figures, network_figures, training_figures


class Recount:
    def __init__(
        self,
        *,
        assessments,
        contacts,
        groups,
        targets,
        merged,
        now,
        plans=(),
        trainings=(),
        networks=(),
        localities=(),
        meetings=(),
        consultations=(),
    ) -> None:
        self.meetings, self.consultations = meetings, consultations
        self.plans, self.trainings, self.networks, self.localities = plans, trainings, networks, localities
        self.assessments = [a for a in assessments if a["counted"] and a["completed_on"]]
        self.contacts, self.groups, self.targets, self.merged, self.now = contacts, groups, targets, merged, now

    def owned(self, records, day_field, agency, group):
        for record in records:
            if agency and record["agency"] != agency:
                continue
            if group and group_of(self.groups, record["agency"], record[day_field]) != group:
                continue
            yield record

    def figures(self, *, year, as_of, basis, agency=None, group=None, first=None):
        start, months = first or year_start(year), complete(year_start(year), as_of)
        counted = [a for a in self.assessments if basis == "completed" or a["shared_on"]]
        mine = list(self.owned(counted, "completed_on", agency, group))
        owned = list(self.owned(self.assessments, "completed_on", agency, group))
        sent = list(self.owned(self.contacts, "received_on", agency, group))
        period = [a for a in mine if start <= a["completed_on"] <= as_of]
        received = [c for c in sent if start <= c["received_on"] <= as_of]
        return {
            "assessments": len(period),
            "assessments_shared": len([a for a in period if a["shared_on"]]),
            "children": len({self.identity(child) for a in period for child in a["children"]}),
            "complete_months": len(months),
            "target": self.target(mine, year, as_of, basis, agency, group),
            "same_period_last_year": self.last_year(mine, months),
            "last_two_months": self.last_two(
                mine, year_start(year), months, self.year_target(year, as_of, basis, agency, group)
            ),
            "contacts": self.contact_figures(received, sent, months),
            "groups": [
                self.row(code, [a for a in counted if start <= a["completed_on"] <= as_of], as_of, start, group=code)
                for code in sorted({g for spans in self.groups.values() for _, g in spans})
            ],
            "agencies": [
                self.row(code, [a for a in counted if start <= a["completed_on"] <= as_of], as_of, start, agency=code)
                for code in sorted(self.groups)
            ],
            "months": [
                {
                    "month": f"{month:%Y-%m}",
                    "assessments": self.in_month(mine, month),
                    "pilot_assessments": self.in_month([a for a in mine if a["pilot"]], month),
                    "shared": self.in_month([a for a in mine if a["shared_on"]], month),
                    "contacts": len([c for c in sent if c["received_on"].replace(day=1) == month]),
                }
                for month in months
            ],
            "plans": self.plan_figures(start, as_of),
            "training": training_figures(
                list(self.owned(self.trainings, "completed_on", agency, group)), self.groups, start, as_of
            ),
            "networks": network_figures(self.networks, self.localities, start, as_of),
            "consultations": self.consultation_figures(start, as_of, agency, group),
            "signals": signal_figures(self, mine, owned, sent, year_start(year), as_of),
            "taf": taf_figures(
                owned,
                self.meetings,
                sorted(self.groups),
                self.localities,
                start,
                as_of,
            ),
        }

    def consultation_figures(self, start, as_of, agency, group):
        mine = list(self.owned(self.consultations, "held_on", agency, group))
        return consultation_figures(mine, sorted(self.groups), self.localities, start, as_of)

    def plan_figures(self, start, as_of):
        new = [plan for plan in self.plans if start <= plan["started_on"] <= as_of]
        categories = ["neglect", "emotional", "physical", "sexual", "multiple", "none"]
        return {
            category: self.evidenced([plan for plan in new if category in (plan["category"], "all")])
            for category in [*categories, "all"]
        }

    def evidenced(self, plans):
        hits = [
            plan
            for plan in plans
            if self.has_assessment([plan["child"]], months_back(plan["started_on"], 24), plan["started_on"])
        ]
        return {
            "new": len(plans),
            "with_prior_assessment": len(hits),
            "rate": len(hits) / len(plans) if plans else None,
        }

    def has_assessment(self, children, first, last):
        wanted = {self.identity(child) for child in children}
        return any(
            first <= a["completed_on"] <= last and wanted & {self.identity(child) for child in a["children"]}
            for a in self.assessments
        )

    def identity(self, child):
        while child in self.merged:
            child = self.merged[child]
        return child

    def in_month(self, records, month):
        return len([a for a in records if a["completed_on"].replace(day=1) == month])

    def reaches(self, month):
        return any(a["completed_on"].replace(day=1) <= month for a in self.assessments)

    def year_target(self, year, as_of, basis, agency, group):
        def own(label):
            known = [
                t
                for t in self.targets
                if (t["year"], t["agency"], t["group"]) == (label, agency, group) and t["agreed_on"] <= as_of
            ]
            return max(known, key=lambda t: (t["agreed_on"], t["basis"] == basis)) if known else None

        if own(year):
            return own(year)["target"], own(year)["basis"]
        labels = sorted({t["year"] for t in self.targets if own(t["year"])})
        before = [label for label in labels if label < year]
        after = [label for label in labels if label > year]
        if not before or not after:
            return None, None
        a, b = own(before[-1]), own(after[0])
        share = (int(year[:4]) - int(a["year"][:4])) / (int(b["year"][:4]) - int(a["year"][:4]))
        return math.floor(a["target"] + (b["target"] - a["target"]) * share + 0.5), a["basis"]

    def target(self, mine, year, as_of, basis, agency, group):
        start, months = year_start(year), complete(year_start(year), as_of)
        m, y = len(months), sum(self.in_month(mine, month) for month in months)
        target, agreed_basis = self.year_target(year, as_of, basis, agency, group)
        straight = y * 12 / m if m else None
        gap = (straight - target) / target if straight is not None and target else None
        last = months[-1] if months else add_months(start, -1)
        return {
            "target": target,
            "basis": basis,
            "agreed_basis": agreed_basis,
            "actual": y,
            "projection": {
                "straight_line": straight,
                "seasonal": self.seasonal(mine, start, m, y),
                "recent": y + (12 - m) * sum(self.in_month(mine, add_months(last, -n)) for n in range(3)) / 3
                if m
                else None,
                **self.range(mine, last, m, y),
            },
            "gap": gap,
            "needed_per_month": None if target is None or m == 12 else max(0, target - y) / (12 - m),
            "rag": None
            if straight is None or target is None
            else ("green" if y * 12 >= target * m else "amber" if y * 120 >= 9 * target * m else "red"),
        }

    def seasonal(self, mine, start, m, y):
        before = [self.in_month(mine, add_months(start, n - 12)) for n in range(12)]
        if not m or not self.reaches(add_months(start, -12)) or not sum(before[:m]):
            return None
        return y / (sum(before[:m]) / sum(before))

    def range(self, mine, last, m, y):
        months = [add_months(last, -n) for n in range(24)]
        if m < 3 or not self.reaches(months[-1]):
            return {"low": None, "high": None}
        counts = {month: self.in_month(mine, month) for month in months}
        mean = sum(counts.values()) / 24
        years = {}
        for month, n in counts.items():
            years.setdefault(month.year if month.month >= 4 else month.year - 1, []).append(n)
        squares = sum((n - sum(ns) / len(ns)) ** 2 for ns in years.values() for n in ns)
        phi = max(1, squares / (24 - len(years)) / mean) if mean else 1
        left = 12 - m
        middle, radius = y + left * y / m, 1.2816 * math.sqrt(left * y / m * phi * (1 + left / m))
        return {"low": max(y, math.floor(middle - radius + 1e-9)), "high": math.ceil(middle + radius - 1e-9)}

    def last_year(self, mine, months):
        now = sum(self.in_month(mine, month) for month in months)
        before = sum(self.in_month(mine, add_months(month, -12)) for month in months)
        return {"assessments": before, "change": (now - before) / before if before else None}

    def last_two(self, mine, start, months, year_target):
        last = months[-1] if months else add_months(start, -1)
        counts = [self.in_month(mine, add_months(last, -n)) for n in range(14)]
        two, twelve = sum(counts[:2]) / 2, sum(counts[2:]) / 12
        reaches = self.reaches(add_months(last, -13))
        target = year_target[0]
        return {
            "against_previous_twelve": two / twelve - 1 if reaches and twelve else None,
            "against_target": two / (target / 12) - 1 if target else None,
        }

    def contact_figures(self, received, sent, months):
        decided = [c for c in received if c["decided_at"]]
        nfa = [c for c in decided if c["outcome"] == "no-further-action"]
        now = len([c for c in sent if c["received_on"].replace(day=1) in months])
        last = [add_months(month, -12) for month in months]
        before = len([c for c in sent if c["received_on"].replace(day=1) in last])
        return {
            "total": len(received),
            "decided": len(decided),
            "undecided_overdue": len([c for c in received if self.is_overdue(c)]),
            "no_further_action": len(nfa),
            "no_further_action_rate": len(nfa) / len(decided) if decided else None,
            "change": (now - before) / before if before else None,
            "on_time": {rag: self.on_time(decided, rag) for rag in ("red", "amber", "green")},
            "diverted_to_early_help": len([c for c in nfa if self.diverted(c)]),
            "early_help_first": len([c for c in received if self.early_help_first(c)]),
        }

    def diverted(self, contact):
        day = contact["received_on"]
        return self.has_assessment(contact["children"], day, day + timedelta(days=90))

    def early_help_first(self, contact):
        day = contact["received_on"]
        return self.has_assessment(contact["children"], months_back(day, 12), day - timedelta(days=1))

    def is_overdue(self, contact):
        return not contact["decided_at"] and contact["due_at"] is not None and contact["due_at"] < self.now

    def on_time(self, decided, rag):
        those = [c for c in decided if c["priority"] == rag and c["due_at"]]
        good = [c for c in those if c["decided_at"] <= c["due_at"] and not c["late"]]
        return len(good) / len(those) if those else None

    def row(self, code, counted, as_of, start, agency=None, group=None):
        mine = list(self.owned(counted, "completed_on", agency, group))
        sent = [
            c for c in self.owned(self.contacts, "received_on", agency, group) if start <= c["received_on"] <= as_of
        ]
        pilots = len([a for a in mine if a["pilot"]])
        decided = [c for c in sent if c["decided_at"]]
        row = {
            "code": code,
            "assessments": len(mine),
            "pilot_assessments": pilots,
            "contacts": len(sent),
            "ratio": (len(mine) - pilots) / len(sent) if sent else None,
            "no_further_action_rate": len([c for c in decided if c["outcome"] == "no-further-action"]) / len(decided)
            if decided
            else None,
        }
        if pilots:
            row["with_pilot"] = {"ratio": len(mine) / len(sent) if sent else None}
        return row
