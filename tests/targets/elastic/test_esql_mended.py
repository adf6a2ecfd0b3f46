"""ES|QL and PPL: case, wildcards and null, as they are written now."""

from __future__ import annotations

from typing import Any

import pytest
from printed import SYSMON, condition, printed

from generator.targets.shared.java_regex import java_regex


@pytest.mark.parametrize(
    ("selection", "esql", "ppl"),
    [
        ({"F": "Ab"}, 'to_lower(F) == "ab"', "lower(`F`) = 'ab'"),
        ({"F": ["A", "b"]}, 'to_lower(F) in ("a", "b")', "lower(`F`) in ('a', 'b')"),
        (
            {"F|endswith": "\\A.exe"},
            'to_lower(F) like "*\\\\\\\\a.exe"',
            "regexp_match(lower(`F`), '(?s)\\\\\\\\a\\\\.exe\\\\z')",
        ),
        (
            {"F|startswith": "a\\*"},
            'to_lower(F) like "a\\\\**"',
            "regexp_match(lower(`F`), '(?s)^a\\\\*')",
        ),
        ({"F|cased|contains": "Ab"}, 'F like "*Ab*"', "regexp_match(`F`, '(?s)Ab')"),
        ({"F|re|i": "a.b"}, None, "regexp_match(`F`, '(?di)a.b')"),
        ({"F": None}, "F is null", "isnull(`F`)"),
        ({"F": "*"}, "F is not null", "isnotnull(`F`)"),
        ({"F": 5}, "F == 5", "`F` = 5"),
        ({"F": [5, "x"]}, 'to_lower(F) in ("5", "x")', "lower(`F`) in ('5', 'x')"),
        ({"F|fieldref": "G"}, "to_lower(F) == to_lower(G)", "lower(`F`) = lower(`G`)"),
        ({"F": "it's"}, 'to_lower(F) == "it\'s"', "lower(`F`) = 'it\\'s'"),
        (["kali"], 'to_lower(message) like "*kali*"', "regexp_match(lower(`message`), '(?s)kali')"),
    ],
)
def test_a_selection_is_written_so(selection: Any, esql: str | None, ppl: str) -> None:
    assert esql is None or condition("esql", selection) == esql
    assert condition("opensearch-ppl", selection).replace("(message)", "(`message`)") == ppl


def test_a_filter_holds_for_an_event_without_the_field() -> None:
    more = {"one": {"G": "x"}, "condition": "sel and not one"}
    expected = 'to_lower(F) == "a" and not coalesce(to_lower(G) == "x", false)'
    assert condition("esql", {"F": "a"}, **more) == expected
    expected = "lower(`F`) = 'a' AND NOT coalesce((lower(`G`) = 'x'), false)"
    assert condition("opensearch-ppl", {"F": "a"}, **more) == expected


def test_a_size_is_that_of_a_number_in_events_of_windows_too() -> None:
    assert "to_double(winlog.event_data.Foo) > 5" in (
        printed("esql", {"Foo|gt": 5}, SYSMON).text or ""
    )
    text = printed("opensearch-ppl", {"Foo|gt": 5}, SYSMON).text or ""
    assert "tonumber(`winlog.event_data.Foo`)>" in text.replace(" ", "")


@pytest.mark.parametrize(
    ("expression", "java"),
    [
        ("[^[]", "[^\\[]"),
        ("[]a]", "[\\]a]"),
        ("a{1,3}", "a{1,3}"),
        ("{a}", "\\{a}"),
        ("[a&&b]", "[a\\&\\&b]"),
        ("(?P<x>a)\\Z", "(?<x>a)\\z"),
        ("\\[a", "\\[a"),
    ],
)
def test_an_expression_means_the_same_to_java(expression: str, java: str) -> None:
    assert java_regex(expression) == java
