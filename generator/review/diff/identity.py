"""Matching of the rules of one side to those of the other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from generator.content.rule_digest import rule_digest
from generator.review.diff.state import RuleState

Pair = tuple[RuleState | None, RuleState | None]


def pairs(base: Mapping[str, RuleState], head: Mapping[str, RuleState]) -> Iterator[Pair]:
    """Each rule before and after, sorted by title; None on the side that lacks it.

    Rules are matched by id. A rule whose id changed is matched if the new rule states that it was
    renamed, if it has the old one's position in the same file, or if no other rule has the old
    one's detection.
    """
    gone = {key: rule for key, rule in base.items() if key not in head}
    come = {key: rule for key, rule in head.items() if key not in base}
    followed = dict(_followed(gone, come))
    new = set(followed.values())
    found: list[Pair] = [(rule, head[key]) for key, rule in base.items() if key in head]
    found += [
        (rule, come[followed[key]]) if key in followed else (rule, None)
        for key, rule in gone.items()
    ]
    found += [(None, rule) for key, rule in come.items() if key not in new]
    yield from sorted(found, key=_order)


def _order(pair: Pair) -> tuple[str, str]:
    rule = pair[1] or pair[0]
    assert rule is not None
    return rule.title.casefold(), rule.id


def _followed(
    gone: Mapping[str, RuleState], come: Mapping[str, RuleState]
) -> Iterator[tuple[str, str]]:
    left, free = dict(gone), dict(come)
    for sign in (_told(come), _by_place(gone, come), _by_detection(gone, come)):
        for old, new in sign:
            if old in left and new in free:
                yield old, new
                del left[old], free[new]


def _told(come: Mapping[str, RuleState]) -> Iterator[tuple[str, str]]:
    for key, rule in come.items():
        yield from ((old, key) for old in rule.renamed_from)


def _by_place(
    gone: Mapping[str, RuleState], come: Mapping[str, RuleState]
) -> Iterator[tuple[str, str]]:
    places = {(rule.path, rule.number): key for key, rule in gone.items()}
    for key, rule in come.items():
        old = places.get((rule.path, rule.number))
        if old is not None:
            yield old, key


def _by_detection(
    gone: Mapping[str, RuleState], come: Mapping[str, RuleState]
) -> Iterator[tuple[str, str]]:
    before, after = _alone(gone), _alone(come)
    for digest, old in before.items():
        new = after.get(digest)
        if old is not None and new is not None:
            yield old, new


def _alone(rules: Mapping[str, RuleState]) -> dict[str, str | None]:
    """Maps the digest of each detection to its only rule; None if several rules share it."""
    found: dict[str, str | None] = {}
    for key, rule in rules.items():
        if "detection" in rule.definition:
            digest = rule_digest(rule.definition)
            found[digest] = None if digest in found else key
    return found
