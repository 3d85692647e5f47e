from django.urls import path

from assessments.views import pilots, standards

urlpatterns = [
    path("pilots/", pilots.pilot_list, name="pilot_list"),
    path("pilots/add/", pilots.pilot_add, name="pilot_add"),
    path("pilots/<uuid:pilot>/", pilots.pilot_correct, name="pilot_correct"),
    path("pilots/<uuid:pilot>/end/", pilots.pilot_end, name="pilot_end"),
    path("pilots/<uuid:pilot>/remove/", pilots.pilot_remove, name="pilot_remove"),
    path("standards/", standards.standard_list, name="standard_list"),
    path("standards/add/", standards.standard_add, name="standard_add"),
    path("standards/<uuid:standard>/remove/", standards.standard_remove, name="standard_remove"),
]
