import pytest

from tests import factories
from tests.attempts.secrets import BORN


@pytest.fixture
def child():
    return factories.child(
        "Quentin", "Vanderzee", date_of_birth=BORN, nhs_number="9434765919", address="12 Harbour Lane", reference="C-77"
    )


@pytest.fixture
def theirs(cast, child):
    """An S&N of the health visitors, written by somebody there and shared with nobody."""
    author = factories.person("Stranger", agency=cast.health)
    return factories.assessment(
        cast.health, children=[child], author=author, why_now="Riverside words", shared_on=None, consent="yes"
    )


@pytest.fixture
def own(cast):
    return factories.assessment(
        cast.school, children=[factories.child()], author=cast.asha, team=cast.pastoral, lead_professional=cast.asha
    )
