"""2. No rule means denied: a view that somebody adds without a mark lets nobody in, whatever they send."""

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import include, path
from django.views import View

from tests.cast import PLAYERS

called = []


def bare(request):
    called.append(request)
    return HttpResponse("open to anybody")


class Bare(View):
    def get(self, request):
        return bare(request)

    post = get


inner = [path("inner/", bare, name="inner")]
urlpatterns = [
    path("bare/", bare, name="bare"),
    path("bare-class/", Bare.as_view(), name="bare_class"),
    path("bare-include/", include(inner)),
    path("", include("ehtrack.urls")),
]
handler404 = "agencies.views.errors.not_found"


@pytest.mark.django_db
@pytest.mark.parametrize("who", [*PLAYERS, None])
@pytest.mark.parametrize("path", ["/bare/", "/bare-class/", "/bare-include/inner/"])
def test_nobody_gets_into_a_view_without_a_mark(cast, settings, who, path):
    settings.ROOT_URLCONF = __name__
    client = cast.client(who) if who else Client()

    answers = [client.get(path), client.post(path, {"anything": "at all"}), client.options(path)]

    assert [answer.status_code for answer in answers] == [404] * 3
    assert called == []
