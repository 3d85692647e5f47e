"""Every address declares who may go there, and one that does not is closed to everybody."""

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import include, path

from tests.architecture.addresses import ADDRESSES

BARE = "bare/"


def bare(request):
    return HttpResponse("open to anybody")


urlpatterns = [path(BARE, bare, name="bare"), path("", include("ehtrack.urls"))]
handler404 = "agencies.views.errors.not_found"


@pytest.mark.parametrize("address", ADDRESSES, ids=str)
def test_every_address_has_a_name_and_a_rule(address):
    assert address.name
    assert address.rule, f"{address.name} leads to a view without a mark: nobody gets in"
    assert address.rule.permission or address.rule.reason, f"{address.name} gives no reason"


def test_names_are_used_once():
    names = [address.name for address in ADDRESSES]

    assert len(names) == len(set(names))


@pytest.mark.parametrize("who", ["asha", "esme", None])
def test_nobody_gets_into_a_view_without_a_mark(cast, settings, who):
    settings.ROOT_URLCONF = __name__

    response = (cast.client(who) if who else Client()).get(f"/{BARE}")

    assert response.status_code == 404
    assert b"open to anybody" not in response.content


@pytest.mark.parametrize(
    "address", [address for address in ADDRESSES if address.rule and address.rule.loaders], ids=str
)
def test_every_loader_names_an_argument_of_the_address(address):
    assert set(address.rule.loaders) <= address.arguments


@pytest.mark.parametrize(
    "address", [address for address in ADDRESSES if address.rule and address.rule.permission], ids=str
)
def test_every_id_in_an_address_is_looked_up_in_scope(address):
    assert address.ids <= set(address.rule.loaders)
