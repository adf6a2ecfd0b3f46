"""What was found about a target, and the level that follows from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from generator.targets.trust.level import Level

TOLERATED = 1000
"""Of so many rules of other people's one may differ, named with its cause."""

STRICT = ("shapes", "own", "correlations")
"""Sets of rules of which none may differ: what rules are made of, and our own, of which those that
count several events are a set of their own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How many rules of a set came out how.

    `rejected` are queries that the engine takes for none, `refused` rules that have a reason
    instead of a query, `unjudged` queries with something that the judge does not know. `source`
    is a digest of our own code that made the queries.
    """

    source: str
    right: int = 0
    differs: int = 0
    rejected: int = 0
    refused: int = 0
    unjudged: int = 0

    @property
    def wrong(self) -> int:
        return self.differs + self.rejected


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """The smallest rule whose query is wrong, as YAML: on which event, and what the rule says.

    Without an event the engine does not take the query at all; `why` has its words.
    """

    rule: str
    query: str
    event: Mapping[str, Any] | None
    fires: bool | None
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stock:
    """How queries fare on the product's own mapping instead of the one that the target assumes:
    of the rules of the sets that were asked last and are right otherwise, how many are right there and
    how many differ."""

    engine: str
    right: int
    differs: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What `make prove` found about a target.

    `best` is what agreement in this engine shows. `versions` are those of the packages that made
    the queries. `wrong` names the rules whose query
    is wrong by their digest, `listed` those of a proven or judged target in words.
    """

    target: str
    engine: str
    best: Level
    versions: Mapping[str, str]
    sets: Mapping[str, Counts]
    wrong: tuple[str, ...] = ()
    listed: tuple[str, ...] = ()
    example: Example | None = None
    stock: Stock | None = None


def level_of(record: Record) -> Level:
    """The level that a record gives: its engine's best, unless too many queries are wrong.

    A target of which no query could be judged is converted, whatever its engine is.
    """
    if not any(counts.right or counts.wrong for counts in record.sets.values()):
        return Level.CONVERTED
    for name, counts in record.sets.items():
        judged = counts.right + counts.wrong
        if counts.wrong and (name in STRICT or counts.wrong * TOLERATED > judged):
            return Level.WRONG
    return record.best
