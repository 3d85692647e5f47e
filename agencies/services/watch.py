"""From how many on the watch list finds something: set by the auditor, who looks into what it finds."""

from collections.abc import Mapping

from django.db import transaction

from agencies import watch
from agencies.models import WatchThreshold
from agencies.models.watch import WatchRule
from agencies.scope import Scope
from agencies.services import audit


@transaction.atomic
def set_thresholds(*, scope: Scope, at_least: Mapping[WatchRule, int]) -> None:
    """Each change is on record with what it was. Items found before keep the threshold that they were found by."""
    before = watch.thresholds()
    changed = {rule: number for rule, number in at_least.items() if number != before[rule]}
    for rule, number in changed.items():
        WatchThreshold.objects.update_or_create(rule=rule, defaults={"at_least": number})
    if changed:
        detail = {rule.value: {"from": before[rule], "to": number} for rule, number in changed.items()}
        audit.record(scope=scope, action="watch.thresholds_set", detail=detail)
