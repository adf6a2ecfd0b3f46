"""The digest of what a rule says, apart from what is said about it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any


def rule_digest(definition: Mapping[str, Any]) -> str:
    """What makes a rule's query, its detection and its log source or what it counts, in 16
    hexadecimal digits."""
    meaning = [definition.get("logsource"), definition.get("detection")]
    if "correlation" in definition:
        meaning.append(definition["correlation"])
    text = json.dumps(meaning, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:16]
