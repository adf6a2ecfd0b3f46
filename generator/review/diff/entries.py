"""The report entry of one rule: an overview line, explanations and its queries."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from generator.logic.compare import Verdict, shown, summary
from generator.review.diff.changes import Aspect, Fate, QueryChange, RuleChange
from generator.review.diff.pieces import Block, Code, Entry, Line, PageLink, Piece, Strong
from generator.review.diff.state import RuleState
from generator.review.diff.word_diff import shortened, word_diff


def entry(change: RuleChange) -> Entry:
    return Entry(
        line=tuple(_overview(change)),
        details=tuple(_details(change)),
        blocks=tuple(_blocks(change.queries)),
    )


def _overview(change: RuleChange) -> Iterator[Piece]:
    verdict = change.verdict
    if verdict is not None:
        yield Strong(f"{verdict.relation.value.capitalize()}:")
        yield " "
    if change.after is None:
        yield change.rule.title
    else:
        yield PageLink(change.rule.title, change.rule.page)
    yield " ("
    yield Code(change.rule.path)
    yield ")"
    lost, won = change.targets(Fate.LOST), change.targets(Fate.WON)
    if lost and change.after is not None:
        yield " "
        yield Strong(f"no query any more for {', '.join(lost)}")
    if won and change.before is not None:
        yield f" now with a query for {', '.join(won)}"
    named = [a.value for a in change.aspects if a not in (Aspect.DETECTION, Aspect.OTHER)]
    rest = [*named, *change.others]
    if change.before is None or change.after is None:
        yield from _about(change.rule)
    elif rest:
        yield f"; {'also ' if verdict else ''}changed: {', '.join(rest)}"


def _about(rule: RuleState) -> Iterator[str]:
    """The coverage that an added or removed rule provides."""
    told = [rule.level, *(technique.id for technique in rule.techniques)]
    yield "".join(f", {text}" for text in told if text)


def _details(change: RuleChange) -> Iterator[Line]:
    if change.verdict is not None:
        yield from _verdict(change.verdict)
    before, after = change.before, change.after
    if before is None or after is None:
        return
    for aspect, first, second in (
        (Aspect.TITLE, before.title, after.title),
        (Aspect.LEVEL, before.level, after.level),
        (Aspect.STATUS, before.status, after.status),
        (Aspect.ID, before.id, after.id),
        (Aspect.FILE, before.path, after.path),
        (Aspect.TAGS, *_only(before.tags, after.tags)),
    ):
        if aspect in change.aspects:
            yield (
                f"{aspect.value.capitalize()}: ",
                Code(first or "none"),
                " → ",
                Code(second or "none"),
            )
    for query in change.queries:
        if query.fate is Fate.LOST and query.after.reason:
            yield (f"{query.target}: ", query.after.reason)


def _only(before: Iterable[str], after: Iterable[str]) -> tuple[str, str]:
    """The removed tags and the added tags."""
    gone, come = set(before) - set(after), set(after) - set(before)
    return ", ".join(sorted(gone)), ", ".join(sorted(come))


def _verdict(verdict: Verdict) -> Iterator[Line]:
    yield (summary(verdict),)
    if verdict.gained is not None:
        yield ("It now matches ", Code(shown(verdict.gained)))
    if verdict.lost is not None:
        yield ("It no longer matches ", Code(shown(verdict.lost)))


def _blocks(queries: Iterable[QueryChange]) -> Iterator[Block]:
    for query in queries:
        if query.fate is Fate.CHANGED:
            stretches = word_diff(query.before.text or "", query.after.text or "")
            yield Block(title=query.target, stretches=shortened(stretches))
