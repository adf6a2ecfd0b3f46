"""Networks as beginnings of addresses, for languages that know nothing of networks."""

from __future__ import annotations

from ipaddress import IPv4Network, IPv6Network

from generator.targets.shared.required_texts import refused

MOST = 256
"""Beginnings that a query can bear; a network of IPv4 never has more than 128 of one length."""


def prefixes(network: IPv4Network | IPv6Network, product: str) -> list[str]:
    """What the addresses of a network begin with, each up to a dot, or a whole address.

    Refuses networks of IPv6, whose addresses are written in several ways.
    """
    if isinstance(network, IPv6Network):
        raise refused(
            f"The rule has the network {network}, and {product} documents no condition for"
            " networks of IPv6."
        )
    octets = min(-(-network.prefixlen // 8), 4)
    if octets == 0:
        raise refused(f"The network {network} of the rule is every address.")
    step = network.subnets(new_prefix=8 * octets)
    made = [".".join(str(one.network_address).split(".")[:octets]) for one in step]
    return made if octets == 4 else [f"{one}." for one in made]
