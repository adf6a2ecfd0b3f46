"""Small rules for the tests of the Logpoint target."""

from __future__ import annotations

from typing import Any

import yaml
from sigma.collection import SigmaCollection

from generator.targets.logpoint.backend import LogpointBackend
from generator.targets.logpoint.pipeline import logpoint_pipeline
from prove.logpoint.events import normalised
from prove.logpoint.judge import parse

PROCESS_CREATION = "{product: windows, category: process_creation}"
SYSMON = 'channel="Microsoft-Windows-Sysmon/Operational" event_id=1'


def rule(detection: str, logsource: str = "{category: test}") -> dict[str, Any]:
    """A rule of a detection in YAML; without a product its fields keep their names."""
    head = f"title: A rule\nlogsource: {logsource}\ndetection:\n"
    lines = detection.strip("\n").splitlines()
    loaded = yaml.safe_load(head + "\n".join("  " + line for line in lines))
    assert isinstance(loaded, dict)
    return loaded


def query(detection: str, logsource: str = "{category: test}") -> str:
    """The query for a detection."""
    return converted(rule(detection, logsource))


def converted(document: dict[str, Any]) -> str:
    """The one query for a rule."""
    backend = LogpointBackend(logpoint_pipeline())
    queries = backend.convert(SigmaCollection.from_dicts([document]))
    assert len(queries) == 1
    return str(queries[0])


def found(detection: str, event: dict[str, Any], logsource: str = "{category: test}") -> bool:
    """Whether the query for a detection finds an event, by the judge."""
    document = rule(detection, logsource)
    return parse(converted(document)).matches(normalised(document, event))
