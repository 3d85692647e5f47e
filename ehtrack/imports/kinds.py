"""The kinds of file that ehtrack reads, and who may bring which in the browser."""

from collections.abc import Callable, Sequence
from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone

from agencies.agency_imports import AgenciesKind
from agencies.imports import Order
from agencies.models import ImportJob, Role
from agencies.scope import Scope
from agencies.selectors import import_jobs
from agencies.workforce_imports import NetworksKind, TrainingKind
from assessments.imports.assessments import AssessmentsKind
from assessments.imports.children import ChildrenKind
from assessments.imports.contacts import ContactsKind
from assessments.imports.plans import PlansKind
from assessments.services.references import SOURCE
from dashboards.imports import TargetsKind
from ehtrack.lib.importing.columns import Column
from ehtrack.lib.importing.run import Kind

KINDS: dict[str, Callable[[Order], Kind]] = {
    "agencies": AgenciesKind,
    "targets": TargetsKind,
    "children": ChildrenKind,
    "assessments": AssessmentsKind,
    "contacts": ContactsKind,
    "plans": PlansKind,
    "training": TrainingKind,
    "networks": NetworksKind,
}

LABELS = {
    "agencies": "Agencies",
    "targets": "Targets",
    "children": "Children",
    "assessments": "S&Ns (Strengths & Needs assessments)",
    "contacts": "MASH contacts",
    "plans": "Statutory plans",
    "training": "Training",
    "networks": "Early Help Network meetings",
}

# A lead brings rows of the own agency only.
KINDS_OF_ROLE: dict[Role, tuple[str, ...]] = {
    Role.LEAD: ("children", "assessments"),
    Role.MASH: ("contacts", "plans"),
    Role.BOARD: ("agencies", "targets", "training", "networks"),
}
OWN_ROWS_ONLY = frozenset({"assessments"})


def kinds_for(scope: Scope) -> list[str]:
    allowed = {kind for role in scope.roles for kind in KINDS_OF_ROLE.get(role, ())}
    return [kind for kind in KINDS if kind in allowed]


def order_for(scope: Scope, kind: str, now: datetime) -> Order:
    """An import in the browser: the source is the importing agency, and never what is recorded in ehtrack itself."""
    own_agency = scope.agency_code if kind in OWN_ROWS_ONLY else ""
    source = f"{scope.agency_code}-files" if scope.agency_code == SOURCE else scope.agency_code
    return Order(source=source, now=now, scope=scope, own_agency=own_agency)


def columns_of(scope: Scope, kind: str) -> Sequence[Column]:
    """As the kind itself declares them."""
    return KINDS[kind](order_for(scope, kind, timezone.now())).columns


def own_jobs(scope: Scope) -> QuerySet[ImportJob]:
    """The person's imports, of the kinds that their roles allow now."""
    return import_jobs.own(scope, kinds_for(scope))
