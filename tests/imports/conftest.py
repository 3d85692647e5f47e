from datetime import UTC, datetime
from io import BytesIO

import pytest

from agencies.imports import Order
from ehtrack.imports.kinds import KINDS
from ehtrack.lib.importing.run import run

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


@pytest.fixture
def load():
    """Import lines of a CSV as a kind; what the result tells."""

    def load(kind, text, *, source="main", scope=None, own_agency="", **options):
        order = Order(source=source, now=NOW, scope=scope, own_agency=own_agency)
        return run(KINDS[kind](order), BytesIO(text.encode()), **options)

    return load


def counts(result):
    return (result.created, result.updated, result.unchanged, result.rejected)


def told(problems):
    return [(problem.line, problem.column, problem.value) for problem in problems]
