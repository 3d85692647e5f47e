from django.urls import path

from ehtrack.imports import views

urlpatterns = [
    path("imports/", views.import_list, name="import_list"),
    path("imports/templates/<slug:kind>.<slug:ending>", views.import_template, name="import_template"),
    path("imports/<uuid:job>/", views.import_detail, name="import_detail"),
    path("imports/<uuid:job>/rejected.csv", views.import_rejected, name="import_rejected"),
]
