"""What tells a demonstration from a real site."""

import os
import subprocess
import sys

import pytest

from ehtrack import local

REAL = {
    "DATABASE_URL": "postgresql://app@db/ehtrack",
    "DATABASE_SYSTEM_URL": "postgresql://system@db/ehtrack",
    "DATABASE_OWNER_URL": "postgresql://owner@db/ehtrack",
    "DATABASE_REPORTING_URL": "postgresql://reporting@db/ehtrack",
    "REDIS_URL": "redis://broker/0",
    "EHTRACK_SECRET_KEY": "k" * 50,
    "EHTRACK_HOSTS": "ehtrack.example.org",
}


def _settings(environment: dict[str, str], name: str = "DEMONSTRATION") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", f"from ehtrack import settings; print(settings.{name})"],
        cwd=local.BASE_DIR,
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_with_every_address_and_secret_the_program_is_a_real_site() -> None:
    assert _settings(REAL).stdout.strip() == "False"


@pytest.mark.parametrize(
    ("environment", "required"), [(REAL, "True"), (REAL | {"EHTRACK_SECOND_FACTOR": "0"}, "False"), ({}, "False")]
)
def test_a_real_site_asks_for_a_second_factor_unless_told_otherwise(environment, required, tmp_path) -> None:
    done = _settings(environment | {"EHTRACK_LOCAL_DIR": str(tmp_path)}, "SECOND_FACTOR_REQUIRED")

    assert done.stdout.strip() == required


@pytest.mark.parametrize("missing", sorted(set(REAL) - {"DATABASE_URL"}))
def test_a_real_site_without_a_setting_says_which(missing: str) -> None:
    done = _settings({name: value for name, value in REAL.items() if name != missing})

    assert done.returncode != 0
    assert missing in done.stderr


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("EHTRACK_DEBUG", "1"),
        ("EHTRACK_HOSTS", "*"),
        ("EHTRACK_SECRET_KEY", "short"),
        ("EHTRACK_SECRET_KEY", local.SECRET_PREFIX + "k" * 60),
    ],
)
def test_a_real_site_refuses_what_only_a_demonstration_may_have(name: str, value: str) -> None:
    done = _settings(REAL | {name: value})

    assert done.returncode != 0
    assert name in done.stderr


def test_the_secret_of_a_demonstration_is_made_once_and_is_private(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EHTRACK_LOCAL_DIR", str(tmp_path))

    key = local.secret_key()

    assert local.secret_key() == key
    assert len(key) > 50
    assert key.startswith(local.SECRET_PREFIX)
    assert (tmp_path / "secret-key").stat().st_mode & 0o777 == 0o600


def test_importing_local_starts_nothing_and_loads_no_driver() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "import sys; from ehtrack import local; print('psycopg' in sys.modules)"],
        cwd=local.BASE_DIR,
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout.strip() == "False"
