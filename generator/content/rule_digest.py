"""Digests of what a rule says about events, apart from what is said about the rule.

Two forms are published, so neither may change its value: trust records and `last_passed.json`
hold the short one, `changes.json` the long one. Within the program the short one is used.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any


def rule_digest(document: Mapping[str, Any]) -> str:
    """What makes a rule's query, its detection and its log source or what it counts, in 16
    hexadecimal digits. The order of keys and the text of dates make no difference."""
    meaning = [document.get("logsource"), document.get("detection")]
    if "correlation" in document:
        meaning.append(document["correlation"])
    return _sha256(meaning)[:16]


def published_digest(document: Mapping[str, Any], body: str) -> str:
    """The log source and the `body` of a document (the key that makes it a detection, a
    correlation or a filter), in 64 hexadecimal digits."""
    return _sha256({key: document.get(key) for key in ("logsource", body)})


def _sha256(meaning: object) -> str:
    text = json.dumps(meaning, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()
