"""Addresses of the look-up and of emergency access. What is typed of a child goes by POST, never into an address."""

from django.urls import path

from assessments.views import emergency

urlpatterns = [
    path("children/who-works/", emergency.child_who_works, name="child_who_works"),
    path("emergency-access/", emergency.emergency_list, name="emergency_list"),
    path("emergency-access/open/", emergency.emergency_open, name="emergency_open"),
    path("emergency-access/reviews/<uuid:review>/", emergency.emergency_review, name="emergency_review"),
]
