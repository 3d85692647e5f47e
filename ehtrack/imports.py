"""The kinds of file that ehtrack reads, for the command line and the browser alike."""

from collections.abc import Callable

from agencies.imports import AgenciesKind, Order
from assessments.imports.assessments import AssessmentsKind
from assessments.imports.children import ChildrenKind
from assessments.imports.contacts import ContactsKind
from dashboards.imports import TargetsKind
from ehtrack.lib.importing.run import Kind

KINDS: dict[str, Callable[[Order], Kind]] = {
    "agencies": AgenciesKind,
    "targets": TargetsKind,
    "children": ChildrenKind,
    "assessments": AssessmentsKind,
    "contacts": ContactsKind,
}
