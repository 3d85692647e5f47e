"""From the list to the file in the browser: what it will hold, asked for once, opened by its asker only."""

import re
from datetime import timedelta
from urllib.parse import quote

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from agencies.models import AuditEvent, ExportJob, ExportPart, Membership, Role, User
from agencies.services import audit
from ehtrack.exports import jobs
from ehtrack.lib.exporting import sheets
from tests import factories
from tests.cast import PLAYERS
from tests.exports.conftest import furnish, read

ASK = "/exports/of/assessments/"


@pytest.fixture
def ben(cast):
    furnish(cast)
    return cast.client("ben")


def form_of(client, url=ASK):
    body = client.get(url).content.decode()
    hidden = re.findall(r'<input type="hidden" name="(request_key|search)"(?: value="([^"]*)")?', body)
    return {"format": "csv", **dict(hidden)}


def send(client, url=ASK, **typed):
    return client.post(url, {**form_of(client, url), **typed})


def body_of(response):
    return response.getvalue()


def text_of(response):
    return re.sub(r"\s+", " ", re.sub("<[^>]*>", " ", response.content.decode())).replace("&amp;", "&")


def test_the_list_leads_to_its_export_with_the_same_filters(ben):
    body = ben.get("/assessments/?shared=yes&page=1").content.decode()

    assert f'href="{ASK}?shared=yes"' in body


@pytest.mark.parametrize("path", ["/assessments/", "/contacts/sent/"])
def test_who_may_not_export_finds_no_way_to_it(cast, path):
    furnish(cast)

    assert b"Export these records" not in cast.client("asha").get(path).content


def test_the_page_says_what_the_file_will_hold_before_it_is_asked_for(ben):
    text = text_of(ben.get(f"{ASK}?shared=yes&completed_from=2022-09-02"))

    assert "4 S&Ns in 6 rows: one for each child" in text
    assert "Filters Shared with the council: Shared; Completed from: 2 September 2022" in text
    assert "Internal: holds personal data of children" in text
    assert not ExportJob.objects.exists()


def test_a_search_narrows_the_file_and_is_in_no_address(ben):
    ben.post("/assessments/search/", {"text": "Of3"})

    assert "1 S&N in 2 rows" in text_of(ben.get(ASK))
    response = send(ben)

    assert "Of3" not in response.headers["Location"]
    file = read(body_of(ben.get(response.headers["Location"])))
    assert sorted(file.column("child_name")) == ["Kim Of3", "Robin Of3"]


def test_a_search_in_another_tab_does_not_change_what_was_told(ben):
    form = form_of(ben)
    ben.post("/assessments/search/", {"text": "Of3"})

    response = ben.post(ASK, form)

    assert len(read(body_of(ben.get(response.headers["Location"]))).rows) == 9


def test_a_small_file_is_there_at_once(ben):
    response = send(ben)
    file = ben.get(response.headers["Location"])

    assert response.status_code == 302
    assert file.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert re.fullmatch(
        r'attachment; filename="ehtrack-assessments-\d{4}-\d\d-\d\d\.csv"', file.headers["Content-Disposition"]
    )
    body = body_of(file)
    assert len(body) == int(file.headers["Content-Length"])
    assert len(read(body).rows) == 9


def test_a_workbook_is_a_workbook(ben):
    file = ben.get(send(ben, format="xlsx").headers["Location"])

    assert body_of(file).startswith(b"PK")
    assert file.headers["Content-Disposition"].endswith('.xlsx"')


def test_a_large_file_leads_to_its_progress(ben, monkeypatch):
    monkeypatch.setattr(jobs, "SMALL", 3)

    page = ben.get(send(ben).headers["Location"])

    assert "Waiting to start." in text_of(page)
    assert 'hx-trigger="every 1s"' in page.content.decode()
    assert "Look again" in text_of(page)
    assert "Download" not in text_of(page)


def test_sent_twice_the_form_makes_one_file(ben):
    form = form_of(ben)

    first, second = (ben.post(ASK, form).headers["Location"] for _ in range(2))

    assert first == second
    assert ExportJob.objects.count() == 1


def test_eleven_in_an_hour_are_too_many(ben):
    for _ in range(10):
        assert send(ben).status_code == 302

    refused = send(ben)

    assert refused.status_code == 200
    assert "You have asked for 10 exports in the last hour, which is the most. Ask again after" in text_of(refused)
    assert ExportJob.objects.count() == 10
    ExportJob.objects.update(recorded_at=timezone.now() - timedelta(minutes=61))
    assert send(ben).status_code == 302


def test_more_rows_than_a_workbook_holds_are_csv_only_and_it_is_said(ben, monkeypatch):
    monkeypatch.setattr(sheets, "MOST_ROWS", 8)

    page = ben.get(ASK)

    assert "more rows than a workbook can hold" in text_of(page)
    assert 'value="xlsx"' not in page.content.decode()
    assert send(ben, format="xlsx").status_code == 200
    assert not ExportJob.objects.exists()


def test_nobody_else_opens_the_file_and_it_looks_like_none(cast, ben):
    with transaction.atomic():
        factories.person("A second lead", agency=cast.school, roles=[Role.LEAD], email="second@example.org")
    second = Client()
    second.force_login(User.objects.get(email="second@example.org"))
    file = send(ben).headers["Location"]
    nowhere = f"/exports/{'0' * 8}-0000-4000-8000-{'0' * 12}/file/"

    others = {name: cast.client(name) for name in PLAYERS if name != "ben"}
    for name, client in {**others, "second lead": second}.items():
        answers = [client.get(url) for url in (file, nowhere)]
        assert [answer.status_code for answer in answers] == [404, 404], name
        assert _masked(answers[0]) == _masked(answers[1]), name


def _masked(response):
    return re.sub(rb'(nonce|value)="[^"]{16,}"', b"", response.content)


def test_the_asker_without_the_role_does_not_open_it_either(cast, ben):
    file = send(ben).headers["Location"]
    Membership.objects.filter(user=cast.ben).update(role="practitioner")

    assert ben.get(file).status_code == 404


def test_one_of_two_roles_taken_away_closes_what_both_opened(cast, ben):
    with transaction.atomic():
        factories.membership(cast.ben, cast.school, Role.LCSS)
    file = send(ben).headers["Location"]
    assert ben.get(file).status_code == 200
    Membership.objects.filter(user=cast.ben, role="lcss").update(ended_at=timezone.now(), ended_by=cast.esme)

    assert ben.get(ASK).status_code == 200
    assert ben.get(file).status_code == 404


def test_a_forgotten_file_is_not_there_any_more(ben):
    file = send(ben).headers["Location"]
    with transaction.atomic():
        jobs.forget(now=timezone.now() + timedelta(days=8))

    assert ben.get(file).status_code == 404
    assert "The file was deleted 7 days after it was made" in text_of(ben.get(file.removesuffix("file/")))


def test_reading_and_opening_are_on_record_before_the_file_leaves(ben):
    location = send(ben).headers["Location"]
    told = list(AuditEvent.objects.order_by("id").values_list("action", "subject_type"))

    assert [row for row in told if "export" in row[0]] == [
        ("export.asked", "export_job"),
        ("assessments.exported", "assessment"),
        ("assessments.exported", "child"),
        ("export.made", "export_job"),
    ]
    response = ben.get(location)
    assert AuditEvent.objects.latest("id").action == "export.downloaded"
    assert body_of(response)


@pytest.mark.parametrize("action", ["export.asked", "assessments.exported", "export.made", "export.downloaded"])
def test_without_its_audit_row_no_byte_leaves(ben, monkeypatch, action):
    record = audit.record

    def broken(**more):
        if more["action"] == action:
            raise OSError("disk full")
        record(**more)

    monkeypatch.setattr(audit, "record", broken)
    ben.raise_request_exception = False

    response = send(ben)
    if response.status_code == 302:
        response = ben.get(response.headers["Location"])

    assert response.status_code == 500
    assert b"Robin" not in response.content
    assert ExportPart.objects.exists() == (action == "export.downloaded")


def test_the_search_text_is_in_no_audit_row(ben):
    send(ben, f"{ASK}?status={quote('completed')}", search="Robin")

    assert "Robin" not in repr(list(AuditEvent.objects.values()))


def test_your_exports_are_listed(cast, ben):
    send(ben)

    assert "Strengths & Needs assessments CSV 9 Ready" in text_of(ben.get("/exports/"))
    assert "You have not exported any records" in text_of(cast.client("lena").get("/exports/"))


def test_another_roles_list_is_refused_and_an_unknown_one_is_missing(cast):
    furnish(cast, 1)

    found = {kind: cast.client("ben").get(f"/exports/of/{kind}/").status_code for kind in ("contacts", "children")}

    assert found == {"contacts": 403, "children": 404}
