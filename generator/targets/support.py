"""How a rule stands with a target: a query, one with fields that were left, none, or a wrong one."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from generator.content.model import Query, Rule, RuleKind
from generator.targets.target import Target


class SupportState(StrEnum):
    """From the best to the worst."""

    OK = "ok"
    PARTLY = "partly"
    UNSUPPORTED = "unsupported"
    WRONG = "wrong"


WRONG_BY_TEST = "On an event made of this rule, the query says otherwise than the rule."


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetSupport:
    """`reason` says why it is not ok, empty where it is; `left` are the fields of the rule for
    which a product with names of its own has none."""

    state: SupportState
    reason: str = ""
    left: tuple[str, ...] = ()


def target_support(rule: Rule, target: Target, query: Query, *, wrong: bool) -> TargetSupport:
    """How a rule stands with a target, by what came of its conversion; `wrong` says that the query
    was found to differ from the rule."""
    if query.text is None:
        return TargetSupport(state=SupportState.UNSUPPORTED, reason=query.reason or "")
    if wrong:
        return TargetSupport(state=SupportState.WRONG, reason=WRONG_BY_TEST)
    left = left_of(rule, query) if target.taxonomy else ()
    if left:
        names = ", ".join(left)
        return TargetSupport(
            state=SupportState.PARTLY, reason=f"No name is known for {names}.", left=left
        )
    return TargetSupport(state=SupportState.OK)


def left_of(rule: Rule, query: Query) -> tuple[str, ...]:
    """The fields of a rule that its target's pipelines do not know."""
    if rule.kind is RuleKind.CORRELATION:
        return ()  # Its fields are those of the rules that it counts.
    return tuple(field for field in rule.fields if field not in query.names)
