"""What the Trust Board admin sets, under the agencies: pilots and the MASH's standards; and the auditor's look-up."""

from django.urls import path

from assessments.views import pilots, standards, watch, who_looked

urlpatterns = [
    path("watch-list/", watch.watch_list, name="watch_list"),
    path("watch-list/now/", watch.watch_compute, name="watch_compute"),
    path("watch-list/thresholds/", watch.watch_thresholds, name="watch_thresholds"),
    path("watch-list/<uuid:item>/", watch.watch_item, name="watch_item"),
    path("access-log/record/", who_looked.access_log_record, name="access_log_record"),
    path("agencies/pilots/", pilots.pilot_list, name="pilot_list"),
    path("agencies/pilots/add/", pilots.pilot_add, name="pilot_add"),
    path("agencies/pilots/<uuid:pilot>/", pilots.pilot_correct, name="pilot_correct"),
    path("agencies/pilots/<uuid:pilot>/end/", pilots.pilot_end, name="pilot_end"),
    path("agencies/pilots/<uuid:pilot>/remove/", pilots.pilot_remove, name="pilot_remove"),
    path("agencies/standards/", standards.standard_list, name="standard_list"),
    path("agencies/standards/add/", standards.standard_add, name="standard_add"),
    path("agencies/standards/<uuid:standard>/remove/", standards.standard_remove, name="standard_remove"),
]
