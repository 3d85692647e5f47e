"""Is what was signed as it was signed? Asked when a version is shown or exported, each night, and by a command.

Rights and triggers refuse any change of it. Whoever administers the server can take those away: then the seal does not
fit any more, and of a seal made anew the audit says what it was.
"""

from collections.abc import Iterable

from django.db import transaction

from agencies.models import AuditEvent
from agencies.scope import Scope
from agencies.services import audit
from dashboards import alarms
from dashboards.models import ReturnVersion
from dashboards.services.returns import digest, is_whole

BROKEN = "return.seal_broken"


@transaction.atomic
def broken(*, scope: Scope, versions: Iterable[ReturnVersion]) -> list[ReturnVersion]:
    """Those that are not as they were signed. That a person met one is on record, with an alarm, once for each."""
    found = [version for version in versions if not is_whole(version)]
    for version in found:
        _raise_alarm(scope, version)
    return found


def _raise_alarm(scope: Scope, version: ReturnVersion) -> None:
    key, number = version.quarterly_return_id, version.number
    met = AuditEvent.objects.filter(actor=scope.user_id, action=BROKEN, subject_ids__contains=[key])
    if met.filter(detail__version=number).exists():
        return
    audit.record(
        scope=scope,
        action=BROKEN,
        subject_type="return",
        subject_ids=[key],
        detail={"version": number, "seal": version.digest, "digest": digest(version)},
    )
    alarms.returns_altered([f"version {number} of return {key}"])


def verify() -> tuple[int, list[str]]:
    """How many versions there are, and what is wrong with them, in words: also one that was sealed anew, or is gone."""
    events = AuditEvent.objects.filter(action="return.submitted", subject_type="return")
    told = {
        (keys[0], detail["version"]): detail["digest"] for keys, detail in events.values_list("subject_ids", "detail")
    }
    number, wrong = 0, []
    for version in ReturnVersion.objects.order_by("submitted_at", "id").iterator(chunk_size=200):
        number += 1
        named = f"version {version.number} of return {version.quarterly_return_id}"
        digest_told = told.pop((version.quarterly_return_id, version.number), None)
        if why := _wrong(version, digest_told):
            wrong.append(f"{named} {why}")
    wrong += [f"version {one} of return {key} is missing: the audit says that it was signed" for key, one in told]
    return number, wrong


def _wrong(version: ReturnVersion, told: str | None) -> str:
    if not is_whole(version):
        return "was changed after it was signed: its seal does not fit"
    if told is None:
        return "was not signed in ehtrack: the audit knows nothing of it"
    return "" if told == version.digest else "was changed and sealed anew: the audit has another seal"
