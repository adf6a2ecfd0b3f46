"""The comparison of two detections."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

from generator.logic.compare.automaton import Undecided
from generator.logic.compare.effort import Effort, Exhausted
from generator.logic.compare.formulas import Circuit
from generator.logic.compare.search import Confirm, Search
from generator.logic.compare.verdict import Relation, Verdict, Witness
from generator.logic.evaluate import EvaluationError, compile_rule
from generator.logic.evaluate.record import Record
from generator.logic.evaluate.tree import Node, holds

PLAIN_SHARE = 0.5
"""The part of what is left that may go into a witness without lists."""

_PARTS = ("product", "category", "service")
_MEANING = ("detection", "correlation")


def compare(
    before: Mapping[str, Any], after: Mapping[str, Any], *, effort: Effort | None = None
) -> Verdict:
    """How the detection of a second rule, as loaded from YAML, stands to that of a first one.

    Over all events that there can be: `equivalent`, and the side of `broader` and `narrower`
    that has no witness, are proven. A regular expression that takes very long on some text can
    take longer than the effort allows: a caller with hostile rules must limit the time itself.
    """
    log_source = _log_sources(before, after)
    if _same_text(before, after):
        return Verdict(relation=Relation.EQUIVALENT, log_source=log_source)
    try:
        roots = compile_rule(before).root, compile_rule(after).root
    except EvaluationError as error:
        return Verdict(relation=Relation.UNKNOWN, reason=str(error), log_source=log_source)
    return _Comparison(*roots, effort or Effort()).verdict(log_source)


def implies(
    narrow: Mapping[str, Any], broad: Mapping[str, Any], *, effort: Effort | None = None
) -> bool | None:
    """Whether the second detection matches all that the first one matches; None where it cannot be
    told. Half of a comparison, and without the search for an event that is good to read."""
    if _same_text(narrow, broad):
        return True
    try:
        roots = compile_rule(narrow).root, compile_rule(broad).root
    except EvaluationError:
        return None
    comparison = _Comparison(*roots, effort or Effort())
    first, second = comparison.literals
    confirm = partial(comparison.splits, comparison.before, comparison.after)
    try:
        return comparison.search.event((first, -second), confirm) is None
    except (Undecided, Exhausted):
        return None
    finally:
        comparison.search.close()


class _Comparison:
    def __init__(self, before: Node, after: Node, effort: Effort) -> None:
        self.before, self.after = before, after
        self.effort = effort
        circuit = Circuit()
        self.literals = circuit.node(before), circuit.node(after)
        self.search = Search(circuit, effort)
        self.reasons: list[str] = []

    def verdict(self, log_source: tuple[str, str] | None) -> Verdict:
        before, after = self.literals
        try:
            gained, no_more = self.side(
                (after, -before), partial(self.splits, self.after, self.before)
            )
            lost, no_less = self.side(
                (before, -after), partial(self.splits, self.before, self.after)
            )
        finally:
            self.search.close()
        relation = Relation.UNKNOWN
        if gained and lost:
            relation = Relation.DIFFERENT
        elif no_more and no_less:
            relation = Relation.EQUIVALENT
        elif gained and no_less:
            relation = Relation.BROADER
        elif lost and no_more:
            relation = Relation.NARROWER
        return Verdict(
            relation=relation,
            gained=gained,
            lost=lost,
            reason=self.reasons[0] if relation is Relation.UNKNOWN else "",
            log_source=log_source,
        )

    @staticmethod
    def splits(matching: Node, other: Node, event: Mapping[str, Any]) -> bool:
        """Whether the evaluator says that one detection matches an event and the other does not."""
        record = Record(event)
        return holds(matching, record) and not holds(other, record)

    def side(self, literals: tuple[int, int], confirm: Confirm) -> tuple[Witness | None, bool]:
        """A witness, and whether it is proven that there is none."""
        try:
            event = self.search.event(literals, confirm)
        except Undecided as reason:
            self.reasons.append(str(reason))
            return None, False
        except Exhausted:
            self.reasons.append("The comparison took too long.")
            return None, False
        if event is None:
            return None, True
        if not _has_lists(event):
            return Witness(event=smallest(event, confirm)), False
        return self.without_lists(event, literals, confirm), False

    def without_lists(
        self, event: dict[str, Any], literals: tuple[int, int], confirm: Confirm
    ) -> Witness:
        """The witness with one value for each field, where that can be found with some effort."""
        small = smallest(event, confirm)
        if not _has_lists(small):
            return Witness(event=small)
        aside = self.effort.left
        self.effort.left = int(aside * PLAIN_SHARE)
        try:
            plain = self.search.event(literals, confirm, single=True)
        except (Undecided, Exhausted):
            return Witness(event=small)
        finally:
            self.effort.left += aside - int(aside * PLAIN_SHARE)
        if plain is None:
            return Witness(event=small, only_with_several=True)
        return Witness(event=smallest(plain, confirm))


def smallest(
    event: Mapping[str, Any], confirm: Callable[[Mapping[str, Any]], bool]
) -> dict[str, Any]:
    """The event without what it does not need to be confirmed."""
    kept = dict(event)
    for name in list(kept):
        for smaller in _smaller(kept, name):
            if confirm(smaller):
                kept = smaller
                break
    return kept


def _smaller(event: dict[str, Any], name: str) -> Iterator[dict[str, Any]]:
    yield {key: value for key, value in event.items() if key != name}
    values = event[name]
    if isinstance(values, list):
        yield from ({**event, name: value} for value in values)
        for index in range(len(values)):
            rest = values[:index] + values[index + 1 :]
            yield {**event, name: rest}


def _has_lists(event: Mapping[str, Any]) -> bool:
    return any(isinstance(value, list) and value for value in event.values())


def _same_text(before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """Whether both say the same in the same order, so that it need not even be understood."""
    texts = [[repr(rule.get(key)) for key in _MEANING] for rule in (before, after)]
    return texts[0] == texts[1] and any(key in before for key in _MEANING)


def _log_sources(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[str, str] | None:
    first, second = _log_source(before), _log_source(after)
    return None if first == second else (first, second)


def _log_source(rule: Mapping[str, Any]) -> str:
    source = rule.get("logsource")
    if not isinstance(source, Mapping):
        return "none"
    named = [f"{part} {source[part]}" for part in _PARTS if source.get(part)]
    return ", ".join(named) or "none"
