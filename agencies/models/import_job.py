from django.db import models
from django.db.models import Q

from agencies.models.agency import Agency
from agencies.models.asked_job import AskedJob
from agencies.models.user import User


class ImportState(models.TextChoices):
    WAITING = "waiting", "Waiting to start"
    RUNNING = "running", "Running"
    DONE = "done", "Finished"
    FAILED = "failed", "Stopped by a fault"


class ImportJob(AskedJob):
    """A file that a person asked to import, and what came of it. Seen by that person only.

    ``result`` holds counts, problems and warnings as they are shown; it and the parts are cleared after a while.
    """

    user = models.ForeignKey(User, models.PROTECT, related_name="import_jobs")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="import_jobs")
    kind = models.CharField(max_length=20)
    file_name = models.CharField(max_length=200)
    size = models.PositiveBigIntegerField()
    check_only = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=ImportState, default=ImportState.WAITING)
    rows_done = models.PositiveIntegerField(default=0)
    share = models.FloatField(default=0)
    seconds_left = models.PositiveIntegerField(null=True, blank=True)
    result = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["-recorded_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["done", "failed"]) ^ Q(finished_at=None), name="import_job_finished_when"
            ),
            models.CheckConstraint(condition=Q(state__in=ImportState.values), name="import_job_known_state"),
        ]
        indexes = [
            models.Index(fields=["user", "-recorded_at"], name="import_job_by_user"),
            models.Index(fields=["recorded_at"], condition=Q(finished_at=None), name="import_job_unfinished"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class ImportPart(models.Model):
    """A piece of the file, or of the rejected rows. In the database, as web and worker may be two machines."""

    class Holds(models.TextChoices):
        FILE = "file", "The file"
        REJECTED = "rejected", "The rejected rows"

    id = models.BigAutoField(primary_key=True)
    job = models.ForeignKey(ImportJob, models.CASCADE, related_name="parts")
    holds = models.CharField(max_length=10, choices=Holds)
    number = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["job", "holds", "number"], name="import_part_once")]

    def __str__(self) -> str:
        return f"{self.job_id}: {self.holds} {self.number}"
