"""Comparisons, networks and dates, which grep can only be asked for digit by digit."""

from __future__ import annotations

import json
from ipaddress import ip_address, ip_network

import pytest
from grep_rules import ALL, NONE, command, finds, forms_found, printed_lines, rule
from sigma.collection import SigmaCollection
from sigma.exceptions import SigmaFeatureNotSupportedByBackendError

from generator.logic.evaluate import fires
from generator.targets.grep.backend import GrepBackend


@pytest.mark.parametrize("operator", ["lt", "lte", "gt", "gte"])
@pytest.mark.parametrize("limit", [0, 1, 9, 10, 100, 109, 4096, -1, -10, -250, 0.5, 12.05, -3.25])
def test_a_comparison_holds_for_the_numbers_for_which_the_rule_fires(
    operator: str, limit: float
) -> None:
    whole = int(limit)
    numbers: list[object] = [*range(-12, 13), *range(whole - 12, whole + 13), limit, -limit]
    numbers += [limit + d for d in (-0.5, 0.01, -0.01, 0.005)] + [10 * limit, limit / 10, 99999]
    numbers += ["007", "+5", "-0", "0.0", f"0{abs(limit)}", f"{limit}0", "x", "", "5x", "x5", None]
    lines = [json.dumps({"a": 1, "f": number, "b": 2}) for number in numbers]
    detection = {f"f|{operator}": limit}
    expected = {
        line
        for line, number in zip(lines, numbers, strict=True)
        if fires(rule(detection), {"f": number})
    }
    assert set(printed_lines(command(detection), lines)) == expected


def test_a_comparison_reads_numbers_in_every_form() -> None:
    assert forms_found("f|gte: 10", {"f": 10, "g": 1}) == ALL
    assert forms_found("f|gte: 10", {"f": "10.5", "g": 1}) == ALL
    assert forms_found("f|gte: 10", {"f": 9, "g": 10}) == NONE


@pytest.mark.parametrize(
    "network",
    ["10.0.0.0/8", "192.168.4.0/22", "172.16.0.0/12", "1.2.3.4/32", "0.0.0.0/0", "9.128.0.0/9"],
)
def test_a_network_of_version_4_holds_its_addresses(network: str) -> None:
    net = ip_network(network)
    addresses = [ip_address(int(net[0]) + d) for d in (-1, 0, 1, 255, 256) if int(net[0]) + d >= 0]
    addresses += [ip_address(min(int(net[-1]) + d, 2**32 - 1)) for d in (-256, -1, 0, 1)]
    lines = [f"ip={address} port=1" for address in addresses]
    expected = [f"ip={a} port=1" for a in addresses if a in net]
    assert printed_lines(command({"ip|cidr": network}), lines) == expected


def test_an_address_is_compared_whole() -> None:
    for text in ("1.2.3.45", "11.2.3.4", "1.2.3.4.5", "1.2.3.256", "1.2.3.4:80"):
        assert forms_found("ip|cidr: 1.2.3.0/24", {"ip": text}) == (
            ALL if text == "1.2.3.45" else NONE
        )


@pytest.mark.parametrize(
    "network",
    ["::1/128", "fe80::/10", "fc00::/7", "2001:db8::/32", "2001:db8:0:1::/64", "::/0", "::/127"],
)
def test_a_network_of_version_6_holds_its_addresses_however_written(network: str) -> None:
    net = ip_network(network)
    inside = [int(net[0]), int(net[0]) + 1, int(net[-1]), int(net[-1]) - 1]
    outside = [int(net[0]) - 1, int(net[-1]) + 1, 1 << 127, 0x2001 << 112, 1 << 96]
    texts = []
    for number in inside + [n for n in outside if 0 <= n < 1 << 128]:
        address = ip_address(number) if number >> 32 else ip_address(f"::{number:x}")
        texts += [str(address), address.exploded, str(address).upper()]
    texts += [
        "::",
        "::1",
        "1::",
        "0:0::1",
        "fe80::1:0:0:1",
        "fe80:0:0:0:0:0:0:1",
        "fe80::x",
        "fe80",
    ]
    lines = [json.dumps({"ip": text}) for text in texts]
    expected = {
        line
        for line, text in zip(lines, texts, strict=True)
        if fires(rule({"ip|cidr": network}), {"ip": text})
    }
    assert set(printed_lines(command({"ip|cidr": network}), lines)) == expected


@pytest.mark.parametrize(
    ("part", "number"),
    [("minute", 5), ("hour", 0), ("hour", 23), ("day", 2), ("month", 11), ("year", 2026)],
)
def test_a_part_of_a_date_is_compared_as_written(part: str, number: int) -> None:
    dates = [
        "2026-11-02T23:05:00Z", "2026-11-02 23:05:00.123+02:00", "2025-01-03T00:06", "2026-12-24",
        "2025-11-30T13:05:59", "2026", "x",
    ]  # fmt: skip
    lines = [json.dumps({"t": date}) for date in dates]
    detection = {f"t|{part}": number}
    expected = [
        line for line, date in zip(lines, dates, strict=True) if fires(rule(detection), {"t": date})
    ]
    assert printed_lines(command(detection), lines) == expected


def test_a_week_is_refused_by_name() -> None:
    rules = SigmaCollection.from_dicts([rule("t|week: 5")])
    with pytest.raises(SigmaFeatureNotSupportedByBackendError, match="`week` needs a calendar"):
        GrepBackend().convert(rules)


def test_numbers_of_pairs_are_compared_too() -> None:
    assert finds("f|lt: 5", "f: 4 g: 9")
    assert not finds("f|lt: 5", "f: 45 g: 4")
