"""What Logpoint has no documented way to say is refused with a reason that names it."""

from __future__ import annotations

import pytest
from sigma.collection import SigmaCollection
from sigma.exceptions import SigmaError

from generator.targets.logpoint.backend import LogpointBackend
from generator.targets.logpoint.pipeline import logpoint_pipeline
from tests.targets.logpoint.logpoint_rules import query


@pytest.mark.parametrize(
    ("item", "reason"),
    [
        ("a|fieldref: b", r"`\|fieldref`"),
        ("a|expand: '%list%'", r"`\|expand`"),
        ("a|hour: 3", r"`\|hour`"),
        ("a-b|re: x", r"`a-b` has to be written in quotes"),
        ("process|re: x", r"`process` has to be written in quotes"),
        ("a|re: '(?x)b c'", r"inline flag `x`"),
        ("a|cidr: '2001:0:0::/48'", r"`\|cidr` has groups of zeros"),
    ],
)
def test_a_refusal_names_its_reason(item: str, reason: str) -> None:
    with pytest.raises(SigmaError, match=reason):
        query(f"""
selection:
  {item}
condition: selection
""")


def test_a_placeholder_in_a_keyword_is_refused_by_name() -> None:
    with pytest.raises(SigmaError, match=r"`\|expand`.* keyword"):
        query("""
keywords:
  '|expand': '%list%'
condition: keywords
""")


def test_a_correlation_is_refused_by_name() -> None:
    documents = [
        {
            "title": "Base",
            "name": "base",
            "logsource": {"category": "test"},
            "detection": {"s": {"a": 1}, "condition": "s"},
        },
        {
            "title": "Many",
            "correlation": {
                "type": "event_count",
                "rules": ["base"],
                "group-by": ["a"],
                "timespan": "1m",
                "condition": {"gte": 3},
            },
        },
    ]
    with pytest.raises(SigmaError, match="Correlation rules"):
        LogpointBackend(logpoint_pipeline()).convert(SigmaCollection.from_dicts(documents))


def test_errors_can_be_collected() -> None:
    backend = LogpointBackend(logpoint_pipeline(), collect_errors=True)
    document = {
        "title": "A rule",
        "logsource": {"category": "test"},
        "detection": {"s": {"a|fieldref": "b"}, "condition": "s"},
    }
    backend.convert(SigmaCollection.from_dicts([document], collect_errors=True))
    assert "|fieldref" in str(backend.errors[0][1])
