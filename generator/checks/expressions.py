"""Regular expressions on which an engine that backtracks can take exponential time."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator

from generator.base.diagnostics import Diagnostic, Route, quoted, warning
from generator.checks.check import Check, Context
from generator.content.model import Rule
from generator.logic.compare.backtracking import BlowUp, blow_up

SLOW_EXPRESSION = warning(
    "slow-expression", "A regular expression on which a search can take exponential time"
)

CODES = (SLOW_EXPRESSION,)

_FLAGS = {"i": re.IGNORECASE, "m": re.MULTILINE, "s": re.DOTALL}


def check(context: Context) -> Iterator[Diagnostic]:
    known: dict[tuple[str, int], BlowUp | None] = {}
    for rule in context.rules:
        for route, text, flags in _expressions(rule):
            if (text, flags) not in known:
                expression = _compiled(text, flags)
                known[text, flags] = blow_up(expression) if expression else None
            found = known[text, flags]
            if found is not None:
                message = (
                    f"a loop of this expression reads {quoted(found.repeated)} in two ways, so "
                    f"after {quoted(found.before)} each repetition more can double the time of a "
                    "search that finds nothing; let what the loop holds begin or end with "
                    "something that it cannot hold elsewhere"
                )
                yield SLOW_EXPRESSION.at(rule.path, route, message)


def _expressions(rule: Rule) -> Iterator[tuple[Route, str, int]]:
    """Every regular expression of a detection with its place and its flags."""
    for item in rule.items():
        if "re" in item.modifiers:
            flags = sum(_FLAGS.get(modifier, 0) for modifier in item.modifiers)
            for route, value in item.placed_values():
                yield route, str(value), flags


def _compiled(text: str, flags: int) -> re.Pattern[str] | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return re.compile(text, flags)
    except (re.error, OverflowError, RecursionError):
        # Reported where the rule is read.
        return None


CHECK = Check(name="expressions", codes=CODES, run=check)
