"""The judge of Quickwit's language by examples of its reference; the target has wrong queries."""

from __future__ import annotations

import pytest

from generator.targets.registry import preset
from prove.corpus import Candidate
from prove.problems import NotUnderstood
from prove.proof import Outcome, prove
from prove.quickwit.engine import QuickwitJudge
from prove.quickwit.judge import QuickwitQuery

DOCUMENT = {"level": ["WARN"], "body": ["tantivy"], "a.b": ["blue boat"]}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("level:WARN AND body:tantivy", True),
        ("level:warn", False),
        ("body:tant*", True),
        ('body:"tant*"', False),
        ("level:IN [ERROR WARN]", True),
        ("level:*", True),
        ("missing:*", False),
        ("NOT missing:* AND level:WARN", True),
        ('a.b:"blue boat"', True),
        ("level:ERROR AND body:x OR level:WARN", True),
        ("level:ERROR AND (body:x OR level:WARN)", False),
    ],
)
def test_the_judge_reads_a_query_as_the_reference_does(query: str, found: bool) -> None:
    assert QuickwitQuery(query).finds(DOCUMENT) is found


@pytest.mark.parametrize(
    "query",
    [
        "tantivy",
        "body:tan*vy",
        "body:*vy",
        "body:/tan.*/",
        'body:"a\\\\b"',
        "n:[1 TO 5]",
        "level:WARN body:x",
        "body:IN [a* b]",
        "(level:WARN",
    ],
)
def test_the_judge_refuses_what_is_not_documented(query: str) -> None:
    with pytest.raises(NotUnderstood):
        QuickwitQuery(query).finds(DOCUMENT)


def test_parentheses_that_are_dropped_are_noticed() -> None:
    detection = {
        "sel": {"Image": "a"},
        "one": {"CommandLine": "b"},
        "two": {"User": "c"},
        "condition": "sel and not (one or two)",
    }
    rule = {"title": "Filters", "logsource": {"product": "linux"}, "detection": detection}
    target = preset("quickwit")
    assert target is not None
    found = prove(Candidate(path="a.yml", rule=rule), target, (QuickwitJudge(),))
    assert found.query == 'Image:"a" AND NOT CommandLine:"b" OR User:"c"'
    assert found.outcome is Outcome.DIFFERS
