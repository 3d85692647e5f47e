"""From how many on each rule of the watch list finds something, unless a threshold in the database says otherwise."""

from agencies.models import WatchThreshold
from agencies.models.watch import WatchRule

DEFAULTS = {
    WatchRule.MANY: 40,  # different records within an hour
    WatchRule.OWN_SURNAME: 1,
    WatchRule.COLLEAGUE: 1,
    WatchRule.OUT_OF_HOURS: 5,  # different records before 7:00, from 20:00 on, or at a weekend
    WatchRule.REFUSED: 3,
}


def thresholds() -> dict[WatchRule, int]:
    changed = {WatchRule(row.rule): row.at_least for row in WatchThreshold.objects.all()}
    return DEFAULTS | changed
