"""``seed_demo`` itself: where it works, and where it refuses."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from agencies.models import Agency, AuditEvent
from agencies.services import audit
from ehtrack.demonstration import chronology


def seed(*words: str) -> str:
    told = StringIO()
    call_command("seed_demo", *words, stderr=told)
    return told.getvalue()


@pytest.mark.django_db
def test_a_real_site_is_never_seeded(settings) -> None:
    settings.DEMONSTRATION = False

    with pytest.raises(CommandError, match="local mode only"):
        seed()

    assert not Agency.objects.exists()


@pytest.mark.django_db
def test_a_second_time_does_nothing_and_says_so() -> None:
    audit.record(scope=None, action=chronology.DONE)

    assert "nothing was changed" in seed()
    assert not Agency.objects.exists()
    assert AuditEvent.objects.count() == 1


def test_too_few_agencies_are_refused() -> None:
    with pytest.raises(CommandError, match="at least 21"):
        seed("--agencies", "3")
