import threading
import uuid

from django.db import connection, transaction

from agencies.services import request_keys


def test_a_key_is_new_once_and_then_leads_where_the_first_time_led(cast):
    scope, key = cast.scope("asha"), uuid.uuid4()

    first = request_keys.claim(scope=scope, key=key)
    request_keys.remember(scope=scope, key=key, target_url="/made/")

    assert first is None
    assert request_keys.claim(scope=scope, key=key) == "/made/"


def test_a_key_that_led_nowhere_may_be_used_again(cast):
    scope, key = cast.scope("asha"), uuid.uuid4()
    request_keys.claim(scope=scope, key=key)

    assert request_keys.claim(scope=scope, key=key) is None


def test_the_key_of_another_person_says_nothing_of_where_theirs_led(cast):
    key = uuid.uuid4()
    request_keys.claim(scope=cast.scope("asha"), key=key)
    request_keys.remember(scope=cast.scope("asha"), key=key, target_url="/made/")

    assert request_keys.claim(scope=cast.scope("farid"), key=key) is None


def test_the_second_of_two_at_the_same_time_waits_and_is_sent_to_the_first(cast, clone):
    scope, key, started, second = cast.scope("asha"), uuid.uuid4(), threading.Event(), []

    def claim_again() -> None:
        started.set()
        second.append(request_keys.claim(scope=scope, key=key))
        connection.close()

    with transaction.atomic():
        request_keys.claim(scope=scope, key=key)
        other = threading.Thread(target=claim_again)
        other.start()
        started.wait()
        other.join(timeout=0.3)
        still_waiting = other.is_alive()
        request_keys.remember(scope=scope, key=key, target_url="/made/")
    other.join(timeout=60)

    assert still_waiting
    assert second == ["/made/"]
