"""Networks and numbers as regular expressions over the text of a keyword field."""

from __future__ import annotations

from ipaddress import IPv4Network, IPv6Network

_ANY_OCTET = "[0-9]{1,3}"
_ANY_HEXTET = "[0-9a-f]{1,4}"


def network_regex(network: IPv4Network | IPv6Network) -> str:
    """A Lucene regular expression for the addresses of a network, in the forms they are logged in.

    Of IPv6, addresses written out in full (as Sysmon does) and in the short form of RFC 5952,
    with or without leading zeros.
    """
    if isinstance(network, IPv4Network):
        return _ipv4(network)
    return "|".join(_ipv6(network))


def decimal_range(low: int, high: int) -> str:
    """A regular expression for the decimal numbers from low to high, without leading zeros."""
    alternatives: list[str] = []
    start = low
    while start <= high:
        # The largest block that begins at start: a number of trailing digits left free.
        free, size = 0, 1
        while start % (size * 10) == 0 and start + size * 10 - 1 <= high and start >= size * 10:
            free, size = free + 1, size * 10
        head = start // size
        last = min(head - head % 10 + 9, (high + 1) // size - 1)
        first_digits, digit = divmod(head, 10)
        shared = str(first_digits) if first_digits else ""
        ending = str(digit) if last == head else f"[{digit}-{last % 10}]"
        alternatives.append(shared + ending + _free(free))
        start = (last + 1) * size
    return alternatives[0] if len(alternatives) == 1 else f"({'|'.join(alternatives)})"


def _free(digits: int) -> str:
    if digits < 2:
        return "[0-9]" * digits
    return f"[0-9]{{{digits}}}"


def _at_least(low: int) -> str:
    """Whole numbers from low up, without a sign."""
    length = len(str(low))
    same_length = decimal_range(low, 10**length - 1)
    return f"({same_length}|[1-9][0-9]{{{length},}})"


def _fraction(low: bool) -> str:
    """Decimals behind a whole number: any, or such as are not all zeros."""
    return r"\.[0-9]*[1-9][0-9]*" if low else r"(\.[0-9]+)?"


def _below(limit: int, *, inclusive: bool) -> str:
    """Numbers without a sign up to a whole number; empty where there are none."""
    alternatives = []
    if limit > 0:
        alternatives.append(decimal_range(0, limit - 1) + _fraction(low=False))
    if inclusive:
        alternatives.append(rf"{limit}(\.0+)?")
    return "|".join(alternatives)


def _above(limit: int, *, inclusive: bool) -> str:
    """Numbers without a sign from a whole number up."""
    whole = _at_least(limit if inclusive else limit + 1) + _fraction(low=False)
    return whole if inclusive else f"{whole}|{limit}{_fraction(low=True)}"


def number_regex(operator: str, limit: int) -> str:
    """A regular expression for the decimal numbers `<`, `<=`, `>` or `>=` a whole number."""
    inclusive = operator.endswith("=")
    above = operator.startswith(">")
    magnitude = abs(limit)
    if limit == 0:
        positive = _above(0, inclusive=inclusive)
        negative = _above(0, inclusive=False)
        zero = r"|\-0(\.0+)?" if inclusive else ""
        return rf"\+?0*({positive}){zero}" if above else _signed(negative, inclusive)
    if limit > 0:
        if above:
            return rf"\+?0*({_above(magnitude, inclusive=inclusive)})"
        return rf"\+?0*({_below(magnitude, inclusive=inclusive)})|\-[0-9]+(\.[0-9]+)?"
    if above:
        return rf"\-0*({_below(magnitude, inclusive=inclusive)})|\+?[0-9]+(\.[0-9]+)?"
    return rf"\-0*({_above(magnitude, inclusive=inclusive)})"


def _signed(negative: str, with_zero: bool) -> str:
    zero = r"|[\-\+]?0+(\.0+)?" if with_zero else ""
    return rf"\-0*({negative}){zero}"


def _ipv4(network: IPv4Network) -> str:
    first = network.network_address.packed
    last = network.broadcast_address.packed
    octets = [
        _ANY_OCTET if (low, high) == (0, 255) else decimal_range(low, high)
        for low, high in zip(first, last, strict=True)
    ]
    return r"\.".join(octets)


def _ipv6(network: IPv6Network) -> list[str]:
    """The alternatives: written out, and with a run of zeros left out at each place it may be."""
    lows = _hextets(network.network_address.packed)
    highs = _hextets(network.broadcast_address.packed)
    bound = -(-network.prefixlen // 16)  # hextets of which the network says something
    groups = [_hextet(low, high) for low, high in zip(lows, highs, strict=True)]
    head = ":".join(groups[:bound])
    tail = "" if bound == 8 else ":[0-9a-f:]+" if head else "[0-9a-f:]+"
    forms = [head + tail]
    start = 0
    while start < bound:
        if lows[start]:
            start += 1
            continue
        end = start
        while end < bound and not lows[end]:
            end += 1
        before = ":".join(groups[:start]) + "::"
        if end < bound:
            rest = [*groups[end:bound], *([_ANY_HEXTET] * (8 - bound))]
            forms.append(before + ":".join(rest))
        else:
            forms.append(before + _up_to(8 - bound))
            if highs[bound - 1] and bound - start > 1:  # its last hextet need not be zero
                forms.append(before + ":".join([groups[bound - 1], *([_ANY_HEXTET] * (8 - bound))]))
        start = end
    return forms


def _up_to(count: int) -> str:
    """Up to so many hextets, with colons between them."""
    if not count:
        return ""
    more = f"(:{_ANY_HEXTET}){{0,{count - 1}}}" if count > 1 else ""
    return f"({_ANY_HEXTET}{more})?"


def _hextets(packed: bytes) -> list[int]:
    return [int.from_bytes(packed[index : index + 2], "big") for index in range(0, 16, 2)]


def _hextet(low: int, high: int) -> str:
    """Hexadecimal numbers from low to high, which differ in their last bits only."""
    if not high:
        return "0{1,4}"
    pattern = ""
    significant = False
    for shift in (12, 8, 4, 0):
        first, last = low >> shift & 15, high >> shift & 15
        optional = not significant and not first and shift > 0
        pattern += _hex_class(first, last) + ("?" if optional else "")
        significant = significant or bool(first)
    return pattern


def _hex_class(first: int, last: int) -> str:
    if first == last:
        return f"{first:x}"
    if last < 10 or first > 9:
        return f"[{first:x}-{last:x}]"
    upper = "a" if last == 10 else f"a-{last:x}"
    lower = "9" if first == 9 else f"{first:x}-9"
    return f"[{lower}{upper}]"
