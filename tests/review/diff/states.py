"""Two sides made of a few rules, as short as a test needs them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from generator.content.model import Query
from generator.review.diff.difference import Difference, difference
from generator.review.diff.state import CatalogueState, RuleState, SampleResult, TechniqueName


def query(text: str | None = None, reason: str | None = None) -> Query:
    return Query(text=text, reason=reason)


def rule(key: str = "a", **given: Any) -> RuleState:
    """A rule; `detection` and further parts of its document as `document`."""
    detection = given.pop("detection", {"s": {"f": "x"}, "condition": "s"})
    logsource = given.get("logsource", {"category": "example"})
    document = {"detection": detection, "logsource": logsource, **given.pop("document", {})}
    stated = {
        "id": key,
        "title": f"Rule {key}",
        "kind": "detection",
        "path": f"rules/{key}.yml",
        "number": 0,
        "page": f"rules/{key}.md",
        "level": "high",
        "status": "test",
        "logsource": logsource,
        "tags": (),
        "description": "",
        "techniques": (),
        "data_needed": (),
        "renamed_from": (),
        "definition": document,
        "queries": {"grep": query("f=x")},
    }
    return RuleState(**{**stated, **given})


def detecting(value: Any) -> dict[str, Any]:
    return {"s": {"f": value}, "condition": "s"}


def technique(key: str, name: str = "") -> TechniqueName:
    return TechniqueName(id=key, name=name)


def state(*rules: RuleState, **given: Any) -> CatalogueState:
    stated: dict[str, Any] = {
        "name": "a side",
        "rules": {rule.id: rule for rule in rules},
        "data_needed": frozenset(),
        "targets": ("grep",),
    }
    return CatalogueState(**{**stated, **given})


def results(**right: bool) -> Mapping[tuple[str, str], SampleResult]:
    """Results of samples, by rule."""
    return {
        (key, "s.json"): SampleResult(rule=key, name="s.json", fired=1, right=value)
        for key, value in right.items()
    }


def between(before: RuleState | CatalogueState, after: RuleState | CatalogueState) -> Difference:
    return difference(_side(before), _side(after))


def _side(given: RuleState | CatalogueState) -> CatalogueState:
    return given if isinstance(given, CatalogueState) else state(given)
