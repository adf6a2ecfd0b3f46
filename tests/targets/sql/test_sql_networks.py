"""Networks as regular expressions, held against Python's own reading of addresses."""

from __future__ import annotations

import re
from ipaddress import ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.targets.sql.networks import network_expression

NETWORKS = ["10.16.0.0/12", "192.168.1.128/25", "0.0.0.0/0", "8.8.8.8/32", "169.254.0.0/16"]
NETWORKS_6 = ["2001:db8::/32", "fe80::/10", "::1/128", "fc00::/7", "::/0"]


@pytest.mark.parametrize("network", NETWORKS)
@given(number=st.integers(0, 2**32 - 1))
def test_an_address_is_found_if_it_is_in_the_network(network: str, number: int) -> None:
    address = ip_address(number)
    found = re.search(network_expression(ip_network(network)), str(address)) is not None
    assert found == (address in ip_network(network))


@pytest.mark.parametrize("network", NETWORKS + NETWORKS_6)
def test_the_first_and_the_last_address_are_found_and_their_neighbours_are_not(
    network: str,
) -> None:
    whole = ip_network(network)
    expression = re.compile(network_expression(whole))
    first, last = int(whole.network_address), int(whole.broadcast_address)
    kind = type(whole.network_address)
    for number in (first, last):
        assert expression.search(str(kind(number)))
        assert expression.search(kind(number).exploded.upper())
    for number in (first - 1, last + 1):
        if 0 <= number < 2**whole.max_prefixlen:
            assert not expression.search(str(kind(number)))


@pytest.mark.parametrize("text", ["10.16.0.0zq", "010.16.0.1", "10.16.0", "x10.16.0.1", ""])
def test_a_text_that_is_no_address_is_in_no_network(text: str) -> None:
    assert not re.search(network_expression(ip_network("10.16.0.0/12")), text)
