"""The Celery application and every schedule."""

import os
from contextlib import suppress
from typing import Any

from celery import Celery, bootsteps
from celery.schedules import crontab
from django.db import OperationalError, connection

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ehtrack.settings")

app = Celery("ehtrack")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["dashboards", "assessments", "ehtrack.imports", "ehtrack.exports", "ehtrack.watch"])

app.conf.beat_schedule = {
    "sweep the imports": {"task": "ehtrack.sweep_imports", "schedule": 60.0},
    "sweep the exports": {"task": "ehtrack.sweep_exports", "schedule": 60.0},
    "sweep the publications": {"task": "dashboards.sweep_publications", "schedule": 60.0},
    "sweep the watch list": {"task": "assessments.look_through_audit", "schedule": 60.0},
    "sweep the dirty months": {"task": "dashboards.sweep", "schedule": 60.0},
    "seal the audit": {"task": "dashboards.seal_audit", "schedule": 60.0},
    "end unused accounts": {"task": "dashboards.end_unused_accounts", "schedule": crontab(hour=1, minute=30)},
    "tell of emergencies": {"task": "ehtrack.tell_of_emergencies", "schedule": 60.0},
    "look for unusual access": {"task": "ehtrack.watch", "schedule": crontab(hour=1, minute=40)},
    "publish agencies' ratios": {"task": "dashboards.publish_ratios", "schedule": crontab(hour=2, minute=10)},
    "publish target progress": {"task": "dashboards.publish_target_progress", "schedule": crontab(hour=2, minute=20)},
    "open the quarter's returns": {"task": "dashboards.open_returns", "schedule": crontab(hour=0, minute=10)},
    "remind of returns": {"task": "dashboards.remind_of_returns", "schedule": crontab(hour=7, minute=30)},
    "check every figure": {"task": "dashboards.check_every_figure", "schedule": crontab(hour=3, minute=0)},
}


class Rights(bootsteps.Step):
    """A role with too much power ends the worker at its start; a database that is down may come up later."""

    def create(self, parent: Any) -> None:
        with suppress(OperationalError):
            connection.ensure_connection()
        connection.close()


app.steps["worker"].add(Rights)
