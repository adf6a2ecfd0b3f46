"""Networks in CIDR form, as patterns for the addresses in them."""

from __future__ import annotations

from ipaddress import IPv4Network, IPv6Network

_OCTET = "(?&_octet)"
_GROUP = "(?&_hex)"
_GROUPS = 8


def network_pattern(network: IPv4Network | IPv6Network) -> str:
    """The pattern for the whole of an address of the network.

    IPv4 in dotted decimal; IPv6 in hexadecimal groups, with or without leading zeros and `::`
    (RFC 4291, section 2.2, forms 1 and 2), but not with a dotted end or a zone.
    """
    if isinstance(network, IPv4Network):
        octets = _bounds(network, 8)
        return r"\.".join(_decimal(low, high) for low, high in octets)
    return _version_6(network)


def grouped(choices: list[str]) -> str:
    """Alternatives as one item; each of them must be free of a bare `|`."""
    return choices[0] if len(choices) == 1 else f"(?:{'|'.join(choices)})"


def _bounds(network: IPv4Network | IPv6Network, bits: int) -> list[tuple[int, int]]:
    """The lowest and highest value of each part of an address, of so many bits."""
    first, last = int(network.network_address), int(network.broadcast_address)
    shifts = range(network.max_prefixlen - bits, -1, -bits)
    mask = (1 << bits) - 1
    return [(first >> shift & mask, last >> shift & mask) for shift in shifts]


def _decimal(low: int, high: int) -> str:
    if (low, high) == (0, 255):
        return _OCTET
    choices = []
    for length in (1, 2, 3):
        first = max(low, 10 ** (length - 1) if length > 1 else 0)
        last = min(high, 10**length - 1)
        if first <= last:
            choices += _between(str(first), str(last))
    return grouped(choices)


def _between(low: str, high: str) -> list[str]:
    """Patterns for the decimal numbers between two of the same length."""
    if not low:
        return [""]
    rest = len(low) - 1
    zeros, nines = "0" * rest, "9" * rest
    if low[0] == high[0]:
        return [low[0] + tail for tail in _between(low[1:], high[1:])]
    first, last = int(low[0]), int(high[0])
    below: list[str] = []
    above: list[str] = []
    if low[1:] != zeros:
        below = [low[0] + tail for tail in _between(low[1:], nines)]
        first += 1
    if high[1:] != nines:
        above = [high[0] + tail for tail in _between(zeros, high[1:])]
        last -= 1
    digit = str(first) if first == last else f"[{first}-{last}]"
    between = [digit + "[0-9]" * rest] if first <= last else []
    return [*below, *between, *above]


def _version_6(network: IPv6Network) -> str:
    bounds = _bounds(network, 16)
    groups = [_hexadecimal(low, high) for low, high in bounds]
    choices = [":".join(groups)]
    for before in range(_GROUPS):
        for after in range(_GROUPS - before):
            elided = bounds[before : _GROUPS - after]
            if all(low == 0 for low, _ in elided):
                end = groups[_GROUPS - after :]
                choices.append(":".join(groups[:before]) + "::" + ":".join(end))
    return f"(?:{'|'.join(_with_free_ends(choices))})"


def _with_free_ends(choices: list[str]) -> list[str]:
    """Those that differ only in how many groups of any value follow `::`, made one."""
    longest: dict[str, int] = {}
    kept: list[str] = []
    for choice in choices:
        head, mark, end = choice.partition("::")
        free = end.split(":") if end else []
        if mark and all(group == _GROUP for group in free):
            longest[head] = max(longest.get(head, 0), len(free))
        else:
            kept.append(choice)
    for head, most in longest.items():
        end = f"(?:{_GROUP}(?::{_GROUP}){{0,{most - 1}}})?" if most else ""
        kept.append(f"{head}::{end}")
    return kept


def _hexadecimal(low: int, high: int) -> str:
    """The pattern for one group between two values that differ in their last bits only."""
    if (low, high) == (0, 0xFFFF):
        return _GROUP
    if low == high:
        digits = f"{low:x}"
        least, most = (0, 4 - len(digits)) if low else (1, 4)
        zeros = f"0{{{least},{most}}}" if most else ""
        return zeros + (digits if low else "")
    bounds = list(zip(f"{low:04x}", f"{high:04x}", strict=True))
    choices = []
    for length in range(4, 0, -1):
        if any(digit != "0" for digit, _ in bounds[: 4 - length]):
            break
        choices.append("".join(_digit(*pair) for pair in bounds[4 - length :]))
    return f"(?:{'|'.join(choices)})" if len(choices) > 1 else choices[0]


def _digit(low: str, high: str) -> str:
    if low == high:
        return low
    if (low, high) == ("0", "f"):
        return "[0-9a-f]"
    return "[" + "".join(f"{value:x}" for value in range(int(low, 16), int(high, 16) + 1)) + "]"
