from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models.functions import Now

from agencies.models.user import User


class Session(AbstractBaseSession):
    """A browser in which somebody is signed in, or may become so. Its row is the session: deleting it ends it."""

    user = models.ForeignKey(User, models.CASCADE, null=True, related_name="sessions")
    browser = models.CharField(max_length=60, blank=True)
    signed_in_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)

    class Meta(AbstractBaseSession.Meta):
        verbose_name = "session"

    def __str__(self) -> str:
        return f"session of {self.user_id}"


class SignInFailure(models.Model):
    """One wrong password. Of account and address only digests that nobody without the secret key can make."""

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(db_default=Now())
    account = models.CharField(max_length=64)
    address = models.CharField(max_length=64)

    class Meta:
        indexes = [models.Index(fields=["address", "account", "at"], name="sign_in_failure_by_address")]

    def __str__(self) -> str:
        return f"wrong password {self.at:%Y-%m-%d %H:%M}"
