"""The MASH: a contact comes in, gets a priority and a decision."""

from datetime import timedelta

from django.utils import timezone

from assessments.models import Contact
from tests import factories
from tests.browser.hands import Mouse
from tests.browser.watching import PHONE

YESTERDAY = timezone.localdate() - timedelta(days=1)


def log(person: Mouse) -> None:
    """From the list of contacts to the page of a new one."""
    person.opens("/contacts/")
    person.follows("Log a contact")
    person.types("Forename", "Callum")
    person.types("Surname", "Marsh")
    person.types_date("Date of birth", YESTERDAY.replace(year=YESTERDAY.year - 5, day=1))
    person.presses("Find or add this child")
    person.sees("Callum Marsh", "New child")
    person.types_date("Date received", YESTERDAY)
    person.types("Time received", "09:05")
    person.picks("Which agency sent it?", "Oxford Health")
    person.types("What is the concern?", "Came to clinic with bruises")
    person.chooses("Yes", of="Did the family agree to this contact?")
    person.presses("Log the contact")


def test_mash_worker_logs_prioritises_and_decides_a_contact(enter, cast, way):
    # given a MASH worker
    dev = enter(cast.dev, **way)

    # when he logs a contact, sets its priority and records the decision for early help
    log(dev)
    dev.sees("is logged", "Came to clinic with bruises")
    dev.follows("Set the priority")
    dev.chooses("Amber", of="Priority")
    dev.presses("Set the priority")
    dev.sees("The priority is set", "Amber")
    dev.follows("Record the decision")
    dev.chooses("Early help: S&N to be completed", of="What is the decision?")
    dev.picks("Agency to complete the S&N", "Hilltop School")
    dev.types("Reason for the decision", "The school knows the family")
    dev.presses("Record the decision")

    # then the contact says so, and the record holds it
    dev.sees("The decision is recorded", "Early help: S&N to be completed", "Hilltop School")
    saved = Contact.objects.get()
    assert (saved.source_agency, saved.priority, saved.outcome) == (cast.health, "amber", "early-help")
    assert saved.early_help_agency == cast.school
    assert timezone.localtime(saved.received_at).strftime("%Y-%m-%d %H:%M") == f"{YESTERDAY} 09:05"


def test_an_error_keeps_the_child_and_what_was_typed(enter, cast):
    # given a contact with the child chosen and no concern
    dev = enter(cast.dev, width=PHONE)
    dev.opens("/contacts/log/")
    dev.types("Forename", "Callum")
    dev.types("Surname", "Marsh")
    dev.chooses("The date of birth is not known")
    dev.presses("Find or add this child")
    dev.sees("New child")
    dev.types("Name of the referrer", "Carys Evans")

    # when he sends it
    dev.presses("Log the contact")

    # then he is told what is missing, and the rest is still there
    dev.sees_error("Enter the concern")
    dev.sees_error("Select the agency that sent it")
    dev.sees("Callum Marsh")
    assert dev.page.get_by_label("Name of the referrer").input_value() == "Carys Evans"
    assert not Contact.objects.exists()


def test_the_agency_that_sent_a_contact_follows_it(enter, cast):
    # given a contact that the school sent and the MASH decided
    factories.contact(cast.school, sent_by=cast.asha, children=[factories.child("Callum", "Marsh")])

    # when the practitioner who sent it looks
    asha = enter(cast.asha)
    asha.opens("/contacts/sent/")

    # then she finds it waiting for a decision
    asha.sees("Undecided")
