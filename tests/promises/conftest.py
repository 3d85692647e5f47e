from datetime import date

import pytest

from agencies.models import Agency
from tests import factories
from tests.access_table import COUNTED


@pytest.fixture
def everybody(request, name):
    """The cast; committed where a page counts, as the reporting role has a connection of its own."""
    if name in COUNTED:
        request.getfixturevalue("clone")
    return request.getfixturevalue("cast")


@pytest.fixture
def named(cast):
    """The agency that Farid works for may be named: what he opens, the lead of the owning agency reviews."""
    Agency.objects.filter(pk=cast.refuge.pk).update(do_not_name=False)


@pytest.fixture
def family(cast):
    """A child of the school's, of whom Farid at the refuge knows nothing; nor does the MASH."""
    child = factories.child(
        "Robin", "Canary", date_of_birth=date(2015, 5, 1), postcode="OX1 1AA", address="1 Secret Street"
    )
    assessment = factories.assessment(
        cast.school, team=cast.pastoral, author=cast.asha, children=[child], consent="yes", not_to_share_with=""
    )
    return child, assessment
