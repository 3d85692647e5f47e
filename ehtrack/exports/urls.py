from django.urls import path

from ehtrack.exports import views

urlpatterns = [
    path("exports/", views.export_list, name="export_list"),
    path("exports/of/<slug:kind>/", views.export_ask, name="export_ask"),
    path("exports/<uuid:job>/", views.export_detail, name="export_detail"),
    path("exports/<uuid:job>/file/", views.export_file, name="export_file"),
]
