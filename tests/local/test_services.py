"""The embedded services: one set for all users of a data directory, none when there is no user."""

import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.local.conftest import Directory, eventually, leave, wait_for


def test_users_that_start_at_once_share_one_set_of_servers(directory: Directory) -> None:
    users = [directory.start_user() for _ in range(4)]

    for user in users:
        wait_for(user)

    assert len(directory.pids("bin/postgres")) == 1
    assert len(directory.pids("valkey")) == 1
    assert len(directory.pids("ehtrack.keeper")) == 1


def test_servers_outlive_the_user_that_started_them_and_end_with_the_last(directory: Directory) -> None:
    first, second = directory.user(), directory.user()

    leave(first)

    assert not eventually(directory.servers_are_gone, seconds=1.5)
    assert directory.ask("select 1") == [(1,)]

    leave(second)

    assert eventually(directory.is_quiet)
    assert not directory.sockets.exists()


def test_kill_9_of_the_last_user_ends_the_servers(directory: Directory) -> None:
    user = directory.user()

    user.kill()

    assert eventually(directory.is_quiet)


def test_ctrl_c_of_one_user_does_not_reach_the_servers(directory: Directory) -> None:
    first, _second = directory.user(), directory.user()

    os.killpg(first.pid, signal.SIGINT)
    first.wait(60)

    assert not eventually(directory.servers_are_gone, seconds=1.5)
    assert directory.ask("select 1") == [(1,)]


def test_a_management_command_beside_a_user_leaves_the_servers_to_it(directory: Directory) -> None:
    directory.user()
    keepers = directory.pids("ehtrack.keeper")

    done = directory.manage(
        "shell", "-c", "from django.db import connection as c; c.ensure_connection(); print('seen')"
    )

    assert done.returncode == 0, done.stderr
    assert "seen" in done.stdout
    assert not eventually(directory.servers_are_gone, seconds=1.5)
    assert directory.pids("ehtrack.keeper") == keepers


def test_a_management_command_alone_starts_what_it_needs_and_stops_it(directory: Directory) -> None:
    done = directory.manage(
        "shell", "-c", "from django.db import connection as c; c.ensure_connection(); print('seen')"
    )

    assert "seen" in done.stdout, done.stderr
    assert eventually(directory.is_quiet)


@pytest.mark.parametrize("victims", ["ehtrack.keeper", "bin/postgres", "valkey", ""])
def test_after_kill_9_of_servers_or_keeper_the_next_start_finds_the_data(directory: Directory, victims: str) -> None:
    user = directory.user()
    directory.ask("create table kept as select 7 as number")

    for pid in directory.pids(victims):
        os.kill(pid, signal.SIGKILL)
    leave(user)

    assert eventually(directory.is_quiet)
    directory.user()
    assert directory.ask("select number from kept") == [(7,)]


@pytest.mark.parametrize("victim", ["bin/postgres", "valkey"])
def test_a_server_that_dies_is_started_again_under_its_users(directory: Directory, victim: str) -> None:
    directory.user()
    [before] = directory.pids(victim)

    os.kill(before, signal.SIGKILL)

    assert eventually(lambda: directory.pids(victim) not in ([], [before]))
    wait_for(directory.start_user())
    assert directory.ask("select 1") == [(1,)]


def test_kill_9_of_the_keeper_takes_the_servers_with_it(directory: Directory) -> None:
    directory.user()
    [keeper] = directory.pids("ehtrack.keeper")

    os.kill(keeper, signal.SIGKILL)

    assert eventually(directory.servers_are_gone)


def test_two_data_directories_have_nothing_in_common(make_directory: Callable[..., Directory]) -> None:
    one, other = make_directory(), make_directory()
    first, _second = one.user(), other.user()

    one.ask("create table here as select 1 as number")
    leave(first)

    assert eventually(one.is_quiet)
    assert other.ask("select to_regclass('here')") == [(None,)]


def test_a_long_path_is_no_matter(make_directory: Callable[..., Directory]) -> None:
    directory = make_directory(below="/".join(["d" * 60] * 4))

    directory.user()

    assert len(bytes(directory.sockets / ".s.PGSQL.5432")) < 107
    assert directory.ask("select 1") == [(1,)]


def test_only_the_owner_enters_the_sockets_and_there_is_no_port(directory: Directory) -> None:
    directory.user()

    assert directory.sockets.stat().st_mode & 0o777 == 0o700
    assert directory.ask("show listen_addresses") == [("",)]
    assert not directory.pids("--port 6379")


def test_a_socket_directory_that_another_put_there_is_refused(directory: Directory, tmp_path: Path) -> None:
    directory.sockets.symlink_to(tmp_path)
    try:
        done = directory.manage("shell", "-c", "print('in')")
    finally:
        directory.sockets.unlink()

    assert done.returncode == 1
    assert "belongs to somebody else" in done.stderr


def test_a_directory_the_servers_cannot_reach_is_replaced_by_one_they_can(
    make_directory: Callable[..., Directory],
) -> None:
    """Root's home is closed to the user that runs PostgreSQL for root. Anybody else runs it as themselves."""
    directory = make_directory(mode=0o700)
    moved = Path("/var/tmp", directory.sockets.name) if os.geteuid() == 0 else directory.path
    user = directory.user()
    directory.ask("create table kept as select 7 as number")
    leave(user)
    assert eventually(directory.is_quiet)

    directory.user()

    assert directory.ask("select number from kept") == [(7,)]
    assert (moved / "data" / "postgres").is_dir()
    assert moved.stat().st_mode & 0o077 == (0 if os.geteuid() == 0 else moved.stat().st_mode & 0o077)


def test_the_log_of_the_server_holds_no_values(directory: Directory) -> None:
    directory.user()

    with pytest.raises(Exception, match="invalid input syntax"):
        directory.ask("select 'Canary Jones'::int")

    assert "Canary" not in (directory.path / "postgres.log").read_text()
