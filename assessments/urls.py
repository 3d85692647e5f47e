from django.urls import URLPattern

from assessments import assessment_urls, child_urls, contact_urls, emergency_urls, quality_urls, setting_urls

urlpatterns: list[URLPattern] = [
    *assessment_urls.urlpatterns,
    *child_urls.urlpatterns,
    *contact_urls.urlpatterns,
    *emergency_urls.urlpatterns,
    *quality_urls.urlpatterns,
    *setting_urls.urlpatterns,
]
