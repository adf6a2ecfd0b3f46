"""A difference between catalogues as sections, most important first.

This module decides what a report shows; the renderings only format it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from generator.logic.compare import Relation
from generator.review.diff.changes import Fate, RuleChange
from generator.review.diff.difference import GROUPS, Difference, group_of
from generator.review.diff.effects import SampleChange, TargetChange
from generator.review.diff.entries import entry
from generator.review.diff.pieces import Code, Entry, Line, Section, Strong


def sections(found: Difference) -> tuple[Section, ...]:
    """The non-empty sections, in order."""
    grouped: dict[int, list[RuleChange]] = {}
    for change in found.rules:
        grouped.setdefault(group_of(change), []).append(change)
    named = [
        Section(title="Coverage and data", entries=tuple(_coverage(found))),
        Section(title="Sample tests", entries=tuple(map(_sample, found.samples))),
        Section(title="Targets", entries=tuple(map(_target, found.targets))),
        *(
            Section(title=GROUPS[group], entries=tuple(map(entry, _weighty(grouped[group]))))
            for group in sorted(grouped)
        ),
        Section(title="Versions", entries=tuple(_versions(found))),
    ]
    return tuple(section for section in named if section.entries)


def _weighty(listed: Iterable[RuleChange]) -> list[RuleChange]:
    """The changes, those that lose a target first."""
    return sorted(listed, key=lambda change: -len(change.targets(Fate.LOST)))


def headline(found: Difference) -> str:
    """A sentence with the numbers of added, removed and changed rules, and of changed targets."""
    added = sum(change.before is None for change in found.rules)
    removed = sum(change.after is None for change in found.rules)
    verdicts = [change.verdict for change in found.rules if change.verdict is not None]
    others = len(found.rules) - added - removed - len(verdicts)
    counts = {relation: sum(v.relation is relation for v in verdicts) for relation in Relation}
    told = ", ".join(f"{n:,} {relation.value}" for relation, n in counts.items() if n)
    came = sum(change.added for change in found.targets)
    went = len(found.targets) - came
    parts = {
        _counted(added, "rule added", "rules added"): added,
        _counted(removed, "rule removed", "rules removed"): removed,
        f"{_counted(len(verdicts), 'detection changed', 'detections changed')} ({told})": len(
            verdicts
        ),
        _counted(others, "other change", "other changes"): others,
        _counted(came, "target added", "targets added"): came,
        _counted(went, "target removed", "targets removed"): went,
    }
    kept = [part for part, number in parts.items() if number]
    return ", ".join(kept) + "." if kept else "No rule changed."


def _counted(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"


def _coverage(found: Difference) -> Iterator[Entry]:
    """Coverage that was lost or gained entirely, one line each; all other techniques share one
    line."""
    for change in found.techniques:
        named = f"{change.id} {change.name}".strip()
        if change.lost:
            yield Entry(line=(Strong(f"Last rule for {named} removed"),))
        elif change.won:
            yield Entry(line=(f"First rule for {named}",))
    for change in found.data_needed:
        if change.lost:
            yield Entry(line=("No rule needs ", Code(change.id), " any more"))
        elif change.won:
            yield Entry(line=("Now needed by a rule: ", Code(change.id)))
    rest = [c for c in found.techniques if not c.lost and not c.won]
    if rest:
        told = ", ".join(f"{c.id} {c.before}→{c.after}" for c in rest)
        yield Entry(line=(f"Rules by technique: {told}",))
    for title in sorted(found.base.data_needed - found.head.data_needed):
        yield Entry(line=("Data Needed removed: ", Code(title)))
    for title in sorted(found.head.data_needed - found.base.data_needed):
        yield Entry(line=("Data Needed added: ", Code(title)))


def _sample(change: SampleChange) -> Entry:
    def told(right: bool) -> str:
        return "right" if right else "wrong"

    before = "new" if change.before is None else told(change.before.right)
    after = "removed" if change.after is None else told(change.after.right)
    name = (change.after or change.before or change).name
    line: Line = (change.rule.title, ": ", Code(name), f" was {before}, is {after}")
    return Entry(line=(Strong("Broken: "), *line) if change.broken else line)


def _target(change: TargetChange) -> Entry:
    rules = _counted(change.queries, "rule", "rules")
    if change.added:
        return Entry(line=("Target added: ", Code(change.id), f", with a query for {rules}"))
    return Entry(
        line=(Strong("Target removed: "), Code(change.id), f", which had a query for {rules}")
    )


def _versions(found: Difference) -> Iterator[Entry]:
    before, after = found.base.versions, found.head.versions
    for name in sorted({*before, *after}):
        first, second = before.get(name, "none"), after.get(name, "none")
        if first != second:
            yield Entry(line=(Code(name), f": {first} → {second}"))
