"""What a comparison of two detections comes to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any


class Relation(Enum):
    """What the second detection is, beside the first one."""

    EQUIVALENT = "equivalent"
    BROADER = "broader"
    NARROWER = "narrower"
    DIFFERENT = "different"
    UNKNOWN = "cannot tell"


@dataclass(frozen=True, slots=True, kw_only=True)
class Witness:
    """An event that one detection matches and the other does not, as the evaluator confirmed."""

    event: Mapping[str, Any]
    only_with_several: bool = False
    """Whether it is proven that no event does whose fields have one value each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The relation, and the events that show it.

    `broader` and `narrower` are proven on one side and shown on the other: a broader detection
    matches all that the first one matched, and `gained`. Where the relation cannot be told, one
    of the witnesses may be there all the same.
    """

    relation: Relation
    gained: Witness | None = None
    """What only the second detection matches."""
    lost: Witness | None = None
    """What only the first detection matches."""
    reason: str = ""
    """Why it cannot be told: a sentence."""
    log_source: tuple[str, str] | None = None
    """The log sources in a few words, where they differ; the relation leaves them aside."""
