"""Assessment of an environment: the verdict on each rule, what to enable next, and the counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from generator.catalogue import data_links
from generator.catalogue.coverage.in_place import InPlace, in_place
from generator.catalogue.coverage.needs import needs
from generator.catalogue.coverage.ranking import Candidate, RolloutStep, rank
from generator.catalogue.coverage.verdicts import CoverageState, Judge, Obstacle, RuleCoverage
from generator.catalogue.coverage.ways import Bits, ways_of_rules
from generator.catalogue.link import Catalogue, RuleKey, key_of
from generator.content.model import Environment, Rule, RuleKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """`verdicts` are in the order of the assessed rules."""

    environment: Environment
    present: InPlace
    verdicts: tuple[RuleCoverage, ...]
    steps: tuple[RolloutStep, ...]

    def of_state(self, state: CoverageState) -> tuple[RuleCoverage, ...]:
        return tuple(verdict for verdict in self.verdicts if verdict.state is state)

    def states(self) -> dict[CoverageState, int]:
        """The number of rules in each state."""
        counted = Counter(verdict.state for verdict in self.verdicts)
        return {state: counted[state] for state in CoverageState}

    def obstacles(self) -> dict[Obstacle, int]:
        """The number of rules that each obstacle blocks, without obstacles that block none."""
        counted = Counter(verdict.obstacle for verdict in self.verdicts)
        return {obstacle: counted[obstacle] for obstacle in Obstacle if counted[obstacle]}


def assess(
    environment: Environment,
    catalogue: Catalogue,
    rules: Sequence[Rule],
    *,
    with_query: Collection[RuleKey] | None = None,
) -> Assessment:
    """Assesses rules of a catalogue in an environment.

    `with_query` are the rules that have a query for an enabled target; None skips this test.
    """
    present = in_place(environment, catalogue)
    channels = data_links.by_channel(catalogue.data_needed)
    bits = Bits()
    asked = {
        key_of(rule): needs(rule, catalogue, channels)
        for rule in catalogue.rules
        if rule.kind is RuleKind.DETECTION and rule.problem is None
    }
    ways = ways_of_rules(catalogue, asked, present, bits)
    judge = Judge(
        catalogue=catalogue, present=present, needs=asked, ways=ways, with_query=with_query
    )
    return Assessment(
        environment=environment,
        present=present,
        verdicts=tuple(judge.verdict(rule) for rule in rules),
        steps=rank(
            (
                Candidate(
                    ways=ways[key_of(rule)],
                    techniques=techniques_of(rule, catalogue),
                )
                for rule in rules
                if judge.is_runnable(key_of(rule))
            ),
            bits,
            {policy.title: policy.volume for policy in catalogue.logging_policies},
        ),
    )


def techniques_of(rule: Rule, catalogue: Catalogue) -> frozenset[str]:
    """The ids of a rule's techniques, limited to those in the current ATT&CK version."""
    found = catalogue.links[key_of(rule)].tags.techniques
    return frozenset(str(t.technique.id) for t in found if t.technique is not None)
