import time
from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.locmem import EmailBackend

SECONDS = 0.2


class SlowPost(EmailBackend):
    """Keeps emails in memory, and takes as long as a server does: time enough for a second one to be sent."""

    def send_messages(self, messages: Sequence[EmailMessage]) -> int:
        time.sleep(SECONDS)
        return super().send_messages(messages)
