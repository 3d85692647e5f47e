from django.http import HttpRequest, HttpResponse
from django.urls import path

from agencies.policy import signed_in
from ehtrack import urls


@signed_in("What every page costs before it does anything: session, person, memberships, transaction.")
def bare(request: HttpRequest) -> HttpResponse:
    return HttpResponse("Signed in")


urlpatterns = [path("bare/", bare, name="bare"), *urls.urlpatterns]
handler403, handler404 = urls.handler403, urls.handler404
