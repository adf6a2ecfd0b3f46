"""What a value of a rule means, run on events by the judge."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.logic.evaluate import fires
from prove.powershell.judge import Command
from prove.powershell.records import record_of
from tests.targets.powershell.examples import SECURITY, command, commands_for, finds, rule

SYSMON_LOG = "Microsoft-Windows-Sysmon/Operational"


def test_a_string_is_the_whole_value_in_any_case() -> None:
    assert finds("Image: 'C:\\a.exe'", {"Image": "c:\\A.EXE"})
    assert not finds("Image: 'C:\\a.exe'", {"Image": "C:\\axexe"})
    assert not finds("Image: 'C:\\a.exe'", {"Image": "C:\\a.exe\n"})
    assert not finds("Image: 'C:\\a.exe'", {"Image": "xC:\\a.exe"})


@pytest.mark.parametrize(
    ("modifier", "hit", "miss"),
    [
        ("contains", "1 a.b* 2", "1 axb* 2"),
        ("startswith", "A.B*2", "1a.b*"),
        ("endswith", "1A.B*", "a.b*2"),
    ],
)
def test_a_part_is_looked_for_as_it_is_written(modifier: str, hit: str, miss: str) -> None:
    assert finds(rf"CommandLine|{modifier}: 'a.b\*'", {"CommandLine": hit})
    assert not finds(rf"CommandLine|{modifier}: 'a.b\*'", {"CommandLine": miss})


def test_wildcards_cross_lines() -> None:
    assert finds("CommandLine: 'a*b?c*d'", {"CommandLine": "a\nx\nb\nc d"})
    assert not finds("CommandLine: 'a*b?c*d'", {"CommandLine": "a\nx\nbc d"})


def test_wildcards_do_not_try_all_ways_of_a_long_value() -> None:
    long = "ab" * 20_000
    assert not finds("CommandLine: '*a*b*a*b*a*c*'", {"CommandLine": long})


def test_a_star_alone_asks_for_the_field() -> None:
    assert finds("User: '*'", {"User": ""})
    assert not finds("User: '*'", {})


def test_cased_strings_and_expressions_heed_case() -> None:
    assert finds("Image|cased: 'aB'", {"Image": "aB"})
    assert not finds("Image|cased: 'aB'", {"Image": "ab"})
    assert finds("Image|re: 'aB+'", {"Image": "xaBBx"})
    assert not finds("Image|re: 'aB+'", {"Image": "ab"})
    assert finds("Image|re|i: 'aB+'", {"Image": "ab"})


def test_the_flags_of_an_expression_are_those_of_the_rule() -> None:
    assert not finds("CommandLine|re: 'a.b'", {"CommandLine": "a\nb"})
    assert finds("CommandLine|re|s: 'a.b'", {"CommandLine": "a\nb"})
    assert not finds("CommandLine|re: '^b'", {"CommandLine": "a\nb"})
    assert finds("CommandLine|re|m: '^b'", {"CommandLine": "a\nb"})


def test_expressions_are_not_joined_as_one_would_change_the_other() -> None:
    detection = "CommandLine|re: ['(?i)abc', 'XYZ']"
    assert finds(detection, {"CommandLine": "ABC"})
    assert not finds(detection, {"CommandLine": "xyz"})


@pytest.mark.parametrize("quote", ["'", "\u2018", "\u2019", "\u201a", "\u201b", "\u201c", '"'])
def test_quotes_are_found_and_do_not_end_a_string(quote: str) -> None:
    detection = f"CommandLine|contains: ['a{quote * (2 if quote == chr(39) else 1)}b']"
    assert finds(detection, {"CommandLine": f"1a{quote}b2"})
    assert not finds(detection, {"CommandLine": "1ab2"})


@pytest.mark.parametrize(
    "text", ["a`b", "a[b]", "$(x)", "${x}", "{0}", "a#b", "%a%", "\U0001f600", "é"]
)
def test_what_is_special_elsewhere_is_a_text(text: str) -> None:
    detection = f"CommandLine|contains: '{text}'"
    assert command(detection).isascii()
    assert finds(detection, {"CommandLine": f"1{text.upper()}2"})
    assert not finds(detection, {"CommandLine": "12ab"})


def test_a_missing_field_equals_nothing() -> None:
    detection = "{s: {Image: a}, f: {User: b}, condition: s and not f}"
    assert finds(detection, {"Image": "a"})
    assert finds(detection, {"Image": "a", "User": "c"})
    assert not finds(detection, {"Image": "a", "User": "B"})


def test_null_is_missing_and_the_empty_string_is_there() -> None:
    assert finds("User: null", {})
    assert not finds("User: null", {"User": ""})
    assert finds("User: ''", {"User": ""})
    assert not finds("User: ''", {})
    assert not finds("User: ''", {"User": "a"})
    assert finds("User|exists: true", {"User": ""})
    assert finds("User|exists: false", {})


def test_one_of_several_values_is_enough() -> None:
    assert finds("Data|contains: b", {"Data": ["a", "b", ""]})
    assert finds("Data: ''", {"Data": ["a", ""]})
    assert finds("Data|contains|all: [a, b]", {"Data": ["a", "b"]})
    assert not finds("{s: {Data: b}, condition: not s}", {"Data": ["a", "b"]})


def test_numbers_are_compared_as_texts_and_by_size_as_numbers() -> None:
    assert finds("LogonId: '0x3e7'", {"LogonId": "0x3E7"})
    assert finds("DestinationPort: 443", {"DestinationPort": "443"})
    assert not finds("DestinationPort: 443", {"DestinationPort": "0443"})
    assert finds("DestinationPort|gte: 443", {"DestinationPort": "1000"})
    assert finds("DestinationPort|lt: 443", {"DestinationPort": "-5"})
    assert not finds("DestinationPort|lt: 443", {"DestinationPort": "443"})
    assert finds("Size|gt: 1.5", {"Size": "1.6"})
    assert finds("Size|gt: 9007199254740992", {"Size": "9007199254740993"})


@pytest.mark.parametrize("text", ["", "abc", "0x10", "1kb", "5 ", "-"])
def test_what_is_no_number_is_neither_more_nor_less(text: str) -> None:
    assert not finds("Size|lt: 1000000", {"Size": text})
    assert not finds("Size|gte: -1", {"Size": text})


@pytest.mark.parametrize(
    ("network", "hit", "miss"),
    [
        ("10.0.0.0/8", "10.255.1.2", "11.0.0.1"),
        ("192.168.4.0/23", "192.168.5.9", "192.168.6.0"),
        ("10.0.0.0/8", "10.0.0.0", "167772161"),
        ("0.0.0.0/0", "8.8.8.8", "1"),
        ("0.0.0.0/0", "8.8.8.8", "1.2"),
        ("10.0.0.0/8", "10.0.0.1", "::ffff:10.0.0.1"),
        ("fe80::/10", "FE80:0::1", "fec0::1"),
        ("2001:db8::/33", "2001:db8:7fff::1", "2001:db8:8000::1"),
        ("10.0.0.0/8", "10.1.1.1", "10.1.1.256"),
        ("10.0.0.0/8", "10.1.1.1", "10.x"),
    ],
)
def test_an_address_is_in_a_network(network: str, hit: str, miss: str) -> None:
    detection = f"DestinationIp|cidr: '{network}'"
    assert finds(detection, {"DestinationIp": hit})
    assert not finds(detection, {"DestinationIp": miss})
    assert not finds(detection, {})


def test_a_field_is_compared_with_another() -> None:
    same = "Image|fieldref: ParentImage"
    assert finds(same, {"Image": "a[.exe", "ParentImage": "A[.EXE"})
    assert not finds(same, {"Image": "a", "ParentImage": "ab"})
    assert not finds(same, {"Image": ""})
    assert not finds(same, {})
    assert finds("Image|fieldref|endswith: User", {"Image": "abc", "User": "BC"})
    assert not finds("Image|fieldref|startswith: User", {"Image": "abc", "User": "BC"})
    assert finds("Image|fieldref|contains: User", {"Image": "abcd", "User": "BC"})


def test_keywords_are_found_in_the_message_and_in_any_value() -> None:
    detection = "['mimi?atz', 'a.b']"
    assert finds(detection, {"Message": "xx MimiKatz xx"}, SECURITY)
    assert finds(detection, {"Any": "1a.b2"}, SECURITY)
    assert not finds(detection, {"Any": "1acb2"}, SECURITY)
    both = "{s: {'|all': [a1, b1]}, condition: s}"
    assert finds(both, {"Message": "a1", "Data": ["b1"]}, SECURITY)
    assert not finds(both, {"Message": "a1", "Data": ["b2"]}, SECURITY)


def test_encoded_values_are_found() -> None:
    assert finds("CommandLine|base64|contains: 'cmd.exe'", {"CommandLine": "-e Y21kLmV4ZQ=="})
    wide = "CommandLine|wide|base64offset|contains: 'cmd'"
    assert finds(wide, {"CommandLine": "xAGMAbQBkA"})
    assert finds("CommandLine|windash|contains: ' -a'", {"CommandLine": "x \u2013a"})


def test_parts_of_a_date_are_compared() -> None:
    moment = {"UtcTime": "2024-03-05 07:09:11.123"}
    for part, number in (("year", 2024), ("month", 3), ("day", 5), ("hour", 7), ("minute", 9)):
        assert finds(f"UtcTime|{part}: {number}", moment), part
        assert not finds(f"UtcTime|{part}: {number + 1}", moment), part


def test_neq_holds_where_the_field_is_missing() -> None:
    assert finds("User|neq: a", {})
    assert not finds("User|neq: a", {"User": "A"})


@settings(max_examples=150, deadline=None)
@given(
    st.text("ab.\\*?'\u2019[$ \n", max_size=8),
    st.text("abAB.\\*?'\u2019[$ \n", min_size=1, max_size=8),
)
def test_any_string_means_what_the_evaluator_says(value: str, text: str) -> None:
    made = rule("s")
    made["detection"] = {"s": {"CommandLine": value}, "condition": "s"}
    event = {"EventID": 1, "CommandLine": text}
    record = record_of(event, log=SYSMON_LOG)
    if record is None:
        return
    (written,) = commands_for(made)
    assert bool(Command(written).hits([record])) == fires(made, event)
