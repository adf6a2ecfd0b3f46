"""Strings, numbers, null, networks: how each kind of value is written and what it finds."""

from __future__ import annotations

import re
from ipaddress import ip_address, ip_network

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from generator.logic.evaluate import fires
from generator.targets.shared.range_patterns import decimal_range, network_regex, number_regex
from tests.targets.elastic.lucene.querying import agrees, finds, query, rule

NASTY = [
    "AND",
    "OR",
    "NOT",
    "TO",
    ">5",
    "<unknown process>",
    "a<b",
    "a&&b||c",
    "(a OR b)",
    "[1 TO 2]",
    "a:b",
    "/x/",
    "a/b",
    "~1",
    "^2",
    "+a -b !c =d",
    'say "hi"',
    "back\\slash\\",
    "{{mustache}}",
    "tab\there",
    "line\nbreak",
    "no\u00a0break",
    "a\u3000b",
    "Ünï©ödé",
    "#@&~<>",
]


@pytest.mark.parametrize("value", NASTY)
@pytest.mark.parametrize("modifier", ["", "|contains", "|startswith", "|endswith", "|cased"])
def test_a_value_is_found_as_it_is_and_nothing_else(value: str, modifier: str) -> None:
    detection = yaml.safe_dump({f"A{modifier}": value.replace("\\", "\\\\")})
    for text in (value, value.upper(), value.lower(), f"x{value}", f"{value}x", "x", value[:-1]):
        assert agrees(detection, {"A": text}) or text != text.strip() or not text, text


@settings(max_examples=100, deadline=None)
@given(st.text(min_size=1, max_size=12), st.text(min_size=1, max_size=12))
@example("*", "\\*")
@example("\\", "\\\\")
@example("{{a}}", "{{A}}")
def test_any_value_makes_a_query_that_means_the_same(value: str, other: str) -> None:
    for modifier in ("", "|contains", "|endswith|cased"):
        detection = yaml.safe_dump({f"A{modifier}": value})
        for text in (value, other, f"x{value}x"):
            expected = fires(rule(detection), {"A": text})
            assert finds(detection, {"A": text}) is expected, (detection, text)


def test_a_value_without_wildcards_is_a_phrase() -> None:
    assert query(r"{A: 'NT AUTHORITY\SYSTEM'}") == r'A:"NT AUTHORITY\\SYSTEM"'


def test_a_value_with_wildcards_is_a_term() -> None:
    assert query(r"{A|endswith: '\a b.exe'}") == r"A:*\\a\ b.exe"


def test_an_escaped_wildcard_is_the_character() -> None:
    assert query(r"{A: 'a\*b\?c*'}") == r"A:a\*b\?c*"
    assert query(r"{A: 'a\*b'}") == 'A:"a*b"'


def test_two_braces_never_stand_together_for_a_watch_is_a_mustache_template() -> None:
    expressions = ("{A|re: '{{y'}", r"{A|re: 'a\{{2}b'}", r"{A|re: '[{]{2,}b'}")
    for detection in ("{A: 'x{{{y}}'}", "{A|contains: '{{y}}'}", "['{{']", *expressions):
        assert "{{" not in query(detection)
    assert finds(r"{A|re: 'a\{{2}b'}", {"A": "a{{b"})
    assert not finds(r"{A|re: 'a\{{2}b'}", {"A": "a{b"})


def test_the_wildcard_alone_means_that_the_field_is_there() -> None:
    assert query("{A: '*'}") == "_exists_:A"
    assert agrees("{A: '*'}", {"A": "x"})
    assert agrees("{A: '*'}", {"B": "x"})


def test_null_means_that_the_field_is_missing() -> None:
    assert query("{A: null}") == "*:* AND NOT _exists_:A"
    assert agrees("{A: null}", {"A": None})


def test_an_empty_value_is_not_a_missing_one() -> None:
    assert query("{A: ''}") == 'A:""'
    assert finds("{A: ''}", {"A": ""})
    assert not finds("{A: ''}", {"B": "x"})
    assert not finds("{A: ''}", {"A": "x"})


def test_exists_asks_for_the_field() -> None:
    assert query("{A|exists: true}") == "_exists_:A"
    assert query("{A|exists: false}") == "*:* AND NOT _exists_:A"


def test_neq_holds_for_a_missing_field() -> None:
    assert query("{A|neq: x}") == '*:* AND NOT A:"x"'
    assert agrees("{A|neq: x}", {"B": "1"})


def test_numbers_and_booleans_are_found_in_their_string_form() -> None:
    assert query("{A: [4688, -1]}") == 'A:(4688 OR "-1")'
    assert query("{A: true}") == "A:true"
    assert agrees("{A: 4688}", {"A": "4688"})
    assert agrees("{A: true}", {"A": True})


def test_cased_asks_the_field_that_keeps_its_case() -> None:
    assert query("{A|cased: aB}") == 'A.cased:"aB"'
    assert agrees("{A|cased: aB}", {"A": "ab"})
    assert query("{'|cased': aB}") == "message.cased:*aB*"


def test_encoded_values_are_alternatives() -> None:
    assert query("{A|base64offset|contains: foo}") == "A:(*Zm9v* OR *Zvb* OR *mb2*)"
    assert agrees("{A|windash|contains: ' -x'}", {"A": "a /x"})
    assert agrees("{A|wide|base64offset|contains: foo}", {"A": "xZgBvAG8Ay"})


def test_a_field_name_is_escaped() -> None:
    assert query("{'a b': x, c-uri: y}") == 'a\\ b:"x" AND c-uri:"y"'
    assert agrees("{'a b(c)': x}", {"a b(c)": "x"})


def test_a_number_of_another_system_is_compared_as_a_number() -> None:
    assert query("{A|gte: 10}") == "A:[10 TO *]"
    assert query("{A|lt: -5}") == 'A:[* TO "-5"}'
    assert agrees("{A|gt: 9}", {"A": 10})
    assert agrees("{A|gt: 9}", {"A": 9})


@pytest.mark.parametrize("operator", ["lt", "lte", "gt", "gte"])
@pytest.mark.parametrize("limit", [0, 1, 9, 10, 250, -1, -20])
def test_a_number_of_a_windows_event_is_compared_though_it_is_text(
    operator: str, limit: int
) -> None:
    detection = f"{{A|{operator}: {limit}}}"
    for text in ("0", "1", "2", "9", "10", "11", "99", "250", "251", "-1", "-2", "-20", "-21.5"):
        assert agrees(detection, {"A": text}, "product: windows, service: system"), text


@given(st.integers(0, 5000), st.integers(0, 5000), st.integers(0, 99_999))
def test_a_range_of_numbers_holds_these_numbers_only(low: int, span: int, number: int) -> None:
    expression = decimal_range(low, low + span)
    assert bool(re.fullmatch(expression, str(number))) is (low <= number <= low + span)


@given(st.sampled_from(["<", "<=", ">", ">="]), st.integers(-300, 300), st.integers(-400, 400))
def test_a_comparison_as_text_holds_for_the_right_numbers(
    operator: str, limit: int, number: int
) -> None:
    holds = {"<": number < limit, "<=": number <= limit, ">": number > limit, ">=": number >= limit}
    assert bool(re.fullmatch(number_regex(operator, limit), str(number))) is holds[operator]


NETWORKS = [
    "10.0.0.0/8",
    "172.16.0.0/12",
    "13.107.6.152/31",
    "203.0.113.7/32",
    "::1/128",
    "fe80::/10",
    "2001:db8::/32",
    "2001:db8:4::/46",
    "2001:db8:0:0:1::/80",
    "::/127",
]


@pytest.mark.parametrize("network", NETWORKS)
@given(st.integers(0, 2**128 - 1), st.integers(0, 128), st.booleans())
@settings(max_examples=60, deadline=None)
def test_a_network_holds_its_addresses_in_every_form(
    network: str, bits: int, shift: int, exploded: bool
) -> None:
    parsed = ip_network(network)
    size = parsed.max_prefixlen
    inside = int(parsed.network_address) | (bits >> shift) % parsed.num_addresses
    for number in (inside, inside ^ 1 << shift % size):
        address = type(parsed.network_address)(number)
        text = address.exploded if exploded else str(address)
        assert bool(re.fullmatch(network_regex(parsed), text)) is (address in parsed), text


def test_a_network_is_asked_for_as_text() -> None:
    assert query("{A|cidr: 10.0.0.0/8}") == r"A:/10\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}/"
    assert agrees("{A|cidr: 'fc00::/7'}", {"A": str(ip_address("fd12::1")).upper()})
