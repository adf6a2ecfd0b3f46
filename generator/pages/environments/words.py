"""Wording of what a rule lacks in an environment: with links for a page, or as plain text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from generator.catalogue.coverage import Gap, Obstacle, Provision, Remedy, RuleCoverage
from generator.catalogue.link import Catalogue
from generator.content.model import DataNeeded, Rule
from generator.pages import parts
from generator.pages.markdown import code, inline

MOST_REMEDIES = 3
"""Maximum Data Needed in a sentence; a rule that only names a log can have dozens."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """How to write each element."""

    data: Callable[[DataNeeded], str]
    policy: Callable[[str], str]
    field: Callable[[str], str]
    rule: Callable[[Rule], str]
    text: Callable[[str], str]


PLAIN = Words(
    data=lambda entity: entity.title,
    policy=str,
    field=str,
    rule=lambda rule: rule.title,
    text=str,
)
"""For files other than Markdown; the writer of the file escapes the text."""


def linked(catalogue: Catalogue, page: str) -> Words:
    """Links from a page."""
    return Words(
        data=lambda entity: parts.entity_link(entity, catalogue, page),
        policy=lambda title: parts.named((title,), catalogue.policy_by_title, catalogue, page)[0],
        field=code,
        rule=lambda rule: parts.rule_link(rule, catalogue, page),
        text=inline,
    )


def missing(verdict: RuleCoverage, words: Words) -> tuple[str, ...]:
    """What blocks or limits a rule; empty if it runs."""
    if verdict.obstacle is Obstacle.RULE:
        problem = verdict.rule.problem
        return (words.text(problem or "It counts itself, or a rule that is not there."),)
    if verdict.obstacle is Obstacle.TARGET:
        return ("no target in use has a query",)
    if verdict.counted:
        counted = ", ".join(map(words.rule, verdict.counted))
        return (f"it counts {counted}, which for want of data {_do(verdict)} not run whole",)
    return tuple(sentence for gap in verdict.gaps for sentence in _gap(gap, words))


def _do(verdict: RuleCoverage) -> str:
    return "does" if len(verdict.counted) == 1 else "do"


def _gap(gap: Gap, words: Words) -> Iterator[str]:
    event = "" if gap.event_id is None else f"event {gap.event_id}: "
    if not gap.known:
        yield f"{event}no Data Needed is known"
        return
    best = gap.at_best
    if best is not None:
        yield from (f"{event}{sentence}" for sentence in _lacks(best, words))
    if gap.remedies:
        needs = "whole with" if best is not None and best.matches else "needs"
        yield f"{event}{needs} {_remedies(gap.remedies, words)}"
    elif best is None:
        yield f"{event}no Data Needed that is known has the fields without which it cannot match"


def _lacks(provision: Provision, words: Words) -> Iterator[str]:
    entity = words.data(provision.entity)
    if not provision.matches:
        fields = _fields((*provision.lost, *provision.unfiltered), words)
        yield f"{entity} has no {fields}, without which it cannot match"
        return
    if provision.lost:
        yield f"{entity} has no {_fields(provision.lost, words)}: fewer hits"
    if provision.unfiltered:
        fields = _fields(provision.unfiltered, words)
        yield f"{entity} has no {fields}, which only filters ask for: more false positives"


def _fields(names: Iterable[str], words: Words) -> str:
    return ", ".join(map(words.field, names))


def _remedies(remedies: tuple[Remedy, ...], words: Words) -> str:
    shown = [_remedy(remedy, words) for remedy in remedies[:MOST_REMEDIES]]
    more = len(remedies) - len(shown)
    return " or ".join([*shown, *([f"{more} more"] if more else [])])


def _remedy(remedy: Remedy, words: Words) -> str:
    if remedy.policies is None:
        condition = f"of platform {words.text(remedy.entity.platform)}, which is not here"
    else:
        condition = " and ".join(map(words.policy, remedy.policies))
    gap = "" if remedy.whole else ", with a gap"
    return f"{words.data(remedy.entity)} ({condition}{gap})"
