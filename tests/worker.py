"""What a worker does, in the test's own process."""

from agencies.models import ImportJob
from ehtrack.imports.tasks import run_import


def do_imports() -> None:
    """Those that were asked for and wait."""
    for job in ImportJob.objects.filter(finished_at=None):
        run_import(str(job.pk))
