"""18. The audit and its seals are append-only, also for the application's database role."""

import pytest
from django.db import DatabaseError, connection, connections, transaction

from agencies.services import audit
from tests.promises.sealing import seal

FORBIDDEN = [
    "update {table} set {column} = {column}",
    "delete from {table}",
    "truncate {table}",
    "alter table {table} disable trigger all",
    "alter table {table} disable trigger {trigger}",
    "drop trigger {trigger} on {table}",
    "drop table {table}",
    "set session_replication_role = replica",
]
TABLES = {
    "agencies_auditevent": {"column": "reason", "trigger": "audit_append_only"},
    "agencies_auditseal": {"column": "digest", "trigger": "audit_seal_append_only"},
}


@pytest.fixture
def sealed(clone):
    audit.record(scope=None, action="child.read")
    seal(1)


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("statement", FORBIDDEN)
def test_the_application_can_only_add(sealed, table, statement):
    refused = pytest.raises(DatabaseError, match=r"permission denied|must be owner")
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(table=table, **TABLES[table]))


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("statement", FORBIDDEN[:3])
def test_the_owner_is_stopped_by_the_trigger_too(sealed, table, statement):
    with pytest.raises(DatabaseError, match="append-only"), connections["owner"].cursor() as cursor:
        cursor.execute(statement.format(table=table, **TABLES[table]))
