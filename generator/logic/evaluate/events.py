"""Events by which a back end is judged: made from a rule, on both sides of each of its tests.

For every test (one value of one field) an event is looked for in which all depends on it: the
rule's verdict changes with that test alone. There the value is tried in all the ways in which
it should and just should not match.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from generator.logic.evaluate.compiler import compile_rule
from generator.logic.evaluate.contexts import Contexts, Path, paths
from generator.logic.evaluate.sample import applied
from generator.logic.evaluate.samples import samples
from generator.logic.evaluate.tree import Leaf

LIMIT = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class GeneratedEvents:
    """The events of one rule, and the tests for which no matching value could be made."""

    events: tuple[dict[str, Any], ...]
    unsupported_leaves: tuple[str, ...]


def events_for(rule: Mapping[str, Any], *, limit: int = LIMIT) -> Iterator[dict[str, Any]]:
    """Up to `limit` different events for a rule, the same ones every time.

    They carry the rule's own fields only (keywords stand in `Message`); `scope_event` has those
    that tie them to a log source. Raises EvaluationError as `fires` does.
    """
    yield from generate(rule, limit=limit).events


def generate(rule: Mapping[str, Any], *, limit: int = LIMIT) -> GeneratedEvents:
    """The events of `events_for`, with the tests that had to be left out."""
    maker = _Maker(rule)
    kept: dict[str, dict[str, Any]] = {}
    for event in maker.events(limit):
        kept.setdefault(repr(sorted(event.items(), key=lambda item: item[0])), event)
        if len(kept) >= limit:
            break
    return GeneratedEvents(events=tuple(kept.values()), unsupported_leaves=tuple(maker.unsupported))


class _Maker:
    def __init__(self, rule: Mapping[str, Any]) -> None:
        compiled = compile_rule(rule)
        self.contexts = Contexts(compiled.root)
        self.paths = _spread(paths(compiled.root))
        self.unsupported: dict[str, None] = {}

    def events(self, limit: int) -> Iterator[dict[str, Any]]:
        yield {}
        yield from (draft.event() for draft in islice(self.contexts.whole(), 3))
        sources = [self.of_test(path) for path in self.paths]
        # Where the tests are too many to try each in all ways: half of the events show each
        # test once, most others each on both sides, the rest some tests in all ways.
        yield from in_turn(sources[: max(limit // 2, 1)], 1)
        for number, event in enumerate(in_turn(sources, 2)):
            yield event
            if number >= limit * 3 // 10:
                break
        yield from in_turn(sources[: max(limit // 8, 1)])
        yield from in_turn(sources)

    def of_test(self, path: Path) -> Iterator[dict[str, Any]]:
        """The events about one test, the most telling first."""
        context = self.contexts.of(path)
        if context is None:
            self.unsupported[_shown(path.leaf)] = None
            return
        tried = samples(path.leaf)
        first = next(tried, None)
        if first is not None:
            yield applied(first, path.leaf, context.draft).event()
        yield from (draft.event() for draft in context.opposites)
        for sample in tried:
            yield applied(sample, path.leaf, context.draft).event()


def in_turn(
    sources: Iterable[Iterator[dict[str, Any]]], rounds: int | None = None
) -> Iterator[dict[str, Any]]:
    """One from each source, then a second from each, ...; until all are empty, or some rounds."""
    waiting = deque((source, 0) for source in sources)
    while waiting:
        source, turns = waiting.popleft()
        for event in islice(source, 1):
            yield event
            if rounds is None or turns + 1 < rounds:
                waiting.append((source, turns + 1))


def _shown(leaf: Leaf) -> str:
    return f"{'|'.join((leaf.field or '', *leaf.modifiers))}: {leaf.value!r}"


def _spread(found: Iterator[Path]) -> list[Path]:
    """The tests with one of each field of each selection first, then a second of each, ..."""
    groups: dict[int, list[Path]] = {}
    for path in found:
        groups.setdefault(path.group, []).append(path)
    order = [
        (index, number, path)
        for number, group in enumerate(groups.values())
        for index, path in enumerate(group)
    ]
    return [path for _, _, path in sorted(order, key=lambda item: item[:2])]
