from django.db import models


class AuditSeal(models.Model):
    """A seal over audit rows: those with an id from ``first_id`` to ``last_id``. Append-only, held by the database.

    ``digest`` is SHA-256 over the seal before it and every row here, so that a change anywhere breaks the chain.
    ``marks`` has the id and the first bytes of the digest of each row, so that the very row can be named.
    """

    id = models.BigAutoField(primary_key=True)
    first_id = models.BigIntegerField(unique=True)
    last_id = models.BigIntegerField()
    rows = models.PositiveIntegerField()
    marks = models.BinaryField()
    previous = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)
    sealed_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(last_id__gte=models.F("first_id")), name="audit_seal_in_order")
        ]

    def __str__(self) -> str:
        return f"seal {self.pk} over {self.first_id} to {self.last_id}"


class SealBound(models.Model):
    """Up to which id audit rows may be sealed once every transaction older than ``transaction`` has ended. One row."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    last_id = models.BigIntegerField()
    transaction = models.BigIntegerField()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="seal_bound_is_one_row")]

    def __str__(self) -> str:
        return f"up to {self.last_id}"
