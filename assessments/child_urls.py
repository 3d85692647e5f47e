"""Addresses of children: random ids and the names of pages, never a word about a child."""

from django.urls import path

from assessments.views import children, merges, who_looked

ONE = "children/<uuid:child>/"

urlpatterns = [
    path("children/", children.child_list, name="child_list"),
    path("children/search/", children.child_search, name="child_search"),
    path(ONE, children.child_detail, name="child_detail"),
    path(f"{ONE}correct/", children.child_correct, name="child_correct"),
    path(f"{ONE}history/", children.child_history, name="child_history"),
    path(f"{ONE}who-looked/", who_looked.child_who_looked, name="child_who_looked"),
    path(f"{ONE}merge/", merges.child_merge_search, name="child_merge_search"),
    path(f"{ONE}merge/<uuid:duplicate>/", merges.child_merge, name="child_merge"),
    path(f"{ONE}merge/<uuid:duplicate>/one-after-all/", merges.child_one_after_all, name="child_one_after_all"),
    path(f"{ONE}unmerge/", merges.child_unmerge, name="child_unmerge"),
]
