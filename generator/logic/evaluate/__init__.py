"""Does a rule fire on an event? The meaning of Sigma, without any back end.

What it takes as Sigma's meaning is written down in `docs/evaluation.md`. Rules about several
events (correlations) are refused; their evaluation belongs beside `fires`, over a sequence of
events, and can use it for the rules that they refer to.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from generator.logic.evaluate.compiler import CompiledRule, compile_rule
from generator.logic.evaluate.errors import EvaluationError
from generator.logic.evaluate.explanation import Explanation, FieldMatch, SelectionResult, explain
from generator.logic.evaluate.record import Record
from generator.logic.evaluate.scope import scope_event
from generator.logic.evaluate.tree import holds

__all__ = [
    "CompiledRule",
    "EvaluationError",
    "Explanation",
    "FieldMatch",
    "SelectionResult",
    "compile_rule",
    "explain",
    "fires",
    "scope_event",
]


def fires(rule: Mapping[str, Any], event: Mapping[str, Any]) -> bool:
    """Whether a Sigma rule, as loaded from YAML, fires on an event.

    The event maps field names to strings, numbers, booleans, None, lists of these, or nested
    maps; `_raw` may hold the raw message, in which keywords are looked for. Only the detection
    is judged: that the event comes from the rule's log source is up to the caller (`scope_event`).
    Raises EvaluationError where the rule cannot be judged on a single event.
    """
    return holds(compile_rule(rule).root, Record(event))
