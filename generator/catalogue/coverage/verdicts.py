"""The verdict on a rule in an environment, with the reasons."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, StrEnum

from generator.catalogue.coverage.in_place import InPlace
from generator.catalogue.coverage.needs import Need, Provision
from generator.catalogue.coverage.ways import NOTHING, Ways
from generator.catalogue.link import Catalogue, RuleKey, key_of
from generator.content.model import DataNeeded, Rule, RuleKind


class CoverageState(StrEnum):
    RUNS = "runs"
    GAP = "runs with a gap"
    BLOCKED = "blocked"


class Obstacle(Enum):
    """What blocks a rule, in test order: obstacles that enabling a log cannot fix come first."""

    RULE = "the rule has a mistake"
    TARGET = "no target in use has a query"
    COUNTED = "a rule that it counts is blocked"
    UNKNOWN = "no Data Needed is known"
    FIELDS = "the data lack fields without which it cannot match"
    DATA = "the data are not recorded"
    PLATFORM = "the data are of another platform"


@dataclass(frozen=True, slots=True, kw_only=True)
class Remedy:
    """A Data Needed that would provide an event, and the policies that it still needs.

    `policies` is None where no policy would provide it; `whole` says that it has all fields.
    """

    entity: DataNeeded
    policies: tuple[str, ...] | None
    whole: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """An event of a rule that is not fully provided.

    `at_best` is the available Data Needed that lacks the fewest fields; None where there is none.
    `remedies` would provide the event fully or, where no available data lets the rule match, at
    all; they include data that no policy provides only where nothing else is left. `known` says
    that some Data Needed carries the event.
    """

    event_id: int | None
    at_best: Provision | None
    remedies: tuple[Remedy, ...]
    known: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleCoverage:
    """`data` are the available Data Needed that the rule runs on; `counted` are the rules of a
    correlation that do not run fully.
    """

    rule: Rule
    state: CoverageState
    obstacle: Obstacle | None
    data: tuple[DataNeeded, ...]
    gaps: tuple[Gap, ...]
    counted: tuple[Rule, ...]


def state_of(ways: Ways) -> CoverageState:
    if 0 in ways.whole:
        return CoverageState.RUNS
    return CoverageState.GAP if 0 in ways.some else CoverageState.BLOCKED


@dataclass(frozen=True, slots=True, kw_only=True)
class Judge:
    """The inputs of verdicts. `with_query` are the rules that have a query for an enabled target;
    None skips this test.
    """

    catalogue: Catalogue
    present: InPlace
    needs: Mapping[RuleKey, Sequence[Need]]
    ways: Mapping[RuleKey, Ways]
    with_query: Collection[RuleKey] | None

    def is_runnable(self, key: RuleKey) -> bool:
        """Whether only missing data can block a rule."""
        return key in self.ways and (self.with_query is None or key in self.with_query)

    def verdict(self, rule: Rule) -> RuleCoverage:
        key = key_of(rule)
        state = state_of(self.ways.get(key, NOTHING))
        if not self.is_runnable(key):
            state = CoverageState.BLOCKED
        needs = self.needs.get(key, ())
        gaps = [gap for need in needs if (gap := self._gap(need)) is not None]
        in_place = (p.entity for need in needs for p in need.provisions if self._serves(p))
        data = {entity.title: entity for entity in in_place}
        counted = self._counted(rule)
        return RuleCoverage(
            rule=rule,
            state=state,
            obstacle=self._obstacle(rule, gaps, counted)
            if state is CoverageState.BLOCKED
            else None,
            data=tuple(data[title] for title in sorted(data)),
            gaps=tuple(gaps),
            counted=counted,
        )

    def _serves(self, provision: Provision) -> bool:
        return provision.matches and provision.entity.title in self.present.data

    def _gap(self, need: Need) -> Gap | None:
        """The gap of an event; None where it is available with all fields."""
        here = [p for p in need.provisions if p.entity.title in self.present.data]
        if any(provision.whole for provision in here):
            return None
        matching = [p for p in need.provisions if p.matches]
        at_best = min(here, key=_lacking) if here else None
        helps = [p for p in matching if p.whole] if at_best and at_best.matches else matching
        remedies = sorted(map(self._remedy, helps), key=_effort)
        reachable = [remedy for remedy in remedies if remedy.policies is not None]
        return Gap(
            event_id=need.event_id,
            at_best=at_best,
            remedies=tuple(reachable or remedies),
            known=bool(need.provisions),
        )

    def _remedy(self, provision: Provision) -> Remedy:
        missing = self.present.missing(provision.entity)
        policies = None if missing is None else tuple(sorted(missing))
        return Remedy(entity=provision.entity, policies=policies, whole=provision.whole)

    def _counted(self, rule: Rule) -> tuple[Rule, ...]:
        if rule.kind is not RuleKind.CORRELATION:
            return ()
        others = {key_of(o): o for o in self.catalogue.links[key_of(rule)].refers_to}
        return tuple(
            others[key]
            for key in sorted(others)
            if state_of(self.ways.get(key, NOTHING)) is not CoverageState.RUNS
        )

    def _obstacle(self, rule: Rule, gaps: Sequence[Gap], counted: Sequence[Rule]) -> Obstacle:
        if key_of(rule) not in self.ways:
            return Obstacle.RULE
        if not self.is_runnable(key_of(rule)):
            return Obstacle.TARGET
        if counted:
            return Obstacle.COUNTED
        if not any(gap.known for gap in gaps):
            return Obstacle.UNKNOWN
        remedies = [remedy for gap in gaps for remedy in gap.remedies]
        if any(gap.at_best is not None for gap in gaps) or not remedies:
            return Obstacle.FIELDS
        if any(remedy.policies is not None for remedy in remedies):
            return Obstacle.DATA
        return Obstacle.PLATFORM


def _lacking(provision: Provision) -> tuple[bool, int, int, str]:
    """Sort key, best first: it matches, loses few fields, and filters well."""
    return (
        not provision.matches,
        len(provision.lost),
        len(provision.unfiltered),
        provision.entity.title,
    )


def _effort(remedy: Remedy) -> tuple[bool, bool, int, str]:
    """Sort key: obtainable remedies first, then those with all fields, then the fewest policies."""
    policies = remedy.policies
    return policies is None, not remedy.whole, len(policies or ()), remedy.entity.title
