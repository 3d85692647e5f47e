from django.db import models


class Change(models.Model):
    """The journal of changes to what figures are counted from: a row for each statement that made one.

    Written by database triggers only, and folded into one row by ``changes.fold``. Nothing is ever taken back, so its
    sum says, in any snapshot, which state of the records is seen.
    """

    id = models.BigAutoField(primary_key=True)
    changes = models.PositiveBigIntegerField()

    def __str__(self) -> str:
        return str(self.changes)
