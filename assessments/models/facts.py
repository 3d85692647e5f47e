"""The views of the published window, as Django sees them. Read through ``assessments.facts``."""

from django.db import models


class AssessmentFact(models.Model):
    """An S&N that counts: completed, and not withdrawn. One row, one document, on ``completed_on``.

    ``lead_agency_id``: the agency of the lead professional, null when none is recorded. ``closure_reason`` is a code,
    empty while open.
    """

    id = models.UUIDField(primary_key=True)
    agency_id = models.UUIDField()
    completed_on = models.DateField()
    shared_on = models.DateField(null=True)
    pilot_id = models.UUIDField(null=True)
    closed_on = models.DateField(null=True)
    needs_taf = models.BooleanField(null=True)
    locality_id = models.UUIDField(null=True)
    closure_reason = models.CharField(max_length=30)
    lead_agency_id = models.UUIDField(null=True)

    class Meta:
        managed = False
        db_table = "assessments_fact_assessment"

    def __str__(self) -> str:
        return str(self.id)


class ContactFact(models.Model):
    """A MASH contact: counts one, on ``received_on`` (Europe/London), for the source agency (``agency_id``).

    ``priority`` and ``outcome`` are codes, empty when there is none. ``on_time`` is null while undecided or without a
    due time; exactly at the due time is on time; a downgrade after the earlier due time leaves it late.
    """

    id = models.UUIDField(primary_key=True)
    agency_id = models.UUIDField()
    received_on = models.DateField()
    received_at = models.DateTimeField(null=True)
    priority = models.CharField(max_length=5)
    due_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=30)
    on_time = models.BooleanField(null=True)

    class Meta:
        managed = False
        db_table = "assessments_fact_contact"

    def __str__(self) -> str:
        return str(self.id)


class AssessmentChildFact(models.Model):
    """A child on an S&N of any status. Merged records of a child appear as the one that stands for them."""

    pk = models.CompositePrimaryKey("assessment_id", "child_id")
    assessment_id = models.UUIDField()
    child_id = models.UUIDField()

    class Meta:
        managed = False
        db_table = "assessments_fact_assessment_child"

    def __str__(self) -> str:
        return f"{self.assessment_id}: {self.child_id}"


class ContactChildFact(models.Model):
    """A child in a MASH contact. Merged records of a child appear as the one that stands for them."""

    pk = models.CompositePrimaryKey("contact_id", "child_id")
    contact_id = models.UUIDField()
    child_id = models.UUIDField()

    class Meta:
        managed = False
        db_table = "assessments_fact_contact_child"

    def __str__(self) -> str:
        return f"{self.contact_id}: {self.child_id}"


class MeetingFact(models.Model):
    """A TAF meeting, planned or held; ``outcome`` is a code, empty when there is none."""

    id = models.UUIDField(primary_key=True)
    assessment_id = models.UUIDField()
    chair_agency_id = models.UUIDField()
    planned_on = models.DateField()
    held_on = models.DateField(null=True)
    outcome = models.CharField(max_length=10)

    class Meta:
        managed = False
        db_table = "assessments_fact_meeting"

    def __str__(self) -> str:
        return str(self.id)


class AttendanceFact(models.Model):
    """Somebody asked to a TAF meeting. ``agency_id`` null: of the family, or of no agency; ``attendance`` is a code."""

    id = models.BigIntegerField(primary_key=True)
    meeting_id = models.UUIDField()
    agency_id = models.UUIDField(null=True)
    of_family = models.BooleanField()
    attendance = models.CharField(max_length=10)

    class Meta:
        managed = False
        db_table = "assessments_fact_attendance"

    def __str__(self) -> str:
        return f"{self.meeting_id}: {self.attendance}"


class TafFact(models.Model):
    """A Team Around the Family: a counted S&N whose plan needs one or that has met, with its first and last meeting."""

    assessment_id = models.UUIDField(primary_key=True)
    agency_id = models.UUIDField()
    completed_on = models.DateField()
    closed_on = models.DateField(null=True)
    needs_taf = models.BooleanField(null=True)
    first_on = models.DateField(null=True)
    last_on = models.DateField(null=True)

    class Meta:
        managed = False
        db_table = "assessments_fact_taf"

    def __str__(self) -> str:
        return str(self.assessment_id)


class PlanFact(models.Model):
    """A statutory plan: counts one, on ``started_on``. ``type`` and ``category`` are codes."""

    id = models.UUIDField(primary_key=True)
    child_id = models.UUIDField()
    type = models.CharField(max_length=20)
    category = models.CharField(max_length=10)
    started_on = models.DateField()
    ended_on = models.DateField(null=True)

    class Meta:
        managed = False
        db_table = "assessments_fact_plan"

    def __str__(self) -> str:
        return str(self.id)


class ChildIdentity(models.Model):
    """A child's record that was merged, and the one at the end of the chain that stands for it."""

    id = models.UUIDField(primary_key=True)
    stands_for_id = models.UUIDField()

    class Meta:
        managed = False
        db_table = "assessments_child_identity"

    def __str__(self) -> str:
        return f"{self.id}: {self.stands_for_id}"
