"""Who gets in: invitation, password, and for which agency."""

import re

import pytest

from agencies.models import Role
from tests import factories
from tests.browser.watching import PHONE
from tests.factories import PASSWORD

NEW_PASSWORD = "three-random-words"


def link_in(mail) -> str:
    """The path of the link in the email."""
    found = re.search(r"https?://[^/\s]+(/\S+)", mail.body)
    assert found is not None
    return found.group(1)


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_a_lead_invites_somebody_who_accepts(enter, cast, mailoutbox, script):
    # given a lead at the people of the agency
    ben = enter(cast.ben, script=script)
    ben.follows("People")

    # when he invites somebody
    ben.follows("Invite someone")
    ben.types("Email address", "new.colleague@example.org")
    ben.chooses("Practitioner", of="Roles")
    ben.presses("Send invitation")
    ben.sees("new.colleague@example.org")

    # then the link in the email lets them choose a name and a password, and in
    new = enter(script=script)
    new.opens(link_in(mailoutbox[-1]))
    new.sees("Ben Okafor invited you", "Practitioner")
    new.types("Your full name", "Noor Ahmed")
    new.types("Choose a password", NEW_PASSWORD)
    new.presses("Accept invitation")
    new.sees("Noor Ahmed")
    new.opens("/assessments/")
    new.sees("Start an S&N")

    # and the link works once
    late = enter()
    late.opens(link_in(mailoutbox[-1]))
    late.sees_title("This invitation")


def test_a_membership_that_ended_closes_the_door_at_once(enter, cast):
    # given a practitioner at work
    asha = enter(cast.asha)
    asha.opens("/assessments/")
    asha.sees_title("Strengths & Needs")

    # when her lead ends her membership
    ben = enter(cast.ben)
    ben.opens(f"/people/{cast.asha.pk}/")
    ben.follows("End")
    ben.types("Reason", "Left the school")
    ben.presses("End membership")

    # then her next click gets her nowhere
    asha.opens("/assessments/")
    assert "Start an S&N" not in asha.page.locator("main").inner_text()


def test_somebody_of_two_agencies_switches_between_them(enter, cast):
    # given a health visitor who also leads at the school
    factories.membership(cast.carys, cast.school, Role.LEAD)
    carys = enter(cast.carys, width=PHONE)

    # when she switches agency
    carys.follows("Switch agency")
    other = "Hilltop School" if "Oxford Health" in carys.page.locator("header").inner_text() else "Oxford Health"
    carys.chooses(other)
    carys.presses("Continue")

    # then the page says for whom she acts
    carys.sees(f"You are acting for {other}")
    assert other in carys.page.locator("header").inner_text()


def test_a_forgotten_password_is_reset(enter, cast, mailoutbox):
    # given somebody who has forgotten the password
    asha = enter()
    asha.opens("/accounts/login/")
    asha.follows("I have forgotten my password")

    # when she follows the link of the email and chooses another
    asha.types("Email address", cast.asha.email)
    asha.presses("Send the link")
    asha.sees_title("email")
    asha.opens(link_in(mailoutbox[-1]))
    asha.types("New password", NEW_PASSWORD)
    asha.types("New password again", NEW_PASSWORD)
    asha.presses("Save the new password")

    # then the new one opens, and the old one does not
    fresh = enter()
    fresh.signs_in(cast.asha.email, NEW_PASSWORD)
    fresh.sees("Asha")
    stale = enter()
    stale.opens("/accounts/login/")
    stale.types("Email address", cast.asha.email)
    stale.types("Password", PASSWORD)
    stale.presses("Sign in")
    stale.sees_error("not correct")


def test_an_auditor_reads_who_looked_and_opens_nobody(enter, cast):
    # given a practitioner who has read an S&N
    theirs = factories.assessment(cast.school, team=cast.pastoral, author=cast.asha, children=[factories.child()])
    enter(cast.asha).opens(f"/assessments/{theirs.pk}/")

    # when the auditor opens the log
    grace = enter(cast.grace)
    grace.follows("Access log")

    # then she finds the reading, by whom, and no name of a child
    grace.sees("Asha Patel")
    assert "Robin" not in grace.page.locator("main").inner_text()
    answer = grace.page.goto(f"{grace.address}/assessments/{theirs.pk}/")
    assert answer is not None
    assert answer.status == 404
