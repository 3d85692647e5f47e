from django.urls import path

from assessments.views import quality

urlpatterns = [
    path("quality/", quality.quality_list, name="quality_list"),
    path("quality/<slug:check>/", quality.quality_check, name="quality_check"),
]
