from celery import shared_task
from django.utils import timezone

from assessments.services import emergency, watch
from dashboards import jobs


@shared_task(name="ehtrack.watch")
def look_for_unusual_access() -> None:
    with jobs.run(jobs.WATCH) as outcome:
        if outcome:
            outcome.detail["found"] = watch.compute(now=timezone.now())


@shared_task(name="ehtrack.tell_of_emergencies")
def tell_of_emergencies() -> None:
    """No record waits for the post: whoever opens one in an emergency is let in first."""
    emergency.tell(now=timezone.now())
