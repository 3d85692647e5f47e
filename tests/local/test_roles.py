"""The four database roles: the same on the embedded server and on a real one, however often they are made."""

import os
import subprocess
import sys

import psycopg
import pytest

from ehtrack import local, roles
from tests.servers import Servers

NAMES = {"owner": "county-owner", "app": "county-app", "system": "county-system", "reporting": "county-reporting"}
MEMBERS = """
    select r.rolname, m.rolname from pg_auth_members join pg_roles r on r.oid = roleid
    join pg_roles m on m.oid = member where m.rolname like 'county-%'
"""
TURNED = """
    revoke "{app}" from "{system}";
    alter role "{system}" nologin password null;
    create role "who-made-them" createrole;
    grant "{system}" to "who-made-them" with admin option;
    grant "{system}" to "{app}" granted by "who-made-them";
    grant "{system}" to "{app}";
"""


def _manage(servers: Servers, *arguments: str, **changes: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("EHTRACK_", "DJANGO_"))}
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=local.BASE_DIR,
        env=environment | servers.environment() | changes,
        capture_output=True,
        text=True,
        check=False,
    )


def _ask(url: str, statement: str) -> list[tuple]:
    with psycopg.connect(url, connect_timeout=5) as connection:
        cursor = connection.execute(statement)
        return cursor.fetchall() if cursor.description else []


@pytest.fixture(scope="module")
def county(servers: Servers) -> Servers:
    done = _manage(servers, "create_roles")
    assert done.returncode == 0, done.stderr
    return servers


@pytest.mark.parametrize("role", NAMES.values())
def test_no_role_has_powers_over_the_server(county: Servers, role: str) -> None:
    columns = ", ".join(f"bool_or({column})" for column in roles.ATTRIBUTES)

    powers = _ask(county.database_url("postgres"), f"select {columns} from pg_roles where rolname = '{role}'")

    assert powers == [(False,) * len(roles.ATTRIBUTES)]


def test_the_system_may_turn_into_the_application_and_no_role_is_a_member_of_another_else(county: Servers) -> None:
    assert _ask(county.database_url("postgres"), MEMBERS) == [(NAMES["app"], NAMES["system"])]


def test_where_the_application_could_turn_into_the_system_it_is_turned_round(county: Servers) -> None:
    """As servers were made before: nobody signed in as the system. The right came from whoever made the roles."""
    _ask(county.database_url("postgres"), TURNED.format(**NAMES))
    assert _turn(county, "county-app", "county-system") == [("county-system",)]

    done = _manage(county, "create_roles")

    assert done.returncode == 0, done.stderr
    assert _ask(county.database_url("postgres"), MEMBERS) == [(NAMES["app"], NAMES["system"])]
    assert _turn(county, "county-system", "county-app") == [("county-app",)]
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        _turn(county, "county-app", "county-system")


def _turn(servers: Servers, one: str, into: str) -> list[tuple]:
    return _ask(servers.database_url(one), f"select set_config('role', '{into}', true)")


def test_the_owner_owns_the_database_and_the_others_own_nothing(county: Servers) -> None:
    owner = _ask(
        county.database_url("postgres"), "select pg_get_userbyid(datdba) from pg_database where datname = 'ehtrack'"
    )
    owned = _ask(
        county.database_url("postgres"),
        "select count(*) from pg_shdepend join pg_roles r on r.oid = refobjid "
        "where deptype = 'o' and rolname in ('county-app', 'county-system', 'county-reporting')",
    )

    assert owner == [("county-owner",)]
    assert owned == [(0,)]


def test_what_the_owner_makes_the_application_may_use_and_reporting_may_not(county: Servers) -> None:
    _ask(county.database_url("county-owner"), "create table made (id bigint generated always as identity, n int)")

    _ask(county.database_url("county-app"), "insert into made (n) values (1)")
    _ask(county.database_url("county-app"), "update made set n = 2")

    assert _ask(county.database_url("county-app"), "select n from made") == [(2,)]
    for statement in ("truncate made", "alter table made add x int", "create table mine (id int)", "drop table made"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            _ask(county.database_url("county-app"), statement)
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        _ask(county.database_url("county-reporting"), "select n from made")


def test_functions_of_the_owner_are_not_for_everybody(county: Servers) -> None:
    _ask(county.database_url("county-owner"), "create function seven() returns int language sql return 7")

    assert _ask(county.database_url("county-app"), "select seven()") == [(7,)]
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        _ask(county.database_url("county-reporting"), "select seven()")


def test_reporting_is_read_only_even_where_it_is_granted_more(county: Servers) -> None:
    _ask(county.database_url("county-owner"), "create table granted (n int)")
    _ask(county.database_url("county-owner"), 'grant all on granted to "county-reporting"')

    with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
        _ask(county.database_url("county-reporting"), "insert into granted values (1)")


def test_a_role_of_another_program_does_not_enter(county: Servers) -> None:
    admin = county.database_url("postgres")
    _ask(admin, "create role stranger login password 'a'")
    stranger = f"postgresql://stranger:a@127.0.0.1:{county.database_port}/ehtrack"

    with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
        _ask(stranger, "select 1")


def test_the_command_may_run_again_and_changes_a_password(county: Servers) -> None:
    changed = county.database_url("county-app").replace("a%20password", "another%20password")

    done = _manage(county, "create_roles", DATABASE_URL=changed)

    assert done.returncode == 0, done.stderr
    assert "password" not in done.stdout
    assert _ask(changed, "select current_user") == [("county-app",)]
    assert _manage(county, "create_roles").returncode == 0
    assert _ask(county.database_url("county-app"), "select current_user") == [("county-app",)]


def test_an_administrator_who_is_no_superuser_can_run_it(county: Servers) -> None:
    _ask(county.database_url("postgres"), "create role helper login createrole createdb password 'a'")
    admin = f"postgresql://helper:a@127.0.0.1:{county.database_port}/postgres"
    changes = {
        name: county.database_url(f"second-{role}", "second")
        for name, role in [
            ("DATABASE_URL", "app"),
            ("DATABASE_SYSTEM_URL", "system"),
            ("DATABASE_OWNER_URL", "owner"),
            ("DATABASE_REPORTING_URL", "reporting"),
        ]
    }

    for _ in range(2):
        done = _manage(county, "create_roles", DATABASE_ADMIN_URL=admin, **changes)

        assert done.returncode == 0, done.stderr
    assert _ask(changes["DATABASE_OWNER_URL"], "create table t (n int)") == []
    assert _ask(changes["DATABASE_URL"], "select n from t") == []


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"DATABASE_ADMIN_URL": ""}, "Set DATABASE_ADMIN_URL"),
        ({"DATABASE_URL": "postgresql://county-owner@127.0.0.1/ehtrack"}, "needs a role of its own"),
        ({"DATABASE_URL": "postgresql://county-app@127.0.0.1/other"}, "different databases"),
        ({"DATABASE_URL": "postgresql://postgres@127.0.0.1/ehtrack"}, "has SUPERUSER"),
    ],
)
def test_what_cannot_be_right_is_refused_in_words(county: Servers, changes: dict[str, str], words: str) -> None:
    done = _manage(county, "create_roles", **changes)

    assert done.returncode == 1
    assert words in done.stderr


def test_migrations_grant_to_roles_of_any_name(county: Servers) -> None:
    done = _manage(county, "migrate", "--verbosity", "0")

    assert done.returncode == 0, done.stderr
    assert _ask(county.database_url("county-app"), "select count(*) from agencies_user") == [(0,)]
    granted = _ask(
        county.database_url("county-owner"),
        "select count(*) > 0 from information_schema.role_table_grants where grantee = 'county-reporting'",
    )
    assert granted == [(True,)]
