"""All rules of some sets for one target, on all cores → its record."""

from __future__ import annotations

import functools
import multiprocessing
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import yaml

from generator.content.rule_digest import rule_digest
from generator.logic.evaluate import EvaluationError
from generator.targets.convert.worker import Job, convert
from generator.targets.registry import preset
from generator.targets.target import Target
from generator.targets.target_digest import target_digest
from generator.targets.target_digest import versions as versions_of
from generator.targets.trust import Counts, Example, Level, Record, Stock
from generator.targets.trust.record import STRICT
from prove import series
from prove.corpus import Candidate
from prove.engine import Counting, Engine, NotUnderstood, Parser, Question, Rejected
from prove.proving import LIMIT, Finding, Outcome, compared, prove
from prove.runners import runners_of

CHUNK = 20
"""Rules that a process is given at a time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A rule, what came of it, and whether it is right on the product's own mapping as well
    (None where that is the same, or was not asked)."""

    candidate: Candidate
    finding: Finding
    on_stock: bool | None


def judged(
    target: str, candidates: Iterable[Candidate], *, limit: int = LIMIT, jobs: int = 1
) -> Iterator[Judged]:
    """Every rule for a target, in order, whoever does it. Raises Missing where an engine is."""
    waiting = list(candidates)
    _runners(target)
    if jobs == 1 or len(waiting) <= CHUNK:
        yield from _chunk(target, waiting, limit)
        return
    chunks = [waiting[start : start + CHUNK] for start in range(0, len(waiting), CHUNK)]
    with multiprocessing.get_context("spawn").Pool(jobs) as pool:
        for found in pool.imap(functools.partial(_chunk_of, target, limit), chunks):
            yield from found


def _chunk_of(target: str, limit: int, candidates: list[Candidate]) -> list[Judged]:
    return _chunk(target, candidates, limit)


def _chunk(target: str, candidates: list[Candidate], limit: int) -> list[Judged]:
    made = known(target)
    runners, stock = _runners(target)
    done = []
    for candidate in candidates:
        finding = prove(candidate, made, runners, limit)
        right = finding.outcome is Outcome.RIGHT
        on_stock = _on_stock(stock, candidate, made, limit) if stock and right else None
        done.append(Judged(candidate=candidate, finding=finding, on_stock=on_stock))
    return done


def _on_stock(engine: Engine, candidate: Candidate, target: Target, limit: int) -> bool | None:
    query = convert(Job(documents=(candidate.rule,), problem=None), target).query
    question = Question(rule=candidate.rule, query=query.text or "", names=query.names)
    try:
        return compared(engine, question, limit).outcome is Outcome.RIGHT
    except (NotUnderstood, Rejected, EvaluationError):
        return None


@functools.cache
def _runners(target: str) -> tuple[tuple[Engine | Parser, ...], Engine | None]:
    runners = runners_of(target)
    stocks = [stock for r in runners if isinstance(r, Engine) and (stock := r.stock())]
    return runners, stocks[0] if stocks else None


def known(target: str) -> Target:
    """A preset by its id; raises KeyError where there is none."""
    found = preset(target)
    if found is None:
        raise KeyError(target)
    return found


def series_of(target: str) -> list[Judged]:
    """Our correlations for a target; empty where its engine runs no series of events."""
    runners, _ = _runners(target)
    counting = [runner for runner in runners if isinstance(runner, Counting)]
    if not counting or not known(target).correlations:
        return []
    found = series.findings(known(target), counting[0])
    return [Judged(candidate=c, finding=finding, on_stock=None) for c, finding in found]


def record_of(target: str, sets: Mapping[str, list[Judged]], kept: Record | None) -> Record:
    """The record of what was found; sets that were not run now are taken from the one before."""
    made = known(target)
    runners, stock = _runners(target)
    versions = versions_of(made)
    if kept is not None and kept.versions != versions:
        kept = None  # What it counted were queries of another version.
    every = [one for found in sets.values() for one in found]
    wrong = sorted(
        (one for one in every if one.finding.wrong), key=lambda one: len(repr(one.candidate.rule))
    )
    # Rules of other people are named, never copied: an example is a shape or a rule of our own.
    ours = [one for name in STRICT for one in sets.get(name, ()) if one.finding.wrong]
    ours.sort(key=lambda one: len(repr(one.candidate.rule)))
    before = set(kept.wrong) if kept else set()
    before -= {rule_digest(one.candidate.rule) for one in every}
    return Record(
        target=target,
        engine=" and ".join(runner.name for runner in runners),
        best=_best(runners),
        versions=versions,
        sets={
            **(dict(kept.sets) if kept else {}),
            **{name: _counts(made, found) for name, found in sets.items()},
        },
        wrong=tuple(sorted({rule_digest(one.candidate.rule) for one in wrong} | before)),
        listed=_listed(wrong) or (kept.listed if kept and "corpus" not in sets else ()),
        example=_example(ours[0]) if ours else kept.example if kept and before else None,
        stock=_stock(stock, every) or (kept.stock if kept else None),
    )


def _best(runners: tuple[Engine | Parser, ...]) -> Level:
    order = list(Level)
    return min((runner.level for runner in runners), key=order.index)


def _counts(target: Target, found: list[Judged]) -> Counts:
    numbers = Counter(one.finding.outcome.value for one in found)
    return Counts(source=target_digest(target), **numbers)


LONGEST_TEXT = 4000
"""Characters of the rule and of the query of an example that are kept."""
LONGEST_LIST = 20
"""Wrong rules that are named; a target with more of them is not worth a list."""


def _listed(wrong: list[Judged]) -> tuple[str, ...]:
    if len(wrong) > LONGEST_LIST:
        return ()
    return tuple(sorted(f"{one.candidate.name}: {one.finding.why}" for one in wrong))


def _example(one: Judged) -> Example:
    rule = one.candidate.rule
    shown = {key: rule[key] for key in ("logsource", "detection", "correlation") if key in rule}
    return Example(
        rule=_cut(yaml.safe_dump(shown, sort_keys=False, allow_unicode=True, width=100)),
        query=_cut(one.finding.query),
        event=one.finding.event,
        fires=one.finding.fires,
        why=one.finding.why,
    )


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_TEXT else f"{text[:LONGEST_TEXT].rstrip()} …\n"


def _stock(engine: Engine | None, every: list[Judged]) -> Stock | None:
    asked = [one.on_stock for one in every if one.on_stock is not None]
    if engine is None or not asked:
        return None
    return Stock(engine=engine.name, right=sum(asked), differs=len(asked) - sum(asked))
