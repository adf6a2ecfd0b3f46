"""Changes from one catalogue to another, rule by rule."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from generator.content.model import Query
from generator.logic.compare import Verdict, compare
from generator.review.diff.identity import Pair, pairs
from generator.review.diff.state import CatalogueState, RuleState


class Aspect(Enum):
    """The aspects of a rule that can change. The values are the words used in reports."""

    TITLE = "title"
    LEVEL = "level"
    STATUS = "status"
    LOG_SOURCE = "log source"
    TAGS = "tags"
    DESCRIPTION = "description"
    DETECTION = "detection"
    FILE = "file"
    ID = "id"
    OTHER = "other parts"


class Fate(Enum):
    """What happened to a query."""

    WON = "won"
    LOST = "lost"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryChange:
    """The query before and after, for a target that both sides have."""

    target: str
    fate: Fate
    before: Query
    after: Query


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleChange:
    """A rule that was added, removed or changed.

    `others` are changed document keys without a separate aspect. `verdict` is set if the detection
    or the log source changed. `drifted` is true if queries changed for a reason other than this
    rule: a back end, or a rule that it refers to.
    """

    before: RuleState | None
    after: RuleState | None
    aspects: tuple[Aspect, ...] = ()
    others: tuple[str, ...] = ()
    verdict: Verdict | None = None
    queries: tuple[QueryChange, ...] = ()
    drifted: bool = False

    @property
    def rule(self) -> RuleState:
        """The current rule, or the removed one."""
        rule = self.after or self.before
        assert rule is not None
        return rule

    def targets(self, fate: Fate) -> tuple[str, ...]:
        return tuple(change.target for change in self.queries if change.fate is fate)


Judge = Callable[[Mapping[str, Any], Mapping[str, Any]], Verdict]


def changes(
    base: CatalogueState, head: CatalogueState, judge: Judge = compare
) -> Iterator[RuleChange]:
    """The rules that differ, sorted by title. `judge` compares two detections."""
    same_versions = base.versions == head.versions
    targets = [target for target in base.targets if target in head.targets]
    for pair in pairs(base.rules, head.rules):
        change = _change(pair, judge, targets, same_versions)
        if change is not None:
            yield change


def _change(
    pair: Pair, judge: Judge, targets: Sequence[str], same_versions: bool
) -> RuleChange | None:
    before, after = pair
    if before is None or after is None:
        return RuleChange(before=before, after=after)
    aspects = tuple(_aspects(before, after))
    queries = tuple(_queries(before, after, targets))
    if not aspects and not queries:
        return None
    verdict = None
    detecting = Aspect.DETECTION in aspects or Aspect.LOG_SOURCE in aspects
    if detecting:
        verdict = judge(meaning(before.definition), meaning(after.definition))
    return RuleChange(
        before=before,
        after=after,
        aspects=aspects,
        others=_others(before, after),
        verdict=verdict,
        queries=queries,
        # Some queries also contain titles and tags: such a change says nothing about a back end.
        drifted=bool(queries) and not detecting and not (aspects and same_versions),
    )


def meaning(definition: Mapping[str, Any]) -> Mapping[str, Any]:
    """The part of a document that decides which events it matches; for a filter, its condition."""
    body = definition.get("filter")
    if not isinstance(body, Mapping):
        return definition
    detection = {key: value for key, value in body.items() if key != "rules"}
    return {"logsource": definition.get("logsource"), "detection": detection}


_DETECTING = ("detection", "correlation", "filter")
_OWN_ASPECT = frozenset(
    {"title", "level", "status", "logsource", "tags", "description", "id", *_DETECTING}
)


def _aspects(before: RuleState, after: RuleState) -> Iterator[Aspect]:
    told: dict[Aspect, tuple[Any, Any]] = {
        Aspect.DETECTION: (_detecting(before), _detecting(after)),
        Aspect.LOG_SOURCE: (dict(before.logsource), dict(after.logsource)),
        Aspect.LEVEL: (before.level, after.level),
        Aspect.STATUS: (before.status, after.status),
        Aspect.TITLE: (before.title, after.title),
        Aspect.TAGS: (sorted(before.tags), sorted(after.tags)),
        Aspect.ID: (before.id, after.id),
        Aspect.FILE: (before.path, after.path),
        Aspect.DESCRIPTION: (before.description, after.description),
        Aspect.OTHER: ((), _others(before, after)),
    }
    return (aspect for aspect, (first, second) in told.items() if first != second)


def _detecting(rule: RuleState) -> list[Any]:
    return [_plain(rule.definition.get(key)) for key in _DETECTING]


def _others(before: RuleState, after: RuleState) -> tuple[str, ...]:
    """The other keys that changed. `modified` is bumped with every change, so it never counts
    alone."""
    keys = {*before.definition, *after.definition} - _OWN_ASPECT
    changed = sorted(
        str(key)
        for key in keys
        if _plain(before.definition.get(key)) != _plain(after.definition.get(key))
    )
    return tuple(key for key in changed if key != "modified")


def _plain(value: Any) -> Any:
    """A YAML value as it appears in the JSON of a built site, so that both compare equal."""
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    known = value is None or isinstance(value, (str, int, float, bool))
    return value if known else str(value)


def _queries(before: RuleState, after: RuleState, targets: Iterable[str]) -> Iterator[QueryChange]:
    if before.queries is None or after.queries is None:
        return
    for target in targets:
        first, second = before.queries.get(target), after.queries.get(target)
        # A built site may lack a query: an unknown value counts as unchanged.
        if first is None or second is None or first.text == second.text:
            continue
        if first.text is None or second.text is None:
            fate = Fate.WON if first.text is None else Fate.LOST
        else:
            fate = Fate.CHANGED
        yield QueryChange(target=target, fate=fate, before=first, after=second)
