"""Takes the front-end packages we serve out of their npm archives, without what a council may not or cannot serve.

A council is not GOV.UK: the crest and the GDS Transport typeface are licensed for GOV.UK alone. Source maps and
``/assets/`` paths point at files we do not have, so hashed static files could not be collected. Every edit names how
often it must match: an upgrade that changes the count stops here. How to upgrade: ehtrack/static/vendor/README.md.
"""

import base64
import hashlib
import json
import re
import sys
import tarfile
from dataclasses import dataclass
from pathlib import Path

VENDOR_DIR = Path(__file__).resolve().parent.parent / "static" / "vendor"
TYPEFACE = r"GDS Transport,(?=arial,sans-serif)"
ICONS = "close-cross-black document progress-tick tag-remove-cross tag-remove-cross-white toggle-plus-minus"
EDITOR_ICONS = "bold italic ordered-list underline unordered-list"


class UnexpectedArchive(Exception):
    """An archive is not the one we know, or an edit does not match as often as it must."""


@dataclass(frozen=True)
class Edit:
    pattern: str
    replacement: str
    count: int


@dataclass(frozen=True)
class File:
    member: str
    edits: tuple[Edit, ...] = ()


@dataclass(frozen=True)
class Package:
    folder: str
    name: str
    version: str
    archive: str
    integrity: str
    files: tuple[File, ...]


def _source_map(opening: str = r"/\*# ?", ending: str = r" ?\*/") -> Edit:
    return Edit(opening + r"sourceMappingURL=\S+?\.map" + ending, "", 1)


PACKAGES = (
    Package(
        folder="govuk-frontend",
        name="govuk-frontend",
        version="6.6.0",
        archive="govuk-frontend-6.6.0.tgz",
        integrity="sha512-xctkWrQvLnvQt7fyjQ3MGX9S0wz0x0RQuLxCeoXF+s8EjGICG81/DYQGKN5qgO+0KVT12UAaRwUsGY6fulRcRg==",
        files=(
            File(
                "dist/govuk/govuk-frontend.min.css",
                (
                    Edit(r"@font-face\{font-family:GDS Transport;[^}]*\}", "", 2),
                    Edit(TYPEFACE, "", 58),
                    Edit(r"url\(/assets/images/govuk-crest\.svg\)", "none", 3),
                    _source_map(),
                ),
            ),
            File("dist/govuk/govuk-frontend.min.js", (_source_map("//# ", ""),)),
        ),
    ),
    Package(
        folder="moj-frontend",
        name="@ministryofjustice/frontend",
        version="11.1.0",
        archive="ministryofjustice-frontend-11.1.0.tgz",
        integrity="sha512-1bkUbm2M4DpcpX/pOmumQRBsbJco9W2RwmJv5h/ZC/ZqrAOn2/FjpF+A7vS0gs7oMXBizr9O5huDrSYbLx73Nw==",
        files=(
            File(
                "moj/moj-frontend.min.css",
                (Edit(TYPEFACE, "", 60), Edit(r"url\(/assets/images/", "url(", 11), _source_map()),
            ),
            File("moj/moj-frontend.min.js", (_source_map("//# ", ""),)),
            *(File(f"moj/assets/images/icon-{icon}.svg") for icon in ICONS.split()),
            *(File(f"moj/assets/images/icon-wysiwyg-{icon}.svg") for icon in EDITOR_ICONS.split()),
        ),
    ),
    Package(
        folder="accessible-autocomplete",
        name="accessible-autocomplete",
        version="3.0.1",
        archive="accessible-autocomplete-3.0.1.tgz",
        integrity="sha512-xMshgc2LT5addvvfCTGzIkRrvhbOFeylFSnSMfS/PdjvvvElZkakCwxO3/yJYBWyi1hi3tZloqOJQ5kqqJtH4g==",
        files=(
            File("dist/accessible-autocomplete.min.css", (_source_map(),)),
            File("dist/accessible-autocomplete.min.js", (_source_map("//# ", ""),)),
        ),
    ),
    Package(
        folder="htmx",
        name="htmx.org",
        version="4.0.0-beta6",
        archive="htmx.org-4.0.0-beta6.tgz",
        integrity="sha512-se3PisNRdv7g988rKSOqsM6y/nB+7HOI8RrJYoRuK01nY1+uDBFLgdQEzLVXITLlXblvyOBZOu30hDu69keSfw==",
        files=(File("dist/htmx.min.js"),),
    ),
)


def edited(text: str, edits: tuple[Edit, ...]) -> str:
    """The text with each edit made; raises UnexpectedArchive when one matches more or less often than it must."""
    for edit in edits:
        text, found = re.subn(edit.pattern, edit.replacement, text)
        if found != edit.count:
            raise UnexpectedArchive(f"{edit.pattern} matched {found} times, not {edit.count}.")
    return text


def integrity(content: bytes) -> str:
    return "sha512-" + base64.b64encode(hashlib.sha512(content).digest()).decode()


def unpack(package: Package, archive: Path, target: Path) -> dict[str, str]:
    """Writes the package's files into target; returns the sha256 of each by its name."""
    if integrity(archive.read_bytes()) != package.integrity:
        raise UnexpectedArchive(f"{archive.name} is not {package.name} {package.version}.")
    target.mkdir(parents=True, exist_ok=True)
    written = {}
    with tarfile.open(archive) as tar:
        for file in package.files:
            member = tar.extractfile(f"package/{file.member}")
            if member is None:
                raise UnexpectedArchive(f"{archive.name} has no {file.member}.")
            content = edited(member.read().decode(), file.edits).encode()
            path = target / Path(file.member).name
            path.write_bytes(content)
            written[path.name] = hashlib.sha256(content).hexdigest()
    return written


def main(archives: Path) -> None:
    for package in PACKAGES:
        target = VENDOR_DIR / package.folder
        written = unpack(package, archives / package.archive, target)
        record = {
            "package": package.name,
            "version": package.version,
            "integrity": package.integrity,
            "sha256": written,
        }
        (target / "vendor.json").write_text(json.dumps(record, indent=2) + "\n")
        sys.stdout.write(f"{package.name} {package.version}: {len(written)} files\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
