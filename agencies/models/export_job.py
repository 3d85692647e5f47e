from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from agencies.models.agency import Agency
from agencies.models.asked_job import AskedJob
from agencies.models.membership import Role
from agencies.models.user import User


class ExportState(models.TextChoices):
    WAITING = "waiting", "Waiting to start"
    RUNNING = "running", "Running"
    DONE = "done", "Finished"
    FAILED = "failed", "Stopped"


class ExportFormat(models.TextChoices):
    CSV = "csv", "CSV"
    XLSX = "xlsx", "Excel workbook (XLSX)"


class ExportJob(AskedJob):
    """Records that a person asked for as a file. For that person only, with the roles that the file was asked with.

    ``query`` holds the filters of the list page; ``search`` the text searched for, which may be a name: it is cleared
    with the parts after a while (``forgotten_at``).
    """

    user = models.ForeignKey(User, models.PROTECT, related_name="export_jobs")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="export_jobs")
    roles = ArrayField(models.CharField(max_length=20, choices=Role))
    kind = models.CharField(max_length=20)
    format = models.CharField(max_length=4, choices=ExportFormat)
    query = models.TextField(blank=True)
    search = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=ExportState, default=ExportState.WAITING)
    rows = models.PositiveBigIntegerField(default=0)
    rows_done = models.PositiveBigIntegerField(default=0)
    records = models.PositiveBigIntegerField(default=0)
    seconds_left = models.PositiveIntegerField(null=True, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    forgotten_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-recorded_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["done", "failed"]) ^ Q(finished_at=None), name="export_job_finished_when"
            ),
            models.CheckConstraint(condition=Q(state__in=ExportState.values), name="export_job_known_state"),
            models.CheckConstraint(condition=Q(format__in=ExportFormat.values), name="export_job_known_format"),
        ]
        indexes = [
            models.Index(fields=["user", "-recorded_at"], name="export_job_by_user"),
            models.Index(fields=["recorded_at"], condition=Q(finished_at=None), name="export_job_unfinished"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class ExportPart(models.Model):
    """A piece of the file. In the database, as worker and web may be two machines."""

    id = models.BigAutoField(primary_key=True)
    job = models.ForeignKey(ExportJob, models.CASCADE, related_name="parts")
    number = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["job", "number"], name="export_part_once")]

    def __str__(self) -> str:
        return f"{self.job_id}: {self.number}"
