"""Is what was signed as it was signed? Asked when a version is shown or exported, each night, and by a command.

Rights and triggers refuse any change of it. Whoever administers the server can take those away: then the seal does not
fit any more, and of a seal made anew the audit says what it was.
"""

from collections.abc import Collection

from django.db import transaction

from agencies.models import AuditEvent
from agencies.scope import Scope
from agencies.services import audit
from dashboards import alarms, seals
from dashboards.models import ReturnVersion
from dashboards.selectors import return_seals as selectors

BROKEN = "return.seal_broken"


@transaction.atomic
def broken(*, scope: Scope, versions: Collection[ReturnVersion]) -> list[ReturnVersion]:
    """Those that are not as they were signed. That a person met one is on record, with an alarm, once for each."""
    wrong = selectors.wrong(versions)
    found = [version for version in versions if version.pk in wrong]
    for version in found:
        _raise_alarm(scope, version, wrong[version.pk])
    return found


def _raise_alarm(scope: Scope, version: ReturnVersion, why: str) -> None:
    key, number = version.quarterly_return_id, version.number
    met = AuditEvent.objects.filter(actor=scope.user_id, action=BROKEN, subject_ids__contains=[key])
    if met.filter(detail__version=number).exists():
        return
    audit.record(
        scope=scope,
        action=BROKEN,
        subject_type="return",
        subject_ids=[key],
        detail={"version": number, "seal": version.digest, "digest": seals.digest(version)},
    )
    alarms.returns_altered([f"version {number} of return {key} {why}"])


def verify() -> tuple[int, list[str]]:
    """How many versions there are, and what is wrong with them, in words: also one that was sealed anew, or is gone."""
    number, wrong = 0, []
    for (key, version), found, told in selectors.every():
        named = f"version {version} of return {key}"
        if found is None:
            wrong += [f"{named} is missing: the audit says that it was signed"] * len(told)
            continue
        number += 1
        if why := seals.wrong(found, told):
            wrong.append(f"{named} {why}")
    return number, wrong
