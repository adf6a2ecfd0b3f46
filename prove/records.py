"""The record of a target, from the results of its rules."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import yaml

from generator.content.rule_digest import rule_digest
from generator.targets.target import Target
from generator.targets.target_digest import target_digest
from generator.targets.target_digest import versions as versions_of
from generator.targets.trust import Counts, Example, Level, Record, Stock
from generator.targets.trust.record import STRICT
from prove.batch import RuleResult, engines_of, target_of
from prove.engine import Engine
from prove.runners import Runner

LONGEST_TEXT = 4000
"""Characters of the rule and of the query of an example that are kept."""
LONGEST_LIST = 20
"""Wrong rules that are named; with more of them, no list is kept."""


def record_of(name: str, sets: Mapping[str, Sequence[RuleResult]], former: Record | None) -> Record:
    """The record of a target; sets that did not run now are taken from the former record."""
    target = target_of(name)
    runners, stock = engines_of(name)
    versions = versions_of(target)
    if former is not None and former.versions != versions:
        former = None  # It counts queries of another version.
    results = [result for of_set in sets.values() for result in of_set]
    wrong = _smallest_first([result for result in results if result.proof.wrong])
    # Rules of others are named, never copied: an example is a shape or one of our rules.
    ours = [one for of_set in STRICT for one in sets.get(of_set, ()) if one.proof.wrong]
    elsewhere = set(former.wrong) if former else set()
    elsewhere -= {rule_digest(result.candidate.rule) for result in results}
    example = former.example if former and elsewhere else None
    return Record(
        target=name,
        engine=" and ".join(runner.name for runner in runners),
        best=_best(runners),
        versions=versions,
        sets={
            **(dict(former.sets) if former else {}),
            **{of_set: _counts(target, found) for of_set, found in sets.items()},
        },
        wrong=tuple(sorted({rule_digest(result.candidate.rule) for result in wrong} | elsewhere)),
        listed=_listed(wrong) or (former.listed if former and "corpus" not in sets else ()),
        example=_example(_smallest_first(ours)[0]) if ours else example,
        stock=_stock(stock, results) or (former.stock if former else None),
    )


def _smallest_first(results: Sequence[RuleResult]) -> list[RuleResult]:
    return sorted(results, key=lambda result: len(repr(result.candidate.rule)))


def _best(runners: tuple[Runner, ...]) -> Level:
    order = list(Level)
    return min((runner.level for runner in runners), key=order.index)


def _counts(target: Target, results: Sequence[RuleResult]) -> Counts:
    numbers = Counter(result.proof.outcome.value for result in results)
    return Counts(source=target_digest(target), **numbers)


def _listed(wrong: Sequence[RuleResult]) -> tuple[str, ...]:
    if len(wrong) > LONGEST_LIST:
        return ()
    return tuple(sorted(f"{result.candidate.name}: {result.proof.why}" for result in wrong))


def _example(result: RuleResult) -> Example:
    rule, proof = result.candidate.rule, result.proof
    shown = {key: rule[key] for key in ("logsource", "detection", "correlation") if key in rule}
    return Example(
        rule=_cut(yaml.safe_dump(shown, sort_keys=False, allow_unicode=True, width=100)),
        query=_cut(proof.query),
        event=proof.event,
        fires=proof.fires,
        why=proof.why,
    )


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_TEXT else f"{text[:LONGEST_TEXT].rstrip()} …\n"


def _stock(engine: Engine | None, results: Sequence[RuleResult]) -> Stock | None:
    tested = [result.on_stock for result in results if result.on_stock is not None]
    if engine is None or not tested:
        return None
    return Stock(engine=engine.name, right=sum(tested), differs=len(tested) - sum(tested))
