"""Rules written in one line, their SPL, and the events on which rule and SPL differ."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import yaml
from sigma.collection import SigmaCollection

from generator.logic.evaluate import fires, scope_event
from generator.logic.evaluate.events import events_for
from generator.targets.splunk.backend import SplunkSearchBackend, splunk_pipeline
from prove.shared.events import with_message
from prove.splunk.index import indexed
from prove.splunk.judge import SplQuery


def rule(detection: str, logsource: str = "category: test") -> dict[str, Any]:
    """A rule with this detection, its condition `sel` if it names none."""
    selections = yaml.safe_load(detection)
    return {
        "title": "Test",
        "logsource": yaml.safe_load(f"{{{logsource}}}"),
        "detection": {"condition": "sel", **selections},
    }


def spl(given: dict[str, Any], output_format: str | None = None, **options: Any) -> str:
    """The SPL of a rule, by a new back end."""
    backend = SplunkSearchBackend(splunk_pipeline(), **options)
    converted = backend.convert(SigmaCollection.from_dicts([given]), output_format)
    return converted if isinstance(converted, str) else converted[0]


def differences(given: dict[str, Any], limit: int = 60) -> Iterator[dict[str, Any]]:
    """The generated events that the SPL finds though the rule does not fire, or the reverse."""
    query, scope, fired = SplQuery(spl(given)), scope_event(given), 0
    for made in events_for(given, limit=limit):
        event = with_message({**scope, **made})
        expected = fires(given, event)
        fired += expected
        if query.finds(indexed(given, event)) is not expected:
            yield event
    assert fired, "no event fires"
