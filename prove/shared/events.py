"""Events on their way into a product: nesting, Windows logs and messages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

RAW = "_raw"
"""The key of an event's text, in which rules look for keywords."""


def is_windows(rule: Mapping[str, Any]) -> bool:
    """Whether a rule is about a Windows log. The RPC Firewall is a product to Sigma, and one more
    log of Windows to everything that collects events."""
    return rule.get("logsource", {}).get("product") in ("windows", "rpc_firewall")


def flat(event: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """The fields of an event, nested ones by dotted names."""
    for name, value in event.items():
        if isinstance(value, Mapping):
            yield from flat(value, f"{prefix}{name}.")
        else:
            yield prefix + name, value


def nested(event: Mapping[str, Any]) -> dict[str, Any]:
    """An event as a document: the parts of a dotted name become nested maps."""
    document: dict[str, Any] = {}
    for name, value in event.items():
        *parents, last = name.split(".")
        place = document
        for parent in parents:
            inner = place.setdefault(parent, {})
            if not isinstance(inner, dict):
                break
            place = inner
        else:
            if not isinstance(place.get(last), dict):
                place[last] = value
    return document


def with_message(event: Mapping[str, Any]) -> dict[str, Any]:
    """The event with all its values as its text, and without nulls, which a product that keeps the
    text does not hold. Both the rule and the query look for keywords in that text."""
    held = {name: value for name, value in event.items() if value is not None}
    return {RAW: "\n".join(str(value) for value in _scalars(held)), **held}


def _scalars(event: Mapping[str, Any]) -> Iterator[Any]:
    for _, value in flat(event):
        yield from value if isinstance(value, list) else [value]
