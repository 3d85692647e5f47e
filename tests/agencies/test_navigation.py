"""The service navigation at the top of every page."""

import uuid

import pytest

from agencies import navigation
from agencies.models import Role
from agencies.scope import Scope

WIDTH = 960  # pixels that GOV.UK pages have for it
LETTER, GAP = 9.5, 30  # of Arial at 19 px on average; a browser's fonts are not asked, as they differ between machines


@pytest.mark.parametrize("role", Role)
def test_the_sections_of_a_role_stand_in_one_line(rf, role):
    scope = Scope(user_id=uuid.uuid4(), agency_id=uuid.uuid4(), roles=frozenset({role}))

    sections = navigation.items(rf.get("/"), scope)

    assert sections
    assert LETTER * sum(len(one.text) for one in sections) + GAP * (len(sections) - 1) <= WIDTH
