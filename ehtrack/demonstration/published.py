"""What had been published before the demonstration began, and an S&N that changed since."""

from collections.abc import Callable
from datetime import datetime

from agencies.models import User
from agencies.selectors import scopes
from agencies.unit_of_work import unit_of_work
from assessments.models import Assessment
from assessments.models.assessment import AssessmentStatus
from assessments.services import assessments as services
from dashboards import rollup
from dashboards.services import publishing
from ehtrack.demonstration import agencies, partnership
from ehtrack.lib.calendar import Month, local_day

MONTHS_BACK = 3  # an S&N of then or before is withdrawn: every month published since counts one fewer now
WHY = "The same S&N was recorded twice: this record is the second."


def publish(*, now: datetime, say: Callable[[str], None]) -> None:
    """Publish the months that ended, as the jobs of the night do, then let a lead withdraw an S&N of the school."""
    say("Publishing the months that ended")
    publishing.publish_ratios(now=now)
    publishing.publish_target_progress(now=now)
    lead = User.objects.get(email=f"lead@{partnership.DOMAIN}")
    with unit_of_work(lead.pk):
        wrong = _wrong(Month.of(local_day(now)) - MONTHS_BACK)
        services.withdraw(scope=scopes.all_for(lead)[0], assessment=wrong, version=wrong.version, reason=WHY, now=now)
    rollup.drain()


def _wrong(month: Month) -> Assessment:
    """The last one that the school completed up to the month's end and that is still open."""
    completed = Assessment.objects.filter(agency__code=agencies.SCHOOL, status=AssessmentStatus.COMPLETED)
    return completed.filter(completed_on__lte=month.last, pilot=None).order_by("-completed_on", "pk")[0]
