"""Small rules, their queries, and what the queries find."""

from __future__ import annotations

from typing import Any

import yaml
from sigma.collection import SigmaCollection

from generator.logic.evaluate import fires, scope_event
from generator.targets.elastic.graylog import GraylogBackend, graylog_pipeline
from generator.targets.elastic.lucene.backend import LuceneQueryBackend
from generator.targets.shared.scope import scope_pipeline
from generator.targets.shared.winlogbeat import winlogbeat_pipeline
from prove.elastic.index import INDEXES
from prove.elastic.lucene_judge import LuceneQuery

BACKENDS = {
    "es-qs": LuceneQueryBackend(scope_pipeline() + winlogbeat_pipeline()),
    "graylog": GraylogBackend(scope_pipeline() + graylog_pipeline()),
}


def rule(detection: str, logsource: str = "product: linux") -> dict[str, Any]:
    """A rule with one selection `s`, or with a detection of its own if it has a condition."""
    parsed = yaml.safe_load(detection)
    if not (isinstance(parsed, dict) and "condition" in parsed):
        parsed = {"s": parsed, "condition": "s"}
    return {
        "title": "Test",
        "logsource": yaml.safe_load(f"{{{logsource}}}"),
        "detection": parsed,
    }


def query(detection: str, logsource: str = "product: linux", target: str = "es-qs") -> str:
    """The one query of a rule."""
    made = BACKENDS[target].convert(SigmaCollection.from_dicts([rule(detection, logsource)]))
    assert len(made) == 1
    return str(made[0])


def finds(
    detection: str,
    event: dict[str, Any],
    logsource: str = "product: linux",
    target: str = "es-qs",
) -> bool:
    """Whether the rule's query finds an event of its log source."""
    written = rule(detection, logsource)
    stored = INDEXES[target](written, {**scope_event(written), **event})
    return LuceneQuery(query(detection, logsource, target)).finds(stored)


def agrees(detection: str, event: dict[str, Any], logsource: str = "product: linux") -> bool:
    """Whether both queries say of an event what the reference evaluator says."""
    written = rule(detection, logsource)
    expected = fires(written, {**scope_event(written), **event})
    return all(finds(detection, event, logsource, target) is expected for target in BACKENDS)
