"""Addresses of MASH contacts."""

from django.urls import path

from assessments.views import contact_moves as moves
from assessments.views import contacts, who_looked

ONE = "contacts/<uuid:contact>/"

urlpatterns = [
    path("contacts/", contacts.contact_list, name="contact_list"),
    path("contacts/search/", contacts.contact_search, name="contact_search"),
    path("contacts/log/", moves.contact_log, name="contact_log"),
    path("contacts/sent/", contacts.sent_contact_list, name="sent_contact_list"),
    path(ONE, contacts.contact_detail, name="contact_detail"),
    path(f"{ONE}history/", contacts.contact_history, name="contact_history"),
    path(f"{ONE}who-looked/", who_looked.contact_who_looked, name="contact_who_looked"),
    path(f"{ONE}prioritise/", moves.contact_prioritise, name="contact_prioritise"),
    path(f"{ONE}decide/", moves.contact_decide, name="contact_decide"),
    path(f"{ONE}tell/", moves.contact_tell, name="contact_tell"),
    path(f"{ONE}correct/", moves.contact_correct, name="contact_correct"),
    path(f"{ONE}correct-decision/", moves.contact_correct_decision, name="contact_correct_decision"),
]
