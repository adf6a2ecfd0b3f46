"""EQL: what the published back end writes wrongly, as it is written now."""

from __future__ import annotations

from typing import Any

import pytest
from printed import SYSMON, condition, printed


@pytest.mark.parametrize(
    ("selection", "text"),
    [
        ({"f|contains": "a?b"}, 'f : "*a?b*"'),
        ({"f": ["a", "b*"]}, 'f like~ ("a", "b*")'),
        # The wildcards of `:` have no escape.
        ({"f|contains": "a\\*b"}, 'f regex~ ".*a\\\\*b.*"'),
        ({"f": ["a", "b\\*"]}, 'f : "a" or f regex~ "b\\\\*"'),
        # Without regard to case means ASCII to Elasticsearch.
        ({"f": "Grün"}, 'f regex~ "Gr[üÜ]n"'),
        ({"f|cased|contains": "Ab"}, 'f like "*Ab*"'),
        ({"f|cased": "A\\*"}, 'f == "A*"'),
        ({"f|re": "a\\d"}, 'f regex ".*a[0-9].*"'),
        ({"f": 5}, "f == 5"),
        ({"f": [5, "x"]}, 'f like~ ("5", "x")'),
        ({"f|gt": 5}, "f > 5"),
        ({"f|cidr": "10.0.0.0/8"}, 'f regex~ "10\\\\.[0-9]{1,3}\\\\.[0-9]{1,3}\\\\.[0-9]{1,3}"'),
        ({"f": None}, "?f == null"),
        ({"f": "*"}, "?f != null"),
        ({"c-uri": "x"}, '`c-uri` : "x"'),
        (["kali"], 'message.lower : "*kali*"'),
    ],
)
def test_a_selection_is_written_so(selection: Any, text: str) -> None:
    assert condition("eql", selection) == text


def test_a_filter_of_alternatives_stands_in_parentheses() -> None:
    more = {"one": {"g": "x"}, "two": {"h": "y"}, "condition": "sel and not (one or two)"}
    assert condition("eql", {"f": "a"}, **more) == 'f : "a" and (not (g : "x" or h : "y"))'


def test_a_number_is_a_text_in_events_of_windows() -> None:
    text = printed("eql", {"Foo": 5, "Bar|lt": 10}, SYSMON).text or ""
    assert 'winlog.event_data.Foo : "5"' in text
    assert "winlog.event_data.Bar regex " in text


@pytest.mark.parametrize(
    ("selection", "reason"),
    [
        ({"f|fieldref": "g"}, "compares two fields"),
        ({"f|re": "(?=a)b"}, "look"),
    ],
)
def test_what_eql_cannot_say_is_refused_with_the_reason(selection: Any, reason: str) -> None:
    assert reason in (printed("eql", selection).reason or "")


def test_a_value_without_a_name_is_refused() -> None:
    application = {"product": "windows", "service": "application"}
    for target in ("eql", "esql"):
        assert "no name of its own" in (printed(target, {"Data": "x"}, application).reason or "")
