from django.urls import URLPattern

from assessments import assessment_urls, child_urls, contact_urls

urlpatterns: list[URLPattern] = [
    *assessment_urls.urlpatterns,
    *child_urls.urlpatterns,
    *contact_urls.urlpatterns,
]
