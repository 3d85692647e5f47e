"""The address that a load balancer asks: is this process up, and does the database answer?"""

from django.db import connection
from django.http import HttpRequest, HttpResponse

from agencies.policy import public


@public("Asked by load balancers, which cannot sign in; says only whether the service is up.")
def healthz(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")
