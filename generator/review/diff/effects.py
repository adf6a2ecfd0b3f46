"""Effects of changes: gains and losses in techniques, Data Needed, targets and sample tests."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from generator.review.diff.state import CatalogueState, RuleState, SampleResult


@dataclass(frozen=True, slots=True, kw_only=True)
class CountChange:
    """The number of rules for an item before and after; `name` is the display name."""

    id: str
    name: str
    before: int
    after: int

    @property
    def lost(self) -> bool:
        return self.after == 0 < self.before

    @property
    def won(self) -> bool:
        return self.before == 0 < self.after


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleChange:
    """A sample event whose outcome changed; None on a side that does not have it."""

    rule: RuleState
    name: str
    before: SampleResult | None
    after: SampleResult | None

    @property
    def broken(self) -> bool:
        return self.after is not None and not self.after.right


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetChange:
    """A target that only one side has, and the number of rules that have a query for it."""

    id: str
    added: bool
    queries: int


def techniques(base: CatalogueState, head: CatalogueState) -> tuple[CountChange, ...]:
    """Techniques whose number of rules changed; those that lost all rules come first."""
    names = {
        technique.id: technique.name
        for state in (base, head)
        for rule in state.rules.values()
        for technique in rule.techniques
    }
    before, after = (
        Counter(t.id for rule in state.rules.values() for t in set(rule.techniques))
        for state in (base, head)
    )
    return _changes(before, after, names)


def data_needed(base: CatalogueState, head: CatalogueState) -> tuple[CountChange, ...]:
    """Data Needed whose number of rules changed; those that no rule needs any more come first."""
    before, after = (
        Counter(title for rule in state.rules.values() for title in set(rule.data_needed))
        for state in (base, head)
    )
    return _changes(before, after, dict.fromkeys((*before, *after), ""))


def _changes(
    before: Mapping[str, int], after: Mapping[str, int], names: Mapping[str, str]
) -> tuple[CountChange, ...]:
    found = [
        CountChange(id=key, name=names[key], before=before.get(key, 0), after=after.get(key, 0))
        for key in {*before, *after}
        if before.get(key, 0) != after.get(key, 0)
    ]
    return tuple(sorted(found, key=_most_telling))


def _most_telling(change: CountChange) -> tuple[int, int, str]:
    crossing = 0 if change.lost else 1 if change.won else 2
    return crossing, change.after - change.before, change.id


def targets(base: CatalogueState, head: CatalogueState) -> tuple[TargetChange, ...]:
    """Targets that only one side converts to, removed ones first. Empty if a side has no rules,
    because then nobody chose its targets."""
    if not base.rules or not head.rules:
        return ()
    return tuple(
        TargetChange(id=target, added=added, queries=_queries(side, target))
        for added, side, other in ((False, base, head), (True, head, base))
        for target in side.targets
        if target not in other.targets
    )


def _queries(state: CatalogueState, target: str) -> int:
    found = (rule.queries.get(target) for rule in state.rules.values() if rule.queries)
    return sum(query is not None and query.text is not None for query in found)


def samples(base: CatalogueState, head: CatalogueState) -> tuple[SampleChange, ...]:
    """Sample tests whose result changed, broken ones first. Empty if a side has no samples."""
    if base.samples is None or head.samples is None:
        return ()
    found = list(_sample_changes(base, head))
    return tuple(sorted(found, key=lambda c: (not c.broken, c.rule.title, c.rule.id, c.name)))


def _sample_changes(base: CatalogueState, head: CatalogueState) -> Iterable[SampleChange]:
    assert base.samples is not None
    assert head.samples is not None
    for key in {*base.samples, *head.samples}:
        before, after = base.samples.get(key), head.samples.get(key)
        rule = head.rules.get(key[0]) or base.rules.get(key[0])
        same = before is not None and after is not None and before.right == after.right
        # A new sample that passes is not news; one that fails on a new rule is.
        quiet = before is None and after is not None and after.right
        if rule is not None and not same and not quiet:
            yield SampleChange(rule=rule, name=key[1], before=before, after=after)
