"""How people are called and rung: told by themselves; a lead may enter a colleague's number."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from agencies.models import User
from agencies.scope import Scope
from agencies.selectors import people as selectors
from agencies.services import audit


@transaction.atomic
def change_own(*, scope: Scope | None, person: User, name: str, phone: str) -> None:
    """The audit keeps which details changed, not what they were."""
    _change(scope, person, name=name, phone=phone)


@transaction.atomic
def set_phone(*, scope: Scope, person: User, phone: str) -> None:
    """Of somebody who works for the agency acted for; the Board admin of anybody."""
    if not selectors.is_reached(scope, person):
        raise PermissionDenied
    _change(scope, person, phone=phone)


def _change(scope: Scope | None, person: User, **details: str) -> None:
    changed = sorted(field for field, value in details.items() if getattr(person, field) != value)
    if not changed:
        return
    User.objects.filter(pk=person.pk).update(**{field: details[field] for field in changed})
    audit.record(
        scope=scope,
        action="person.changed",
        subject_type="person",
        subject_ids=[person.pk],
        detail={"fields": changed},
    )
