"""15. Opening without a right needs a reason, ends after 24 hours, tells the owning agency and waits for a review."""

import re
from datetime import date, timedelta

import pytest
from django.core import mail
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from agencies.home import panels as agency_panels
from agencies.models import AuditEvent
from assessments.home import panels as assessment_panels
from assessments.models import EmergencyAccess, EmergencyReview
from assessments.selectors import assessments, children
from assessments.services import emergency as services
from ehtrack.watch.tasks import tell_of_emergencies
from tests import factories

BORN = date(2015, 5, 1)
REASON = "The child came to us alone at night"
TYPED = {"date_of_birth": "2015-05-01", "reason": REASON}


def ask(cast, player="farid", **fields):
    typed = {"forename": "robin", "surname": "CANARY", "reason": REASON, **TYPED, **fields}
    return cast.client(player).post(reverse("emergency_open"), typed)


def home(cast, player, panels):
    """What stands on the player's home page."""
    return [line.text for panel in panels(cast.scope(player), timezone.localdate()) for line in panel.lines]


def can_read(cast, player, child, assessment):
    client = cast.client(player)
    pages = [reverse("child_detail", args=[child.pk]), reverse("assessment_detail", args=[assessment.pk])]
    return [client.get(page).status_code for page in pages]


def made(cast, child, *, hours_ago, who="farid", agency=None, lasts=services.LASTS):
    opened = timezone.now() - timedelta(hours=hours_ago)
    return EmergencyAccess.objects.create(
        person=cast.user(who),
        agency=agency or cast.refuge,
        child=child,
        reason=REASON,
        opened_at=opened,
        ends_at=opened + lasts,
    )


@pytest.mark.parametrize("how", ["name", "reference"])
def test_a_reason_opens_the_record(cast, family, how):
    child, assessment = family
    assert can_read(cast, "farid", child, assessment) == [404, 404]

    fields = {"reference": assessment.reference, "forename": "", "surname": ""} if how == "reference" else {}
    answer = ask(cast, **fields)

    assert answer.headers["Location"] == reverse("child_detail", args=[child.pk])
    assert can_read(cast, "farid", child, assessment) == [200, 200]


@pytest.mark.parametrize("reason", ["", "  ", "urgent"])
def test_without_a_reason_nothing_opens(cast, family, reason):
    answer = ask(cast, reason=reason)

    assert b"Say why, in a sentence" in answer.content
    assert not EmergencyAccess.objects.exists()


def test_it_is_open_for_24_hours(cast, family):
    child, assessment = family

    made(cast, child, hours_ago=23.9)

    assert can_read(cast, "farid", child, assessment) == [200, 200]


def test_the_record_says_that_it_is_open_by_an_emergency_and_to_nobody_else(cast, family):
    child, assessment = family
    made(cast, child, hours_ago=1)

    for page in (reverse("child_detail", args=[child.pk]), reverse("assessment_detail", args=[assessment.pk])):
        assert b"You opened this family&#x27;s record in an emergency." in cast.client("farid").get(page).content
        assert b"in an emergency." not in cast.client("asha").get(page).content


def test_what_was_opened_yesterday_is_closed(cast, family):
    child, assessment = family

    made(cast, child, hours_ago=24.1)

    assert can_read(cast, "farid", child, assessment) == [404, 404]


def test_nobody_makes_it_last_longer(cast, family):
    access = made(cast, family[0], hours_ago=1)

    with pytest.raises(DatabaseError), transaction.atomic():
        EmergencyAccess.objects.filter(pk=access.pk).update(ends_at=timezone.now() + timedelta(days=9))
    with pytest.raises(IntegrityError, match="lasts_a_day_at_most"):
        made(cast, family[0], hours_ago=1, lasts=timedelta(hours=25))


def test_it_opens_to_the_person_for_the_agency_acted_for_and_to_nobody_else(cast, family):
    child, assessment = family
    colleague = factories.person("Colleague", agency=cast.refuge)
    factories.membership(cast.farid, cast.health)
    made(cast, child, hours_ago=1)
    client = cast.client("farid")
    client.force_login(colleague)

    assert client.get(reverse("child_detail", args=[child.pk])).status_code == 404
    assert not children.visible(cast.scope("farid", agency=cast.health)).filter(pk=child.pk).exists()
    assert not assessments.visible(cast.scope("farid", agency=cast.health)).filter(pk=assessment.pk).exists()


def test_it_is_for_reading_only(cast, family):
    child, assessment = family
    made(cast, child, hours_ago=1)
    client = cast.client("farid")

    assert client.get(reverse("child_correct", args=[child.pk])).status_code == 404
    assert client.get(reverse("assessment_close", args=[assessment.pk])).status_code == 403
    assert client.get(reverse("assessment_correct", args=[assessment.pk, "why-now"])).status_code == 403


def test_the_page_offers_nothing_but_to_read(cast, family):
    child, _ = family
    made(cast, child, hours_ago=1)

    for player in ("farid", "asha"):
        shown = cast.client(player).get(reverse("child_detail", args=[child.pk])).content.decode()
        assert (reverse("child_correct", args=[child.pk]) in shown) == (player == "asha"), player


def test_it_is_in_no_list(cast, family):
    made(cast, family[0], hours_ago=1)

    for name in ("child_list", "assessment_list", "meeting_list", "home"):
        assert "Canary" not in cast.client("farid").get(reverse(name)).content.decode(), name


def test_the_owning_agency_and_the_auditor_are_told_once_without_content(cast, family, named):
    ask(cast)
    assert [tell_of_emergencies(), tell_of_emergencies()] == [None, None]

    assert sorted(address for message in mail.outbox for address in message.to) == [cast.ben.email, cast.grace.email]
    said = "".join(message.subject + message.body for message in mail.outbox)
    assert reverse("emergency_list") in said
    assert not any(word in said for word in ("Robin", "Canary", REASON, "Farid"))
    assert "1 record of your agency was opened" in home(cast, "ben", assessment_panels)
    assert "1 record was opened in an emergency in the last seven days" in home(cast, "grace", agency_panels)


def test_they_are_told_once_the_post_is_back(cast, family, settings):
    backend = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    assert ask(cast).status_code == 302
    tell_of_emergencies()

    settings.EMAIL_BACKEND = backend
    tell_of_emergencies()

    assert len(mail.outbox) == 2


def test_it_is_on_record_with_its_reason_and_the_auditor_reads_no_reason(cast, family):
    child, assessment = family

    ask(cast)

    event = AuditEvent.objects.get(action="emergency.opened")
    assert (event.actor, event.agency, event.reason) == (cast.farid, cast.refuge, REASON)
    assert set(event.subject_ids) == {child.pk, assessment.pk}
    shown = cast.client("grace").get(reverse("access_log"), {"action": "emergency.opened"}).content.decode()
    assert "A reason was given" in shown
    assert REASON not in shown


def test_it_waits_in_the_lead_s_review_list_until_one_says_whether_it_was_right(cast, family, named):
    ask(cast)
    review, ben = EmergencyReview.objects.get(), cast.client("ben")
    address = reverse("emergency_review", args=[review.pk])
    assert b"To review" in ben.get(reverse("emergency_list")).content
    assert REASON in ben.get(address).content.decode()

    assert ben.post(address, {"was_right": "no", "note": "He is a neighbour"}).status_code == 302

    review.refresh_from_db()
    assert (review.was_right, review.note, review.reviewed_by) == (False, "He is a neighbour", cast.ben)
    assert AuditEvent.objects.filter(action="emergency.reviewed", actor=cast.ben).count() == 1
    assert "1 record of your agency was opened" not in home(cast, "ben", assessment_panels)
    log = cast.client("grace").get(reverse("access_log"), {"action": "emergency.reviewed"}).content.decode()
    assert "Judged not to be right" in log
    assert "He is a neighbour" not in log


def test_nobody_reviews_what_they_opened_themselves(cast, family):
    access = made(cast, family[0], hours_ago=1, who="ben", agency=cast.school)
    review = EmergencyReview.objects.create(access=access, agency=cast.school)

    answer = cast.client("ben").post(reverse("emergency_review", args=[review.pk]), {"was_right": "yes"})

    assert b"You opened this record yourself" in answer.content
    assert EmergencyReview.objects.get().was_right is None


CLOSED_TO_EMERGENCIES = {
    "a protected child": lambda child, assessment: type(child).objects.filter(pk=child.pk).update(protected=True),
    "a sibling is protected": lambda child, assessment: assessment.links.create(child=factories.child(protected=True)),
    "a merged record is protected": lambda child, assessment: factories.child(merged_into=child, protected=True),
    "no agreement": lambda child, assessment: set_on(assessment, consent="no", shared_on=None),
    "a word on whom not to share with": lambda child, assessment: set_on(assessment, not_to_share_with="The refuge"),
    "withdrawn": lambda child, assessment: set_on(assessment, status="withdrawn", withdrawn_at=timezone.now()),
    "a draft": lambda child, assessment: set_on(assessment, status="draft", completed_on=None, shared_on=None),
}


def set_on(assessment, **fields):
    type(assessment).objects.filter(pk=assessment.pk).update(**fields)


@pytest.mark.parametrize("why", CLOSED_TO_EMERGENCIES)
@pytest.mark.parametrize("how", ["name", "reference"])
def test_it_does_not_open(cast, family, why, how):
    CLOSED_TO_EMERGENCIES[why](*family)

    fields = {"reference": family[1].reference, "forename": "", "surname": ""} if how == "reference" else {}
    answer = ask(cast, **fields)

    assert "No record can be opened with these details" in answer.content.decode()
    assert not EmergencyAccess.objects.exists()
    assert can_read(cast, "farid", *family) == [404, 404]
    assert AuditEvent.objects.get(action="emergency.refused").reason == REASON


@pytest.mark.parametrize("why", CLOSED_TO_EMERGENCIES)
def test_what_happens_afterwards_closes_it_at_once(cast, family, why):
    child, assessment = family
    made(cast, child, hours_ago=1)

    CLOSED_TO_EMERGENCIES[why](child, assessment)

    assert can_read(cast, "farid", child, assessment)[1] == 404
    if why in ("a protected child", "a merged record is protected"):
        assert can_read(cast, "farid", child, assessment)[0] == 404


def test_a_child_that_is_not_known_is_answered_as_a_protected_one(cast, family):
    CLOSED_TO_EMERGENCIES["a protected child"](*family)

    known, unknown = ask(cast), ask(cast, surname="NOBODY")

    assert strip(known) == strip(unknown).replace("NOBODY", "CANARY")


def strip(answer):
    return re.sub(r'(nonce|value)="[^"]{16,}"|[\d-]{10}T[\d:.+]+', "", answer.content.decode())


def test_whoever_may_read_it_anyway_is_let_in_and_nobody_is_alarmed(cast, family):
    answer = ask(cast, player="asha")

    assert answer.status_code == 302
    assert not EmergencyAccess.objects.exists()


def test_tries_are_counted(cast, family):
    for _ in range(services.TRIES_A_DAY):
        ask(cast, surname="Nobody")

    answer = ask(cast)

    assert b"You have tried 10 times in a day" in answer.content
    assert not EmergencyAccess.objects.exists()


def test_an_emergency_costs_no_query_more(cast, family):
    client = cast.client("asha")
    page = reverse("assessment_detail", args=[family[1].pk])
    client.get(page)
    with CaptureQueriesContext(connection) as without:
        client.get(page)
    for _ in range(5):
        made(cast, factories.child(), hours_ago=1, who="asha", agency=cast.school)

    with CaptureQueriesContext(connection) as with_some:
        client.get(page)

    assert len(with_some) == len(without)
