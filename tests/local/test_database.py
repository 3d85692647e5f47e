import pytest
from django.db import connection, connections


@pytest.mark.django_db
def test_a_plain_test_runs_as_the_application() -> None:
    with connection.cursor() as cursor:
        cursor.execute("select current_user, current_database()")
        user, name = cursor.fetchone()
    assert user == "ehtrack_app"
    assert name.startswith("clone_")


def test_clone(clone):
    with connection.cursor() as cursor:
        cursor.execute("select current_user, current_database()")
        assert cursor.fetchone()[1] == clone


def test_clone2(clone):
    with connection.cursor() as cursor:
        cursor.execute("select current_user, current_database()")
        assert cursor.fetchone()[1] == clone
