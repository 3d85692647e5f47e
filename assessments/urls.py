from django.urls import URLPattern

from assessments import assessment_urls

urlpatterns: list[URLPattern] = [
    *assessment_urls.urlpatterns,
]
