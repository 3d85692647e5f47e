"""Sessions: how long they last, what is kept when one ends, and ending them elsewhere."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from agencies.models import AuditEvent, Session
from agencies.presenters.sessions import browser_words
from agencies.sessions import public_id
from tests.factories import PASSWORD

LOGIN = "/accounts/login/"
CHROME = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0 Safari/537.36"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


class Clock:
    def __init__(self, machine):
        self.machine, self.now = machine, timezone.now()
        machine.move_to(self.now, tick=False)

    def forward(self, **by):
        self.now += timedelta(**by)
        self.machine.move_to(self.now, tick=False)


@pytest.fixture
def clock(time_machine):
    return Clock(time_machine)


def signed_in(email="asha@example.org", browser=CHROME):
    client = Client(headers={"user-agent": browser})
    client.post(LOGIN, {"login": email, "password": PASSWORD})
    client.get("/your-account/")
    return client


def sign_in_again(client, response, email="asha@example.org"):
    return client.post(response.headers["Location"], {"login": email, "password": PASSWORD, "next": NEXT}, follow=True)


NEXT = "/your-account/unsent/"
TYPED = {"comment": "Grandmother can collect on Thursdays", "csrfmiddlewaretoken": "x", "who": ["a", "b"]}


def test_half_an_hour_without_use_ends_it(cast, clock):
    client = signed_in()

    clock.forward(minutes=30)
    response = client.get("/assessments/")

    assert response.headers["Location"].startswith(LOGIN)
    assert "did nothing for 30 minutes" in client.get(LOGIN).content.decode()
    assert AuditEvent.objects.get(action="session.ended").detail == {"why": "idle"}


def test_use_keeps_it(cast, clock):
    client = signed_in()
    for _ in range(10):
        clock.forward(minutes=29)

        assert client.get("/assessments/").status_code == 200


def test_asking_to_stay_is_use(cast, clock):
    """Also by a page from before another agency was chosen, of which no form is taken any more."""
    client = signed_in()
    client.handler.enforce_csrf_checks = True
    for _ in range(3):
        clock.forward(minutes=29)

        assert client.post("/your-account/stay/").status_code == 204


def test_twelve_hours_end_it_whatever_is_done(cast, clock):
    client = signed_in()
    for _ in range(36 * 2 - 1):
        clock.forward(minutes=10)
        assert client.get("/your-account/").status_code == 200

    clock.forward(minutes=10)

    assert client.get("/your-account/").status_code == 302
    assert AuditEvent.objects.get(action="session.ended").detail == {"why": "total"}


def test_a_form_sent_too_late_is_kept_and_sent_after_signing_in(cast, clock):
    client = signed_in()
    clock.forward(minutes=31)

    late = client.post("/switch-agency/?x=1", TYPED)
    page = sign_in_again(client, late).content.decode()

    assert "What you typed is kept" in page
    assert 'action="/switch-agency/?x=1"' in page
    assert '<input type="hidden" name="comment" value="Grandmother can collect on Thursdays">' in page
    assert page.count('name="who"') == 2
    assert 'value="x"' not in page


def test_it_is_kept_also_when_another_page_saw_the_end_first(cast, clock):
    client = signed_in()
    clock.forward(minutes=31)
    client.get("/assessments/")

    late = client.post("/switch-agency/", TYPED)

    assert "Grandmother" in sign_in_again(client, late).content.decode()


def test_it_is_gone_once_sent(cast, clock):
    client = signed_in()
    clock.forward(minutes=31)
    sign_in_again(client, client.post("/switch-agency/", TYPED))

    client.post("/switch-agency/", TYPED)

    assert client.get(NEXT).headers["Location"] == "/"


def test_another_person_at_the_same_browser_does_not_get_it(cast, clock):
    client = signed_in()
    clock.forward(minutes=31)

    page = sign_in_again(client, client.post("/switch-agency/", TYPED), email="farid@example.org")

    assert "Grandmother" not in page.content.decode()
    assert "Grandmother" not in str(dict(client.session))


def test_nothing_is_kept_of_a_form_of_nobody(cast):
    client = Client()

    page = client.post("/switch-agency/", TYPED, follow=True).content.decode()

    assert "Grandmother" not in page + str(dict(client.session))
    assert "Nothing was sent: you are signed out." in page
    assert "Nothing was sent" not in client.get("/switch-agency/", follow=True).content.decode()


def test_a_person_sees_where_they_are_signed_in(cast):
    signed_in(browser=FIREFOX)
    signed_in("ben@example.org", browser="curl/8")
    client = signed_in()

    page = client.get("/your-account/sessions/").content.decode()

    assert "Chrome on Windows" in page
    assert "Firefox on Linux" in page
    assert "This browser" in page
    assert "Another browser" not in page


def test_an_address_never_shows_the_key_of_a_session(cast):
    other, client = signed_in(browser=FIREFOX), signed_in()

    page = client.get("/your-account/sessions/").content.decode()

    assert other.session.session_key not in page
    assert client.session.session_key not in page


def test_one_is_ended_and_that_works_at_its_next_request(cast):
    other, client = signed_in(browser=FIREFOX), signed_in()

    client.post(f"/your-account/sessions/{public_id(other.session.session_key)}/end/")

    assert other.get("/your-account/").headers["Location"].startswith(LOGIN)
    assert client.get("/your-account/").status_code == 200
    ended = AuditEvent.objects.get(action="session.ended")
    assert (ended.actor, ended.detail["why"]) == (cast.asha, "by the person")


def test_all_others_are_ended(cast):
    others, client = [signed_in(browser=FIREFOX), signed_in()], signed_in()

    client.post("/your-account/sessions/end-others/")

    assert [other.get("/your-account/").status_code for other in others] == [302, 302]
    assert client.get("/your-account/").status_code == 200


def test_nobody_ends_the_session_of_another(cast):
    theirs, client = signed_in("ben@example.org"), signed_in()

    response = client.post(f"/your-account/sessions/{public_id(theirs.session.session_key)}/end/")

    assert response.status_code == 404
    assert theirs.get("/your-account/").status_code == 200


def test_a_changed_password_ends_the_others(cast):
    other, client = signed_in(browser=FIREFOX), signed_in()
    new = "three-random-words"

    client.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})

    assert other.get("/your-account/").status_code == 302
    assert client.get("/your-account/").status_code == 200


def test_a_session_is_of_nobody_once_signed_out(cast):
    client = signed_in()

    client.post("/accounts/logout/")

    assert not Session.objects.filter(user=cast.asha).exists()


def test_being_seen_is_not_written_at_every_request(cast, clock):
    client = signed_in()
    before = Session.objects.get(user=cast.asha).seen_at

    clock.forward(seconds=19)
    client.get("/your-account/")
    soon = Session.objects.get(user=cast.asha).seen_at
    clock.forward(seconds=1)
    client.get("/your-account/")

    assert (soon, Session.objects.get(user=cast.asha).seen_at) == (before, clock.now)


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (CHROME, "Chrome on Windows"),
        (CHROME + " Edg/142.0", "Edge on Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1", "Safari on an iPhone"),
        ("Mozilla/5.0 (Linux; Android 15) Chrome/142.0 Mobile Safari/537.36", "Chrome on an Android device"),
        ("<script>", "Another browser"),
        ("", "Another browser"),
    ],
)
def test_browsers_are_named_in_words(agent, words):
    assert browser_words(agent) == words


def test_the_page_says_when_the_session_ends(cast, clock):
    page = signed_in().get("/").content.decode()

    assert 'data-session-idle="1800"' in page
    assert f'data-session-ends="{(clock.now + timedelta(hours=12)).isoformat()}"' in page
