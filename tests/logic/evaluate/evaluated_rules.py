"""Short forms for the rules of these tests."""

from __future__ import annotations

from typing import Any

import yaml

_HEAD = {"title": "Example", "logsource": {"category": "example"}}


def rule(detection: str) -> dict[str, Any]:
    """A rule from the YAML of its detection."""
    return {**_HEAD, "detection": yaml.safe_load(detection)}


def selecting(**fields: Any) -> dict[str, Any]:
    """A rule with one selection: `{"Image|endswith": …}` as keywords of a call."""
    return {**_HEAD, "detection": {"selection": fields, "condition": "selection"}}
