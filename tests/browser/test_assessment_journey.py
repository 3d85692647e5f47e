"""A practitioner writes an S&N with a family: with a mouse, with the keyboard alone, and where no script runs."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from assessments.models import Assessment
from tests import factories
from tests.browser.hands import Mouse
from tests.browser.watching import PHONE

YESTERDAY = timezone.localdate() - timedelta(days=1)


def start(person: Mouse, forename: str = "Amelia", surname: str = "Brook") -> None:
    """From the list of S&Ns to the task list of a draft about one new child."""
    person.opens("/assessments/")
    person.follows("Start an S&N")
    person.types("Forename", forename)
    person.types("Surname", surname)
    person.types_date("Date of birth", YESTERDAY.replace(year=YESTERDAY.year - 8, day=1))
    person.presses("Find or add this child")
    person.sees(f"{forename} {surname}", "New child")
    person.presses("Start the S&N")
    person.sees_title(f"S&N of {forename} {surname}")


def answer(person: Mouse) -> None:
    """Each page of the short form in its order, as far as the check."""
    person.follows("Agreement")
    person.types("Who took part?", "Amelia and her mother")
    person.chooses("Yes", of="Does the family agree to work together and to share?")
    person.types_date("When did you ask them?", YESTERDAY)
    person.presses("Save and continue")
    person.types("Why is help needed now?", "Amelia misses school on Mondays")
    person.chooses("Level 3: complex", of="Level of need")
    person.chooses("Mental health and well-being", of="Priority areas")
    person.presses("Save and continue")
    person.types("What is working well?", "She likes her teacher")
    person.types("The family's score", "4")
    person.presses("Save and continue")
    person.types("What does each child say", "“I get a tummy ache on Sundays”")
    person.presses("Save and continue")
    person.types("What needs to change?", "Mornings without worry")
    person.chooses("No", of="Does the plan need a Team Around the Family (TAF)?")
    person.presses("Save and go to the list")
    person.follows("Check and complete")


def test_practitioner_takes_an_assessment_from_start_to_shared(enter, cast, way):
    # given a practitioner at the home page
    asha = enter(cast.asha, **way)

    # when she finds the child, answers the pages, completes the S&N and shares it
    start(asha)
    day = Assessment.objects.get().started_on
    answer(asha)
    asha.types_date("When was it completed with the family?", day)
    asha.chooses("Yes", of="Share it with the council now?")
    asha.presses("Complete the S&N")

    # then the page says so, and the record holds what she typed
    asha.sees("is completed and shared", "Amelia misses school on Mondays")
    saved = Assessment.objects.get()
    assert (saved.status, saved.completed_on, saved.level_of_need) == ("completed", day, 3)
    assert saved.shared_on >= day
    assert saved.priorities == ["mental-health"]


def test_practitioner_does_the_same_on_a_phone(enter, cast):
    # given a practitioner with a phone
    asha = enter(cast.asha, width=PHONE)

    # when she goes the whole way and keeps it from the council
    start(asha)
    answer(asha)
    asha.types_date("When was it completed with the family?", Assessment.objects.get().started_on)
    asha.chooses("No", of="Share it with the council now?")
    asha.presses("Complete the S&N")

    # then it is completed and can be shared later
    asha.sees("is completed")
    asha.follows("Share")
    asha.presses("Share")
    asha.sees("is shared")


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_an_error_keeps_what_was_typed(enter, cast, script):
    # given a page of the form with an answer that is not a date
    asha = enter(cast.asha, script=script)
    start(asha)
    asha.follows("Agreement")
    asha.types("Who took part?", "Amelia, her mother and her brother")
    group = asha.group("When did you ask them?")
    group.get_by_label("Day").fill("31")
    group.get_by_label("Month").fill("2")
    group.get_by_label("Year").fill("2026")

    # when she saves it
    asha.presses("Save and continue")

    # then the error says how to put it right, leads to the first box, and everything typed is still there
    asha.sees_error("must be a real date")
    assert asha.page.get_by_label("Who took part?").input_value() == "Amelia, her mother and her brother"
    assert [group.get_by_label(part).input_value() for part in ("Day", "Month", "Year")] == ["31", "2", "2026"]
    asha.page.locator(".govuk-error-summary a").first.click()
    assert re.search(r"#id_consent_on", asha.page.url) or asha.page.evaluate("document.activeElement.id").startswith(
        "id_consent_on"
    )


def test_a_child_who_is_known_is_offered_before_a_second_one_is_made(enter, cast):
    # given a child on record, and a practitioner who spells her name a little differently
    known = factories.child("Amelia", "Brooke", date_of_birth=YESTERDAY.replace(year=YESTERDAY.year - 8, day=1))
    factories.assessment(
        cast.school, children=[known], status="closed", closed_on=YESTERDAY, closure_reason="needs-met"
    )
    asha = enter(cast.asha)

    # when she looks for her
    asha.opens("/assessments/start/")
    asha.types("Forename", "Amelia")
    asha.types("Surname", "Brook")
    asha.types_date("Date of birth", known.date_of_birth)
    asha.presses("Find or add this child")
    asha.sees("A child like Amelia Brook is known. Is it the same child?")
    asha.page.get_by_label("Yes, it is a known child").check()
    asha.presses("Continue with this child")
    asha.sees("Known child")
    asha.presses("Start the S&N")

    # then the new S&N is about the child on record
    draft = Assessment.objects.get(status="draft")
    assert list(draft.children.all()) == [known]


def test_nobody_outside_learns_that_the_assessment_exists(enter, cast):
    # given an S&N of one agency
    theirs = factories.assessment(cast.school, children=[factories.child()], author=cast.asha)

    # when a practitioner of an agency that is not involved types its address
    farid = enter(cast.farid)
    answer = farid.page.goto(f"{farid.address}/assessments/{theirs.pk}/")

    # then it is not found, in the same words as for what does not exist
    assert answer is not None
    assert answer.status == 404
    found = farid.page.locator("main").inner_text()
    farid.opens(f"/assessments/{'0' * 8}-0000-4000-8000-{'0' * 12}/")
    assert farid.page.locator("main").inner_text() == found
    assert "Robin" not in found
