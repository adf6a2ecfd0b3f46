"""The report on an environment: the figures for its page, its files and the command line."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from generator.base.plain_text import plain
from generator.catalogue.coverage import Assessment, CoverageState, RolloutStep, assess
from generator.catalogue.link import Catalogue, RuleKey, key_of
from generator.content.model import Environment, Rule, RuleKind
from generator.pages.attack.coverage import Coverage, by_importance, coverage
from generator.pages.environments.words import PLAIN, missing
from generator.pages.exports.exports import as_csv
from generator.targets.convert.conversion import Queries
from generator.targets.target import Target

CSV_COLUMNS = ("rule id", "title", "level", "state", "missing")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """The number of rules of a tactic or technique: active, running, and running with a gap."""

    id: str
    name: str
    rules: int
    runs: int
    with_gap: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """`targets` are the environment's targets that the catalogue converts to; `not_converted` are
    its other targets. Verdicts are sorted by importance.
    """

    assessment: Assessment
    targets: tuple[Target, ...]
    not_converted: tuple[str, ...]
    known: Coverage
    tactics: tuple[Tally, ...]
    techniques: tuple[Tally, ...]

    @property
    def environment(self) -> Environment:
        return self.assessment.environment

    @property
    def covered(self) -> int:
        """The number of techniques with a rule that runs."""
        return sum(bool(tally.runs) for tally in self.techniques)


def report_on(
    environment: Environment, catalogue: Catalogue, targets: Sequence[Target], queries: Queries
) -> Report:
    """The report on the active rules, without deprecated and unsupported ones and filters.

    Where the environment names targets and some of them have queries, a rule can run only if one of
    these has a query for it.
    """
    rules = by_importance(
        rule for rule in catalogue.rules if rule.kind is not RuleKind.FILTER and not rule.retired
    )
    used = tuple(target for target in targets if target.id in environment.targets)
    converted = {target.id for target in used}
    assessment = assess(
        environment,
        catalogue,
        rules,
        with_query=_with_query(rules, used, queries) if used else None,
    )
    states = {key_of(verdict.rule): verdict.state for verdict in assessment.verdicts}
    known = coverage(catalogue)
    return Report(
        assessment=assessment,
        targets=used,
        not_converted=tuple(
            name for name in dict.fromkeys(environment.targets) if name not in converted
        ),
        known=known,
        tactics=tuple(
            _tally(tactic.id, tactic.name, known.rules_by_tactic.get(tactic.id, ()), states)
            for tactic in known.tactics
        ),
        techniques=tuple(
            _tally(identifier, covered.technique.name, covered.in_use, states)
            for identifier, covered in known.techniques.items()
            if covered.in_use
        ),
    )


def _with_query(
    rules: Iterable[Rule], targets: Sequence[Target], queries: Queries
) -> frozenset[RuleKey]:
    return frozenset(
        key
        for key in map(key_of, rules)
        if any(queries[key][target.id].text is not None for target in targets)
    )


def _tally(
    identifier: str, name: str, rules: Iterable[Rule], states: dict[RuleKey, CoverageState]
) -> Tally:
    counted = Counter(states[key_of(rule)] for rule in rules if key_of(rule) in states)
    return Tally(
        id=identifier,
        name=name,
        rules=counted.total(),
        runs=counted[CoverageState.RUNS],
        with_gap=counted[CoverageState.GAP],
    )


def states_in_words(assessment: Assessment) -> str:
    """The number of rules in each state: `812 run, 120 run with a gap, 2,807 are blocked`."""
    found = assessment.states()
    return (
        f"{found[CoverageState.RUNS]:,} run, {found[CoverageState.GAP]:,} run with a gap, "
        f"{found[CoverageState.BLOCKED]:,} are blocked"
    )


def step_in_words(step: RolloutStep) -> str:
    """The gain of a step: `+37 rules, +9 techniques, volume High`."""
    gap = f", +{step.with_gap:,} with a gap" if step.with_gap else ""
    volume = plain(step.volume) or "not given"
    adds = f"+{several(step.rules, 'rule')}, +{several(step.techniques, 'technique')}"
    return f"{adds}{gap}, volume {volume}"


def several(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def csv_text(report: Report) -> str:
    """A row for each rule, highest severity first."""
    return as_csv(
        CSV_COLUMNS,
        (
            (
                verdict.rule.id,
                verdict.rule.title,
                verdict.rule.level_text,
                verdict.state.value,
                "; ".join(missing(verdict, PLAIN)),
            )
            for verdict in report.assessment.verdicts
        ),
    )


def json_text(report: Report) -> str:
    """All figures, steps and rules as one object."""
    assessment = report.assessment
    environment = report.environment
    whole = {
        "environment": environment.title,
        "description": environment.description,
        "platforms": sorted(assessment.present.platforms),
        "data_needed": sorted(assessment.present.data),
        "logging_policies": sorted(assessment.present.policies),
        "targets": [target.id for target in report.targets],
        "targets_not_converted": list(report.not_converted),
        "rules_in_use": len(assessment.verdicts),
        "states": {state.value: number for state, number in assessment.states().items()},
        "obstacles": {o.value: number for o, number in assessment.obstacles().items()},
        "techniques_covered": report.covered,
        "tactics": [_plain(tally) for tally in report.tactics],
        "techniques": [_plain(tally) for tally in report.techniques],
        "next": [
            {
                "logging_policies": list(step.policies),
                "volume": step.volume,
                "rules": step.rules,
                "techniques": step.techniques,
                "with_gap": step.with_gap,
                "all_rules": step.all_rules,
                "all_techniques": step.all_techniques,
                "all_with_gap": step.all_with_gap,
            }
            for step in assessment.steps
        ],
        "rules": [
            {
                "id": verdict.rule.id,
                "title": verdict.rule.title,
                "level": verdict.rule.level_text or None,
                "state": verdict.state.value,
                "obstacle": verdict.obstacle.value if verdict.obstacle else None,
                "data_needed": [entity.title for entity in verdict.data],
                "missing": list(missing(verdict, PLAIN)),
            }
            for verdict in assessment.verdicts
        ],
    }
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def _plain(tally: Tally) -> dict[str, str | int]:
    return {
        "id": tally.id,
        "name": tally.name,
        "rules": tally.rules,
        "runs": tally.runs,
        "with_gap": tally.with_gap,
    }
