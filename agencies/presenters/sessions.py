"""Where somebody is signed in, as finished words."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from ehtrack.lib.components import link, tag_html
from ehtrack.lib.tables import Column, Table

# The first that the browser says of itself: most of them also name others for the sake of old pages.
BROWSERS = {
    "Edg": "Edge",
    "OPR/": "Opera",
    "SamsungBrowser": "Samsung Internet",
    "Firefox": "Firefox",
    "FxiOS": "Firefox",
    "CriOS": "Chrome",
    "Chrome": "Chrome",
    "Safari": "Safari",
}
MACHINES = {
    "iPhone": "an iPhone",
    "iPad": "an iPad",
    "Android": "an Android device",
    "Windows": "Windows",
    "CrOS": "a Chromebook",
    "Macintosh": "a Mac",
    "Linux": "Linux",
}


def browser_words(user_agent: str) -> str:
    browser = next((name for sign, name in BROWSERS.items() if sign in user_agent), "Another browser")
    machine = next((name for sign, name in MACHINES.items() if sign in user_agent), "")
    return f"{browser} on {machine}" if machine else browser


def sessions_table(sessions: Iterable[tuple[UUID, str, datetime | None, datetime | None]], *, own: UUID) -> Table:
    """Each session as (id, browser, signed in, last used)."""
    columns = [
        Column("browser", "Browser"),
        Column("since", "Signed in"),
        Column("seen", "Last used"),
        Column("end", "End"),
    ]
    rows = [
        [
            browser,
            _moment(since),
            _moment(seen),
            tag_html("This browser", "green")
            if session == own
            else link("Sign out", reverse("session_end", args=[session]), hidden=f"of {browser}, {_moment(since)}"),
        ]
        for session, browser, since, seen in sessions
    ]
    return Table("Where you are signed in", columns, rows)


def _moment(at: datetime | None) -> str:
    return date_format(timezone.localtime(at), "j F Y, H:i") if at else "Just now"
