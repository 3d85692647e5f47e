"""The service navigation: which sections each role finds at the top of every page."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse

from agencies.policy import Permission
from agencies.scope import Scope


@dataclass(frozen=True)
class Item:
    text: str
    url: str
    current: bool


SECTIONS: list[tuple[str, str, Permission]] = [
    ("S&Ns", "assessment_list", Permission.READ_ASSESSMENTS),
    ("TAF meetings", "meeting_list", Permission.READ_ASSESSMENTS),
    ("Children", "child_list", Permission.READ_CHILDREN),
    ("MASH contacts", "contact_list", Permission.READ_CONTACTS),
    ("MASH contacts", "sent_contact_list", Permission.SEE_SENT_CONTACTS),
    ("Figures", "partnership_figures", Permission.SEE_PARTNERSHIP_FIGURES),
    ("Figures", "agency_figures", Permission.SEE_AGENCY_FIGURES),
    ("Targets", "target_list", Permission.MANAGE_AGENCIES),
    ("Returns", "return_year", Permission.JUDGE_RETURNS),
    ("Returns", "own_returns", Permission.MAKE_RETURNS),
    ("Publications", "publication_list", Permission.SEE_PUBLICATIONS),
    ("Data quality", "quality_list", Permission.SEE_DATA_QUALITY),
    ("People", "person_list", Permission.MANAGE_PEOPLE),
    ("Networks", "network_list", Permission.RECORD_NETWORKS),
    ("Agencies", "agency_list", Permission.MANAGE_AGENCIES),
    ("Import", "import_list", Permission.IMPORT_FILES),
    ("Jobs", "job_list", Permission.SEE_JOBS),
    ("Watch list", "watch_list", Permission.SEE_WATCH_LIST),
    ("Access log", "access_log", Permission.READ_ACCESS_LOG),
]


def items(request: HttpRequest, scope: Scope) -> list[Item]:
    """The section of a page is the one whose address begins its own; else one that shares its first word."""
    offered = [(text, reverse(name)) for text, name, permission in SECTIONS if scope.may(permission)]
    begun = [url for _, url in offered if request.path.startswith(url)]
    alike = [url for _, url in offered if _first_word(url) == _first_word(request.path)]
    here = max(begun, key=len, default=alike[0] if alike else "")
    return [Item(text, url, url == here) for text, url in offered]


def _first_word(path: str) -> str:
    return path.split("/")[1]
