"""Addresses of S&Ns and TAF meetings. They hold random ids and the names of pages, never a word about a child."""

from django.urls import path

from assessments.views import assessment_draft as draft
from assessments.views import assessment_moves as moves
from assessments.views import assessments, meetings, who_looked

ONE = "assessments/<uuid:assessment>/"
MEETING = "taf-meetings/<uuid:meeting>/"

urlpatterns = [
    path("assessments/", assessments.assessment_list, name="assessment_list"),
    path("assessments/search/", assessments.assessment_search, name="assessment_search"),
    path("assessments/start/", draft.assessment_start, name="assessment_start"),
    path("assessments/drafts/", moves.draft_list, name="draft_list"),
    path(ONE, assessments.assessment_detail, name="assessment_detail"),
    path(f"{ONE}history/", assessments.assessment_history, name="assessment_history"),
    path(f"{ONE}who-looked/", who_looked.assessment_who_looked, name="assessment_who_looked"),
    path(f"{ONE}tasks/", draft.assessment_tasks, name="assessment_tasks"),
    path(f"{ONE}children/", draft.assessment_children, name="assessment_children"),
    path(f"{ONE}sections/<slug:section>/", draft.assessment_section, name="assessment_section"),
    path(f"{ONE}check/", draft.assessment_check, name="assessment_check"),
    path(f"{ONE}share/", moves.assessment_share, name="assessment_share"),
    path(f"{ONE}correct/<slug:section>/", moves.assessment_correct, name="assessment_correct"),
    path(f"{ONE}close/", moves.assessment_close, name="assessment_close"),
    path(f"{ONE}reopen/", moves.assessment_reopen, name="assessment_reopen"),
    path(f"{ONE}withdraw/", moves.assessment_withdraw, name="assessment_withdraw"),
    path(f"{ONE}reassign/", moves.assessment_reassign, name="assessment_reassign"),
    path(f"{ONE}meetings/plan/", meetings.meeting_plan, name="meeting_plan"),
    path("taf-meetings/", meetings.meeting_list, name="meeting_list"),
    path(MEETING, meetings.meeting_detail, name="meeting_detail"),
    path(f"{MEETING}change/", meetings.meeting_change, name="meeting_change"),
    path(f"{MEETING}hold/", meetings.meeting_hold, name="meeting_hold"),
    path(f"{MEETING}cancel/", meetings.meeting_cancel, name="meeting_cancel"),
    path(f"{MEETING}correct/", meetings.meeting_correct, name="meeting_correct"),
]
