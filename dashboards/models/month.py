from django.db import models
from django.db.models.functions import Now


class MonthCount(models.Model):
    """The rollup: what the records of one agency and month say of themselves. Replaced whole by ``rollup.drain``.

    Only for months that are not in ``DirtyMonth``; read through ``rollup`` alone, never straight.
    """

    pk = models.CompositePrimaryKey("agency_id", "month")
    agency = models.ForeignKey(
        "agencies.Agency", models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+"
    )
    month = models.DateField()
    assessments = models.PositiveIntegerField()
    pilot_assessments = models.PositiveIntegerField()
    shared = models.PositiveIntegerField()
    pilot_shared = models.PositiveIntegerField()
    contacts = models.PositiveIntegerField()
    decided = models.PositiveIntegerField()
    no_further_action = models.PositiveIntegerField()
    red_decided = models.PositiveIntegerField()
    red_on_time = models.PositiveIntegerField()
    amber_decided = models.PositiveIntegerField()
    amber_on_time = models.PositiveIntegerField()
    green_decided = models.PositiveIntegerField()
    green_on_time = models.PositiveIntegerField()

    class Meta:
        indexes = [models.Index(fields=["month"], name="month_count_by_month")]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.month:%Y-%m}"


class DirtyMonth(models.Model):
    """The queue of (agency, month) whose rollup no longer tells the truth. Written by database triggers only."""

    id = models.BigAutoField(primary_key=True)
    agency = models.ForeignKey(
        "agencies.Agency", models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+"
    )
    month = models.DateField()
    at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [models.Index(fields=["month", "agency"], name="dirty_month_by_month")]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.month:%Y-%m}"
