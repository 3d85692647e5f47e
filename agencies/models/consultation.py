from django.conf import settings
from django.db import models

from agencies.models.agency import Agency, Locality
from ehtrack.lib.models import Record


class Theme(models.TextChoices):
    """What a consultation was mainly about, in the words that practitioners use."""

    MENTAL_HEALTH = "mental-health", "Mental health and well-being"
    BEHAVIOUR = "behaviour", "Behaviour"
    PARENTING = "parenting", "Parenting"
    DOMESTIC_ABUSE = "domestic-abuse", "Domestic abuse"
    NEGLECT = "neglect", "Neglect"
    SUBSTANCE_MISUSE = "substance-misuse", "Substance misuse"
    ATTENDANCE = "school-attendance", "School attendance"
    HOUSING_AND_MONEY = "housing-and-money", "Housing and money"
    SEND = "send", "Special educational needs and disability"
    EXPLOITATION = "exploitation", "Exploitation and risk outside the home"
    OTHER = "other", "Other"


class Consultation(Record):
    """A No Names Consultation: somebody of an agency asked the LCSS for advice without saying who the family is.

    ``agency`` is who asked; ``locality`` null: not recorded. ``advice`` never names anybody.
    """

    held_on = models.DateField("date")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="consultations")
    locality = models.ForeignKey(Locality, models.PROTECT, related_name="consultations", null=True, blank=True)
    theme = models.CharField(max_length=20, choices=Theme)
    advice = models.TextField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="consultations")
    version = models.PositiveIntegerField(default=1, db_default=1)

    class Meta:
        ordering = ["-held_on", "-recorded_at"]
        verbose_name = "No Names Consultation"
        constraints = [
            models.CheckConstraint(condition=models.Q(theme__in=Theme.values), name="consultation_known_theme"),
            models.CheckConstraint(condition=~models.Q(advice=""), name="consultation_with_advice"),
        ]
        indexes = [models.Index(fields=["held_on", "agency"], name="consultation_by_day")]

    def __str__(self) -> str:
        return f"{self.theme} {self.held_on}"
