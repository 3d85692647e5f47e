"""The four database roles and what each may do: the one place that says so.

owner       makes the schema (migrations only)
app         reads and writes rows, never the schema; row level security shows it the rows of one person. The web
            signs in as it and can turn into nobody else
system      signs in for tasks and commands: the same rights, the rows of everybody; turns into app (SET ROLE) for
            what they do behind the wall
reporting   read only, and nothing but what a migration grants it by name

Used for the embedded server (``ehtrack.keeper``), for a real one (``manage.py create_roles``) and for test databases.
Everything here may be run again. A migration grants or revokes by ``ehtrack.lib.migrations.RunSQLWithRoles``.
"""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any, NamedTuple

import psycopg
from psycopg import sql

ATTRIBUTES = {
    "rolsuper": "SUPERUSER",
    "rolbypassrls": "BYPASSRLS",
    "rolcreaterole": "CREATEROLE",
    "rolcreatedb": "CREATEDB",
    "rolreplication": "REPLICATION",
}

DATABASE_RIGHTS = """
    revoke all on database {database} from public;
    grant connect, temporary on database {database} to {app}, {system};
    grant connect on database {database} to {reporting};
    revoke all on schema public from public;
    grant usage, create on schema public to {owner};
    grant usage on schema public to {app}, {system}, {reporting};
    alter default privileges for role {owner} revoke execute on functions from public;
    alter default privileges for role {owner} in schema public grant execute on functions to {app}, {system};
    alter default privileges for role {owner} in schema public
        grant select, insert, update, delete on tables to {app}, {system};
    alter default privileges for role {owner} in schema public grant usage, select on sequences to {app}, {system};
"""

GRANTORS = """
    select pg_get_userbyid(grantor) from pg_auth_members
    where pg_get_userbyid(roleid) = %s and pg_get_userbyid(member) = %s
"""


class UnsafeRole(Exception):
    """A role of this name is there already and may do more than ehtrack allows it."""


class Role(NamedTuple):
    name: str
    password: str = ""


class Roles(NamedTuple):
    owner: Role
    app: Role
    system: Role
    reporting: Role

    @classmethod
    def of(cls, databases: Mapping[str, Mapping[str, Any]]) -> "Roles":
        """The roles that settings.DATABASES names, in a process that works for the system."""
        aliases = {"owner": "owner", "app": "app", "system": "default", "reporting": "reporting"}
        return cls(**{role: _named(databases[alias]) for role, alias in aliases.items()})

    def identifiers(self) -> dict[str, sql.Identifier]:
        return {field: sql.Identifier(role.name) for field, role in self._asdict().items()}


def _named(entry: Mapping[str, Any]) -> Role:
    return Role(entry["USER"], entry.get("PASSWORD", ""))


def create(*, admin: Mapping[str, Any], roles: Roles, database: str) -> None:
    """Make the roles and the database if they are absent, and set their rights.

    ``admin`` is what psycopg connects with: a superuser, or on a managed server a role with CREATEROLE and CREATEDB.
    Raises UnsafeRole.
    """
    with psycopg.connect(**admin, autocommit=True) as server:
        for role in roles:
            _create_role(server, role)
        _take_back(server, roles.system, held_by=roles.app)
        _let_become(server, roles.app, held_by=roles.system)
        server.execute(
            sql.SQL("alter role {} set default_transaction_read_only = on").format(sql.Identifier(roles.reporting.name))
        )
        _become_member(server, roles.owner)
        _create_database(server, database, roles.owner)
    with psycopg.connect(**{**admin, "dbname": database}) as connection:
        connection.execute(
            sql.SQL(DATABASE_RIGHTS).format(database=sql.Identifier(database), **roles.identifiers()),
            prepare=False,
        )


def _create_role(server: psycopg.Connection, role: Role) -> None:
    name = sql.Identifier(role.name)
    row = server.execute(
        sql.SQL("select {} from pg_roles where rolname = %s").format(
            sql.SQL(", ").join(map(sql.Identifier, ATTRIBUTES))
        ),
        [role.name],
    ).fetchone()
    if row is None:
        server.execute(sql.SQL("create role {} login").format(name))
    else:
        _refuse_powers(role, row)
    if role.password:
        # Hashed here, so that the password itself is in no statement and no server log.
        secret = server.pgconn.encrypt_password(role.password.encode(), role.name.encode(), b"scram-sha-256").decode()
        server.execute(sql.SQL("alter role {} login password {}").format(name, sql.Literal(secret)))


def _refuse_powers(role: Role, row: tuple[bool, ...]) -> None:
    powers = [word for word, held in zip(ATTRIBUTES.values(), row, strict=True) if held]
    if powers:
        raise UnsafeRole(
            f'The database role "{role.name}" has {", ".join(powers)}. Take it away (ALTER ROLE), or name another role.'
        )


def _take_back(server: psycopg.Connection, role: Role, *, held_by: Role) -> None:
    """No right to turn into ``role`` is left: the application had that of turning into the system.

    Each grant is taken back in the name of who gave it: nobody else's word undoes it. Raises UnsafeRole.
    """
    names = {"role": sql.Identifier(role.name), "member": sql.Identifier(held_by.name)}
    for (grantor,) in server.execute(GRANTORS, [role.name, held_by.name]).fetchall():
        by = sql.Identifier(grantor)
        with suppress(psycopg.errors.InsufficientPrivilege):
            server.execute(sql.SQL("revoke {role} from {member} granted by {by}").format(**names, by=by))
    if _may_become(server, role, held_by):
        raise UnsafeRole(
            f'The database role "{held_by.name}" can turn into "{role.name}". Take it away as a superuser (REVOKE).'
        )


def _let_become(server: psycopg.Connection, role: Role, *, held_by: Role) -> None:
    """May turn into ``role``, and has none of its rights until it does."""
    names = {"role": sql.Identifier(role.name), "member": sql.Identifier(held_by.name)}
    server.execute(sql.SQL("alter role {member} login noinherit").format(**names))
    if not _may_become(server, role, held_by):
        server.execute(sql.SQL("grant {role} to {member}").format(**names))


def _may_become(server: psycopg.Connection, role: Role, member: Role) -> bool:
    row = server.execute("select pg_has_role(%s, %s, 'member')", [member.name, role.name]).fetchone()
    return bool(row and row[0])


def _become_member(server: psycopg.Connection, owner: Role) -> None:
    """Only a superuser may act for a role that it is no member of."""
    row = server.execute("select rolsuper from pg_roles where rolname = current_user").fetchone()
    if row and not row[0]:
        server.execute(sql.SQL("grant {} to current_user").format(sql.Identifier(owner.name)))


def _create_database(server: psycopg.Connection, database: str, owner: Role) -> None:
    names = {"database": sql.Identifier(database), "owner": sql.Identifier(owner.name)}
    row = server.execute("select pg_get_userbyid(datdba) from pg_database where datname = %s", [database]).fetchone()
    if row is None:
        server.execute(sql.SQL("create database {database} owner {owner}").format(**names))
    elif row[0] != owner.name:
        server.execute(sql.SQL("alter database {database} owner to {owner}").format(**names))
