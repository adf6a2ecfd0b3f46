"""Rules → queries: every rule for every target, from the cache or by a pool of workers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from generator.base.diagnostics import Diagnostic, warning
from generator.catalogue.link import Catalogue, RuleKey, key_of
from generator.content.model import Query, Rule, RuleKind
from generator.targets.convert import query_cache
from generator.targets.convert.executors import executor
from generator.targets.convert.worker import Job, Outcome, convert_all
from generator.targets.target import Target

BACKEND_FAULT = warning("backend-fault", "A back end failed in a way that it should not")

CODES = (BACKEND_FAULT,)

FEW = 300
"""Conversions up to which a pool costs more than it saves: it takes about a second to start."""
CHUNK = 40
"""Rules that a worker is given at a time."""

Progress = Callable[[int, int], None]
"""Told how many conversions are done, and how many there are."""

Queries = Mapping[RuleKey, Mapping[str, Query]]
"""For each rule, by the id of each target in their order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversion:
    """`converted` counts what was not in the cache; `notes` are for the person at the terminal."""

    queries: Queries
    diagnostics: tuple[Diagnostic, ...]
    converted: int
    notes: tuple[str, ...]


def convert(
    catalogue: Catalogue,
    targets: Sequence[Target],
    *,
    jobs: int | None = None,
    address: str = "",
    cache: Path | None = None,
    progress: Progress | None = None,
) -> Conversion:
    """Every rule of the catalogue for every target.

    `jobs` is the number of processes (default: one for each core), `address` that of a cluster to
    take their place (see `executors`); the outcome depends on neither. `cache` is the file in which
    queries are kept; without it, all are converted. Raises ExecutorError.
    """
    rules = catalogue.rules
    work = {key_of(rule): job_of(rule, catalogue) for rule in rules}
    keys = {
        (rule, target.id): key
        for rule, job in work.items()
        for target, key in zip(targets, query_cache.keys_of(job, targets), strict=True)
    }
    with query_cache.QueryCache(cache) as kept:
        outcomes = kept.find(keys.values())
        todo = {
            rule: missing
            for rule in work
            if (missing := tuple(t for t in targets if keys[rule, t.id] not in outcomes))
        }
        chunks = [
            _Chunk(rules, [work[rule] for rule in rules], missing)
            for rules, missing in _in_chunks(todo)
        ]
        fresh = {
            keys[rule, target.id]: outcome
            for chunk, rows in _run(chunks, targets, jobs, address, progress)
            for rule, row in zip(chunk.rules, rows, strict=True)
            for target, outcome in zip(chunk.targets, row, strict=True)
        }
        kept.keep({key: outcome for key, outcome in fresh.items() if outcome.lasting})
    outcomes |= fresh
    return Conversion(
        queries={
            rule: {target.id: outcomes[keys[rule, target.id]].query for target in targets}
            for rule in work
        },
        diagnostics=tuple(
            BACKEND_FAULT.at(rule[0], (rule[1],), f"{target.id}: {fault}")
            for rule in work
            for target in targets
            if (fault := outcomes[keys[rule, target.id]].fault) is not None
        ),
        converted=len(fresh),
        notes=tuple(kept.notes),
    )


def job_of(rule: Rule, catalogue: Catalogue) -> Job:
    """A rule with the documents that decide what it means: those it counts, filters of it."""
    problem = rule.problem
    if rule.kind is RuleKind.FILTER:
        problem = problem or "A filter is no query of its own: it stands in those of its rules."
    elif rule.kind is RuleKind.CORRELATION:
        named = catalogue.links[key_of(rule)].refers_to
        if len(named) < len(rule.refers_to):
            problem = problem or "The correlation names a rule that is not in the catalogue."
        problem = problem or next((r.problem for r in _counted(rule, catalogue) if r.problem), None)
    return Job(documents=tuple(map(_document, _needed(rule, catalogue))), problem=problem)


def _document(rule: Rule) -> Mapping[str, Any]:
    """The document of a rule, with the id that it goes by where the one that it gives is none."""
    if rule.id_is_given or "id" not in rule.document:
        return rule.document
    return {**rule.document, "id": str(rule.id)}


def _counted(rule: Rule, catalogue: Catalogue) -> Iterator[Rule]:
    """The rules that a correlation rests on, also through other correlations, each once."""
    passed = {key_of(rule)}
    waiting = list(catalogue.links[key_of(rule)].refers_to)
    while waiting:
        other = waiting.pop(0)
        if key_of(other) not in passed:
            passed.add(key_of(other))
            yield other
            waiting += catalogue.links[key_of(other)].refers_to


def _needed(rule: Rule, catalogue: Catalogue) -> Iterator[Rule]:
    rules = [*_counted(rule, catalogue), rule]
    filters = {
        key_of(narrowing): narrowing
        for other in rules
        for narrowing in catalogue.links[key_of(other)].filters
        if narrowing.problem is None
    }
    yield from (filters[key] for key in sorted(filters))
    yield from rules


@dataclass(frozen=True, slots=True)
class _Chunk:
    """Rules that a worker converts at a time, all for the same targets."""

    rules: Sequence[RuleKey]
    jobs: Sequence[Job]
    targets: tuple[Target, ...]

    @property
    def conversions(self) -> int:
        return len(self.rules) * len(self.targets)


def _in_chunks(
    todo: Mapping[RuleKey, tuple[Target, ...]],
) -> Iterator[tuple[list[RuleKey], tuple[Target, ...]]]:
    """Rules in their order, with the targets that they are to be converted for."""
    for targets, group in groupby(todo, key=todo.__getitem__):
        rules = list(group)
        for start in range(0, len(rules), CHUNK):
            yield rules[start : start + CHUNK], targets


def _run(
    chunks: Sequence[_Chunk],
    targets: Sequence[Target],
    jobs: int | None,
    address: str,
    progress: Progress | None,
) -> Iterator[tuple[_Chunk, list[tuple[Outcome, ...]]]]:
    """The outcomes of each chunk in order, whoever converts them. `targets` are those of all chunks."""
    done, total = 0, sum(chunk.conversions for chunk in chunks)
    for chunk, rows in zip(chunks, _converted(chunks, targets, jobs, address), strict=True):
        yield chunk, rows
        done += chunk.conversions
        if progress is not None:
            progress(done, total)


def _converted(
    chunks: Sequence[_Chunk], targets: Sequence[Target], jobs: int | None, address: str
) -> Iterator[list[tuple[Outcome, ...]]]:
    few = sum(chunk.conversions for chunk in chunks) <= FEW
    if few or (jobs == 1 and not address):
        for chunk in chunks:
            yield convert_all(chunk.jobs, chunk.targets)
        return
    with executor(address, jobs, targets) as pool:
        yield from pool.map(
            convert_all, [chunk.jobs for chunk in chunks], [chunk.targets for chunk in chunks]
        )
