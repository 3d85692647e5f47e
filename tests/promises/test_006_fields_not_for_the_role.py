"""6. A field that a role may not see is in no page, file, search result, error or log.

Every text of records stands as a word of its own; each of the cast asks for every address that there is.
"""

import io
import zipfile

import pytest
from django.core import mail
from django.db import transaction
from django.urls import reverse

from tests import factories
from tests.access_walk import body
from tests.cast import PLAYERS
from tests.dashboards import publishing
from tests.promises.canaries import furnish
from tests.promises.reachable import urls_of
from tests.shown_forms import filled

FOUND_BY = "qz"  # what every canary begins with: a search finds all that the person may find
SEARCHES = {"assessment_search": "text", "child_search": "text", "contact_search": "text"}
EXPORTS = ("assessments", "contacts", "sent-contacts")
FIGURES = ("export_agency", "export_partnership")
PUBLISHED = {"publish_figures": {}, "publish_returns": {"year": "2022-23", "quarter": "3"}}
SHOWN_NOWHERE = {"assessments.Child.reference", "assessments.Child.upn", "assessments.Assessment.withdrawn_reason"}


@pytest.fixture
def cage(cast, clone):
    return furnish(cast)


def text_of(response):
    """What is in an answer, headers and unpacked files too."""
    content = body(response)
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            content = b"\n".join(archive.read(name) for name in archive.namelist())
    return f"{response.headers}\n{content.decode()}"


@pytest.mark.parametrize("player", PLAYERS)
def test_no_page_search_file_error_or_log_holds_what_is_not_for_the_role(player, cast, cage, caplog):
    caplog.set_level("INFO")
    client, leaks, read = cast.client(player), {}, ""

    def look(url, response):
        nonlocal read
        said = text_of(response)
        read += said
        if found := cage.leaks(player, said):
            leaks[url] = found

    for name, field in SEARCHES.items():
        client.post(reverse(name), {field: FOUND_BY})
    for url in urls_of(cast.scope(player)):
        page = client.get(url)
        look(url, page)
        if typed := filled(page):
            look(f"POST {url}", wrong(client, url, typed))
    factories.return_version(factories.quarterly_return(cast.school), by=cast.ben)  # something to publish
    for url, response in files(client):
        look(url, response)
    logged = "\n".join(record.getMessage() + str(record.exc_text or "") for record in caplog.records)
    posted = "\n".join(message.subject + message.body for message in mail.outbox)

    assert leaks == {}
    assert cage.in_(logged + posted) == set()
    assert cage.unseen(player, read) <= SHOWN_NOWHERE, "the walk does not see what it should"


def wrong(client, url, typed):
    """What a page with a form answers to nonsense; whatever it did is undone."""
    with transaction.atomic():
        answer = client.post(url, dict.fromkeys(typed, "nonsense \u00e9 <b>") | {"version": "0"})
        transaction.set_rollback(True)
    return answer


def files(client):
    """Each export of records and of figures that the person may ask for, as both kinds of file."""
    for kind in EXPORTS:
        ask = reverse("export_ask", args=[kind])
        for format in ("csv", "xlsx"):
            page = client.get(ask)
            if page.status_code == 200:
                yield f"{ask} {format}", client.post(ask, {**filled(page), "format": format}, follow=True)
    for name in FIGURES:
        page = client.get(reverse(name))
        for format in ("csv", "xlsx") if page.status_code == 200 else ():
            yield f"{name} {format}", client.get(reverse(name), {**filled(page), "format": format})
    for name, chosen in PUBLISHED.items():
        page = client.get(reverse(name))
        if page.status_code == 200:
            yield name, publishing.file(client, reverse(name), {**filled(page), **chosen, "format": "csv"})
