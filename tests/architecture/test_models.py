"""Migrations say all that the models say, and what the database refuses has a name that people can search for."""

import re
from collections import Counter
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection

APPS = ("agencies", "assessments", "dashboards")
MODELS = [model for app in APPS for model in apps.get_app_config(app).get_models()]
OWN = [model for model in MODELS if not model.__name__.endswith("History")]
NAMES = [constraint.name for model in MODELS for constraint in model._meta.constraints]
INDEXES = [index.name for model in OWN for index in model._meta.indexes]


@pytest.mark.django_db
def test_migrations_are_complete():
    said = StringIO()

    try:
        call_command("makemigrations", check_changes=True, dry_run=True, stdout=said)
    except SystemExit:
        pytest.fail(f"Changes without a migration:\n{said.getvalue()}")


def test_every_name_of_a_constraint_or_index_is_used_once():
    repeated = [name for name, number in Counter(NAMES + INDEXES).items() if number > 1]

    assert repeated == []


def test_names_say_the_rule_and_are_not_generated():
    generated = re.compile(r"(_[0-9a-f]{6,8}(_idx|_uniq|_check)?$)|^(agencies|assessments|dashboards)_|%")

    assert [name for name in NAMES + INDEXES if generated.search(name)] == []


def test_no_rule_is_declared_without_a_name():
    assert [
        model for model in MODELS if model._meta.unique_together or getattr(model._meta, "index_together", ())
    ] == []


@pytest.mark.django_db
def test_the_database_holds_every_declared_rule():
    with connection.cursor() as cursor:
        cursor.execute("select conname from pg_constraint union select indexname from pg_indexes")
        held = {row[0] for row in cursor.fetchall()}

    assert [name for name in NAMES if name not in held] == []
