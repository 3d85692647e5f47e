"""The policy: what each role may do, as plain data, and the marks that views carry.

Every URL leads to a view marked with ``@requires(permission)``, ``@signed_in(reason)`` or ``@public(reason)``; a view
without a mark is closed to everybody. Scope is asked before role: a record outside the person's scope is answered
with 404, the same as one that does not exist; a record in scope but not for the role with 403.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponseBase

from agencies.models.membership import Role

P, L, C, M, B, A = Role.PRACTITIONER, Role.LEAD, Role.LCSS, Role.MASH, Role.BOARD, Role.AUDITOR


class NotInScope(Http404):
    """Outside the person's scope or nowhere at all: the answer is the same, and so is the row in the audit."""

    def __init__(self, kind: str, key: Any) -> None:
        super().__init__()
        self.kind = kind
        self.key = key


class Permission(StrEnum):
    """What can be allowed, in words that the policy table reads with."""

    RECORD_ASSESSMENTS = "record S&Ns"
    READ_ASSESSMENTS = "read S&Ns in scope"
    WITHDRAW_ASSESSMENTS = "withdraw S&Ns entered in error"
    REASSIGN_DRAFTS = "reassign a draft of the own agency"
    READ_CHILDREN = "read children in scope"
    FIND_CHILDREN = "find or add a child while recording"
    CORRECT_CHILDREN = "correct the details of children in scope"
    MERGE_CHILDREN = "merge duplicate children"
    LOOK_UP_CHILDREN = "ask whether anyone is working with a child"
    OPEN_IN_EMERGENCY = "open a record in an emergency"
    REVIEW_EMERGENCIES = "review what others opened in an emergency"
    HOLD_TAF_MEETINGS = "record TAF meetings"
    RECORD_CONTACTS = "log and decide MASH contacts"
    READ_CONTACTS = "read MASH contacts"
    SEE_SENT_CONTACTS = "see the outcome of contacts the own agency sent"
    MANAGE_PEOPLE = "invite people and end memberships"
    MANAGE_AGENCIES = "manage agencies, groups and targets"
    RECORD_TRAINING = "record who completed training"
    RECORD_NETWORKS = "record meetings of the Early Help Network"
    RECORD_CONSULTATIONS = "record No Names Consultations"
    MANAGE_PILOTS = "manage pilots"
    SET_STANDARDS = "set the MASH's timeliness standards"
    IMPORT_FILES = "import files"
    EXPORT_RECORDS = "export the records of a list"
    SEE_AGENCY_FIGURES = "see the own agency's figures"
    SEE_PARTNERSHIP_FIGURES = "see the partnership's figures"
    EXPORT_FIGURES = "export figures"
    SEE_PUBLICATIONS = "see what was published, whoever published it"
    READ_RETURNS = "read quarterly returns in scope"
    MAKE_RETURNS = "fill in and sign the own agency's quarterly return"
    JUDGE_RETURNS = "accept quarterly returns, send them back, and say who makes one"
    SEE_DATA_QUALITY = "see what is missing or doubtful in records in scope"
    SEE_JOBS = "see the last run of each job"
    SEE_WHO_LOOKED = "see who looked at a record of the own agency"
    SEE_WATCH_LIST = "look into unusual access"
    READ_ACCESS_LOG = "read the access log"


ROLES: dict[Permission, frozenset[Role]] = {
    Permission.RECORD_ASSESSMENTS: frozenset({P, L}),
    Permission.READ_ASSESSMENTS: frozenset({P, L, C, M}),
    Permission.WITHDRAW_ASSESSMENTS: frozenset({P, L}),
    Permission.REASSIGN_DRAFTS: frozenset({L}),
    Permission.READ_CHILDREN: frozenset({P, L, C, M}),
    Permission.FIND_CHILDREN: frozenset({P, L, M}),
    Permission.CORRECT_CHILDREN: frozenset({P, L, C, M}),
    Permission.MERGE_CHILDREN: frozenset({C}),
    Permission.LOOK_UP_CHILDREN: frozenset({P, L, C, M}),
    Permission.OPEN_IN_EMERGENCY: frozenset({P, L, C, M}),
    Permission.REVIEW_EMERGENCIES: frozenset({L, A}),
    Permission.HOLD_TAF_MEETINGS: frozenset({P, L, C}),
    Permission.RECORD_CONTACTS: frozenset({M}),
    Permission.READ_CONTACTS: frozenset({M}),
    Permission.SEE_SENT_CONTACTS: frozenset({P, L}),
    Permission.MANAGE_PEOPLE: frozenset({L, B}),
    Permission.MANAGE_AGENCIES: frozenset({B}),
    Permission.RECORD_TRAINING: frozenset({L, B}),
    Permission.RECORD_NETWORKS: frozenset({C, B}),
    Permission.RECORD_CONSULTATIONS: frozenset({C}),
    Permission.MANAGE_PILOTS: frozenset({B}),
    Permission.SET_STANDARDS: frozenset({B}),
    Permission.IMPORT_FILES: frozenset({L, M, B}),
    Permission.EXPORT_RECORDS: frozenset({L, C, M}),
    Permission.SEE_AGENCY_FIGURES: frozenset({L}),
    Permission.SEE_PARTNERSHIP_FIGURES: frozenset({B}),
    Permission.EXPORT_FIGURES: frozenset({L, B}),
    Permission.SEE_PUBLICATIONS: frozenset({B}),
    Permission.READ_RETURNS: frozenset({L, B}),
    Permission.MAKE_RETURNS: frozenset({L}),
    Permission.JUDGE_RETURNS: frozenset({B}),
    Permission.SEE_DATA_QUALITY: frozenset({L, C}),
    Permission.SEE_JOBS: frozenset({B}),
    Permission.SEE_WHO_LOOKED: frozenset({L}),
    Permission.SEE_WATCH_LIST: frozenset({A}),
    Permission.READ_ACCESS_LOG: frozenset({A}),
}


# Which roles a role may give by invitation, and end.
GRANTS: dict[Role, frozenset[Role]] = {
    L: frozenset({P, L}),
    B: frozenset(Role),
}


def grantable_by(roles: Iterable[Role]) -> frozenset[Role]:
    return frozenset(granted for role in roles for granted in GRANTS.get(role, frozenset()))


def roles_with(permission: Permission) -> frozenset[Role]:
    return ROLES.get(permission, frozenset())


View = Callable[..., HttpResponseBase]


@dataclass(frozen=True)
class Rule:
    """Who gets to a view: the public, everybody signed in, or the roles of a permission.

    ``before_second_factor``: also who has still to set one up.
    """

    permission: Permission | None = None
    public: bool = False
    reason: str = ""
    before_second_factor: bool = False
    loaders: dict[str, Callable[..., Any]] = field(default_factory=dict)


def _marked(view: View, rule: Rule) -> View:
    view.rule = rule  # type: ignore[attr-defined]
    return view


def public(reason: str) -> Callable[[View], View]:
    return lambda view: _marked(view, Rule(public=True, reason=reason))


def signed_in(reason: str, *, before_second_factor: bool = False) -> Callable[[View], View]:
    return lambda view: _marked(view, Rule(reason=reason, before_second_factor=before_second_factor))


def requires(permission: Permission, **loaders: Callable[..., Any]) -> Callable[[View], View]:
    """Close a view to all roles without the permission.

    Each loader names a URL argument and the selector ``(scope) -> queryset`` that it is looked up in: the view gets
    the record in place of its id. ``/assessments/<uuid:assessment>/`` with ``assessment=selectors.visible``.
    """

    def mark(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
            scope = request.scope  # type: ignore[attr-defined]
            loaded = {name: _load(name, loader, scope, kwargs[name]) for name, loader in loaders.items()}
            if not scope.may(permission):
                raise PermissionDenied
            return view(request, **{**kwargs, **loaded})

        return _marked(guarded, Rule(permission=permission, loaders=loaders))

    return mark


def _load(name: str, loader: Callable[..., Any], scope: Any, key: Any) -> Any:
    queryset = loader(scope)
    try:
        return queryset.get(pk=key)
    except (queryset.model.DoesNotExist, ValueError, ValidationError):
        raise NotInScope(name, key) from None
