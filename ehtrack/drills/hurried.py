"""The Celery application with every schedule at two seconds, so that nobody waits a minute, or for the night."""

from ehtrack.celery import app

app.conf.beat_schedule = {name: {**entry, "schedule": 2.0} for name, entry in app.conf.beat_schedule.items()}

__all__ = ["app"]
