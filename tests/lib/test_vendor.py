import hashlib
import io
import json
import re
import tarfile
from dataclasses import replace
from pathlib import Path

import django_htmx
import pytest
from django.contrib.staticfiles.storage import ManifestStaticFilesStorage
from django.core.management import call_command

from ehtrack.lib import vendor
from ehtrack.lib.vendor import PACKAGES, VENDOR_DIR, Edit, File, Package, UnexpectedArchive

FOLDERS = [package.folder for package in PACKAGES]
FILES = {"govuk-frontend": 2, "moj-frontend": 13, "accessible-autocomplete": 2, "htmx": 1}


def recorded(folder: str) -> dict:
    return json.loads((VENDOR_DIR / folder / "vendor.json").read_text())


def served() -> list[Path]:
    return [path for path in VENDOR_DIR.rglob("*") if path.suffix in {".css", ".js", ".svg"}]


@pytest.mark.parametrize("package", PACKAGES, ids=FOLDERS)
def test_each_file_is_the_one_that_was_taken_from_the_archive(package: Package) -> None:
    record = recorded(package.folder)

    found = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in (VENDOR_DIR / package.folder).iterdir()
        if path.name not in {"vendor.json", "LICENSE.txt"}
    }

    assert found == record["sha256"]
    assert len(found) == FILES[package.folder]
    assert (record["version"], record["integrity"]) == (package.version, package.integrity)


def test_every_folder_has_a_package_and_every_package_its_licence() -> None:
    assert {path.name for path in VENDOR_DIR.iterdir() if path.is_dir()} == set(FOLDERS)
    assert all("ermission" in (VENDOR_DIR / folder / "LICENSE.txt").read_text() for folder in FOLDERS)


@pytest.mark.parametrize("forbidden", ["GDS Transport", "govuk-crest", "/assets/", "sourceMappingURL", "@font-face"])
def test_nothing_is_served_that_belongs_to_gov_uk_or_does_not_resolve(forbidden: str) -> None:
    assert [path.name for path in served() if forbidden in path.read_text()] == []


def test_every_address_in_a_stylesheet_is_a_file_beside_it() -> None:
    addresses = [
        (path, address)
        for path in served()
        if path.suffix == ".css"
        for address in re.findall(r"url\(([^)]*)\)", path.read_text())
        if not address.startswith(("data:", '"data:'))
    ]

    assert len(addresses) == 11
    assert all((path.parent / address).is_file() for path, address in addresses)


def test_an_edit_that_matches_more_or_less_often_than_it_must_stops_the_upgrade() -> None:
    edits = (Edit("crest", "none", 2),)

    assert vendor.edited("crest crest", edits) == "none none"
    with pytest.raises(UnexpectedArchive, match="1 times, not 2"):
        vendor.edited("crest", edits)


def test_an_archive_with_another_digest_is_refused(tmp_path: Path) -> None:
    archive = tmp_path / "look.tgz"
    with tarfile.open(archive, "w:gz") as tar:
        member = tarfile.TarInfo("package/look.css")
        member.size = 3
        tar.addfile(member, io.BytesIO(b"a{}"))
    package = Package("look", "look", "1", archive.name, "", (File("look.css", (Edit("a", "b", 1),)),))

    known = replace(package, integrity=vendor.integrity(archive.read_bytes()))
    written = vendor.unpack(known, archive, tmp_path / "out")

    assert (tmp_path / "out" / "look.css").read_text() == "b{}"
    assert written == {"look.css": hashlib.sha256(b"b{}").hexdigest()}
    with pytest.raises(UnexpectedArchive, match="is not look 1"):
        vendor.unpack(package, archive, tmp_path / "out")


def test_htmx_is_the_one_that_django_htmx_ships() -> None:
    shipped = Path(django_htmx.__file__).parent / "static" / "django_htmx" / "htmx-4.min.js"

    assert (VENDOR_DIR / "htmx" / "htmx.min.js").read_bytes() == shipped.read_bytes()


def test_static_files_can_be_collected_with_hashed_names(settings, tmp_path: Path) -> None:
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    }

    call_command("collectstatic", interactive=False, verbosity=0)

    names = ManifestStaticFilesStorage(location=tmp_path).load_manifest()[0]
    assert "vendor/govuk-frontend/govuk-frontend.min.css" in names
    assert re.fullmatch(r"ehtrack/app\.[0-9a-f]{12}\.css", names["ehtrack/app.css"])
