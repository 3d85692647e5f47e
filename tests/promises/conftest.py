import pytest

from tests.access_table import COUNTED


@pytest.fixture
def everybody(request, name):
    """The cast; committed where a page counts, as the reporting role has a connection of its own."""
    if name in COUNTED:
        request.getfixturevalue("clone")
    return request.getfixturevalue("cast")
