"""Every address declares who may go there. One that does not is closed: tests/promises/test_002_no_rule_no_entry.py."""

import pytest

from tests.architecture.addresses import ADDRESSES


@pytest.mark.parametrize("address", ADDRESSES, ids=str)
def test_every_address_has_a_name_and_a_rule(address):
    assert address.name
    assert address.rule, f"{address.name} leads to a view without a mark: nobody gets in"
    assert address.rule.permission or address.rule.reason, f"{address.name} gives no reason"


def test_names_are_used_once():
    names = [address.name for address in ADDRESSES]

    assert len(names) == len(set(names))


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
