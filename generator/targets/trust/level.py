"""The levels of trust, from the best."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class Level(StrEnum):
    """The best that is known of a target's queries."""

    PROVEN = "proven"
    JUDGED = "judged"
    PARSED = "parsed"
    CONVERTED = "converted"
    WRONG = "known wrong"


MEANING: Mapping[Level, str] = MappingProxyType(
    {
        Level.PROVEN: "queries ran in the product's own engine over generated events and found "
        "what their rules fire on",
        Level.JUDGED: "no engine is at hand; an evaluator of the documented language, for what is "
        "printed of it, found what the rules fire on",
        Level.PARSED: "a real parser accepts the queries; what they find was not checked",
        Level.CONVERTED: "nothing was checked but that queries were made",
        Level.WRONG: "for some rules the query does not mean what the rule means",
    }
)
