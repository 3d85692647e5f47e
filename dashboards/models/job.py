from django.db import models
from django.db.models import Q


class JobState(models.TextChoices):
    RUNNING = "running", "Running"
    DONE = "done", "Done"
    FAILED = "failed", "Failed"
    ALARM = "alarm", "Found a difference"


class JobRun(models.Model):
    """One run of a scheduled job, kept so that the Board admin sees when each last ran and how it ended."""

    id = models.BigAutoField(primary_key=True)
    job = models.CharField(max_length=60)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=10, choices=JobState, default=JobState.RUNNING)
    detail = models.JSONField(default=dict)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["job", "-id"], name="job_run_latest")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="running") ^ Q(finished_at__isnull=False), name="job_run_finished_unless_running"
            )
        ]

    def __str__(self) -> str:
        return f"{self.job} {self.started_at:%Y-%m-%d %H:%M}"
