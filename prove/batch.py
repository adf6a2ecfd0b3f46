"""All rules of a set for one target, on all cores."""

from __future__ import annotations

import functools
import multiprocessing
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from generator.logic.evaluate import EvaluationError
from generator.targets.registry import preset
from generator.targets.target import Target
from prove import correlations
from prove.corpus import Candidate
from prove.engine import CorrelationEngine, Engine, Question
from prove.problems import NotUnderstood, Rejected
from prove.proof import LIMIT, Outcome, Proof, compared, prove, query_of
from prove.runners import Runner, runners_of

CHUNK = 20
"""Rules that a process gets at a time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleResult:
    """A rule and its proof. `on_stock` is whether it is right on the product's default mapping as
    well (None where that is the same, or was not tested)."""

    candidate: Candidate
    proof: Proof
    on_stock: bool | None = None


def results_of(
    target: str, candidates: Iterable[Candidate], *, limit: int = LIMIT, jobs: int = 1
) -> Iterator[RuleResult]:
    """Every rule for a target, in order. Raises Missing if an engine is not installed."""
    waiting = list(candidates)
    engines_of(target)
    if jobs == 1 or len(waiting) <= CHUNK:
        yield from _chunk(target, limit, waiting)
        return
    chunks = [waiting[start : start + CHUNK] for start in range(0, len(waiting), CHUNK)]
    with multiprocessing.get_context("spawn").Pool(jobs) as pool:
        for results in pool.imap(functools.partial(_chunk, target, limit), chunks):
            yield from results


def _chunk(name: str, limit: int, candidates: list[Candidate]) -> list[RuleResult]:
    target = target_of(name)
    runners, stock = engines_of(name)
    results = []
    for candidate in candidates:
        proof = prove(candidate, target, runners, limit)
        right = proof.outcome is Outcome.RIGHT
        on_stock = _on_stock(stock, candidate, target, limit) if stock and right else None
        results.append(RuleResult(candidate=candidate, proof=proof, on_stock=on_stock))
    return results


def _on_stock(engine: Engine, candidate: Candidate, target: Target, limit: int) -> bool | None:
    query = query_of(candidate, target)
    question = Question(rule=candidate.rule, query=query.text or "", names=query.names)
    try:
        return compared(engine, question, limit).outcome is Outcome.RIGHT
    except (NotUnderstood, Rejected, EvaluationError):
        return None


@functools.cache
def engines_of(target: str) -> tuple[tuple[Runner, ...], Engine | None]:
    """The engines of a target, and the one over the product's default mapping if that differs."""
    runners = runners_of(target)
    stocks = [stock for r in runners if isinstance(r, Engine) and (stock := r.stock())]
    return runners, stocks[0] if stocks else None


def target_of(name: str) -> Target:
    """A preset by its id. Raises KeyError if there is none."""
    found = preset(name)
    if found is None:
        raise KeyError(name)
    return found


def correlation_results(name: str) -> list[RuleResult]:
    """Our correlations for a target; empty if its engine runs no series of events."""
    runners, _ = engines_of(name)
    engines = [runner for runner in runners if isinstance(runner, CorrelationEngine)]
    target = target_of(name)
    if not engines or not target.correlations:
        return []
    proofs = correlations.proofs(target, engines[0])
    return [RuleResult(candidate=candidate, proof=proof) for candidate, proof in proofs]
