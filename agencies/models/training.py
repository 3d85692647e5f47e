from django.db import models

from agencies.models.agency import Agency
from ehtrack.lib.models import Record


class Training(Record):
    """Somebody completed a course in early help. ``person`` is an email address or a staff number, as the agency's own
    list has it: many who are trained have no account here."""

    person = models.CharField(max_length=254)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="trainings")
    course = models.CharField(max_length=200)
    completed_on = models.DateField()
    version = models.PositiveIntegerField(default=1, db_default=1)

    class Meta:
        ordering = ["-completed_on", "course", "person"]
        constraints = [
            models.UniqueConstraint(fields=["person", "course", "completed_on"], name="training_once_per_day"),
            models.CheckConstraint(condition=~models.Q(person=""), name="training_of_a_person"),
            models.CheckConstraint(condition=~models.Q(course=""), name="training_in_a_course"),
        ]
        indexes = [models.Index(fields=["completed_on", "agency"], name="training_by_day")]

    def __str__(self) -> str:
        return f"{self.course} {self.completed_on}"
