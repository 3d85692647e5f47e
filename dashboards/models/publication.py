from django.db import models
from django.db.models import Q

from agencies.models import Agency, AskedJob, User
from dashboards.models.release import Release


class PublicationKind(models.TextChoices):
    FIGURES = "figures", "Figures"
    RETURNS = "returns", "Quarterly returns"


class PublicationState(models.TextChoices):
    WAITING = "waiting", "Waiting to start"
    RUNNING = "running", "Running"
    DONE = "done", "Published"
    FAILED = "failed", "Stopped"


class Publication(AskedJob):
    """Figures or returns that somebody asked to publish, and the file that came of it: kept for good, as the evidence
    of what was told. Seen by the Trust Board. Once it is over nobody changes it, and nobody ever deletes it.

    ``whose`` and ``label``: of whom and of which period, in words. ``query``: the form as it was sent. ``progress``: in
    words, how far it is. ``release``: what it told; of an earlier day where the same was told before
    (``told_before``). ``kept_back``: of its ``counts`` so many.
    """

    user = models.ForeignKey(User, models.PROTECT, related_name="publications")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=PublicationKind)
    label = models.CharField(max_length=40)
    whose = models.CharField(max_length=250)
    format = models.CharField(max_length=4)
    query = models.TextField()
    state = models.CharField(max_length=10, choices=PublicationState, default=PublicationState.WAITING)
    progress = models.CharField(max_length=100, blank=True)
    release = models.ForeignKey(Release, models.PROTECT, null=True, blank=True, related_name="publications")
    told_before = models.BooleanField(default=False)
    counts = models.PositiveIntegerField(default=0)
    kept_back = models.PositiveIntegerField(default=0)
    file_name = models.CharField(max_length=200, blank=True)
    content_type = models.CharField(max_length=100, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    content = models.BinaryField(null=True, blank=True)

    class Meta:
        ordering = ["-recorded_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["done", "failed"]) ^ Q(finished_at=None), name="publication_finished_when"
            ),
            models.CheckConstraint(condition=Q(state__in=PublicationState.values), name="publication_known_state"),
            models.CheckConstraint(condition=Q(kind__in=PublicationKind.values), name="publication_known_kind"),
            models.CheckConstraint(
                condition=Q(state="done", content__isnull=False, release__isnull=False)
                | ~Q(state="done") & Q(content=None, release=None),
                name="publication_done_with_file",
            ),
        ]
        indexes = [
            models.Index(fields=["-recorded_at"], name="publication_newest"),
            models.Index(fields=["recorded_at"], condition=Q(finished_at=None), name="publication_unfinished"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.label}"
