"""What a command cannot ask, and the sentence that says so."""

from __future__ import annotations

import re

import pytest
from sigma.collection import SigmaCollection
from sigma.exceptions import SigmaError

from generator.targets.powershell.backend import PowerShellBackend
from tests.targets.powershell.examples import command, rule

A = "Image: a"


@pytest.mark.parametrize(
    ("logsource", "reason"),
    [
        ("{product: linux, category: process_creation}", "is not a Windows event log"),
        ("{category: webserver}", "is not a Windows event log"),
        ("{product: windows, category: file_access}", "is an ETW provider"),
        ("{product: windows, category: file_rename}", "is an ETW provider"),
        ("{product: windows, service: nosuch}", "is not known to be a Windows event log"),
        ("{product: windows}", "names no Windows event log"),
    ],
)
def test_a_log_source_that_is_no_event_log_is_refused(logsource: str, reason: str) -> None:
    with pytest.raises(SigmaError, match=reason):
        command(A, logsource)


@pytest.mark.parametrize(
    ("detection", "reason"),
    [
        ("User|expand: '%admins%'", "the placeholder %admins% (modifier 'expand')"),
        ("UtcTime|week: 3", "modifier 'week'"),
        (
            "Image|re: 'a++b'",
            "the possessive quantifier '++', which .NET does not have",
        ),
        ("Image|re: '(?a)b'", "the flag (?a)"),
        ("Image|re: '(?x) a b'", "the flag (?x)"),
        ('"a\\tb": 1', "cannot be pasted"),
        ("{s: {A: 1}, condition: s | count() > 5}", "The aggregation '| count() > 5'"),
        ("{s: {A: 1}, condition: s and not 1 of nosuch_*}", "means no selection"),
        ("{s: {A: 1}, condition: all of nosuch_*}", "means no selection"),
        (r"CommandLine|base64|contains: 'a\*b'", "The modifier 'base64' of the field"),
        ("CommandLine|base64offset|contains: 'aé'", "The modifier 'base64offset' of the"),
        ("[null]", "a value of the kind 'Null'"),
    ],
)
def test_what_cannot_be_asked_is_named(detection: str, reason: str) -> None:
    with pytest.raises(SigmaError, match=re.escape(reason)):
        command(detection)


CORRELATION = {
    "title": "Many",
    "status": "test",
    "correlation": {
        "type": "event_count",
        "rules": ["one"],
        "group-by": ["User"],
        "timespan": "5m",
        "condition": {"gte": 10},
    },
}


def test_a_correlation_rule_is_refused() -> None:
    collection = SigmaCollection.from_dicts([{**rule(A), "name": "one"}, CORRELATION])
    with pytest.raises(SigmaError, match=r"correlation rule \(event_count\)"):
        PowerShellBackend().convert(collection)


def test_errors_can_be_collected() -> None:
    backend = PowerShellBackend(collect_errors=True)
    collection = SigmaCollection.from_dicts([rule(A, "{product: linux}"), rule(A)])
    assert len(backend.convert(collection)) == 1
    assert [str(error)[:14] for _, error in backend.errors] == ["The log source"]
