"""Networks in CIDR form as regular expressions that RE2, Rust, Java and Python all read alike."""

from __future__ import annotations

from ipaddress import IPv4Network, IPv6Network

from generator.targets.shared.network_patterns import network_pattern

_PARTS = {
    "(?&_octet)": "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])",
    "(?&_hex)": "[0-9a-f]{1,4}",
}
"""What the patterns for `grep` call by a name."""


def network_expression(network: IPv4Network | IPv6Network) -> str:
    """An expression that matches the whole of an address of the network and nothing else.

    Of IPv6 in either case, with or without leading zeros and `::`.
    """
    pattern = network_pattern(network)
    for name, meaning in _PARTS.items():
        pattern = pattern.replace(name, meaning)
    flags = "(?i)" if isinstance(network, IPv6Network) else ""
    return f"{flags}^{pattern}$"
