"""What becomes of a rule in an environment, and why."""

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
    """What blocks a rule, in the order in which it is looked for: what nobody can mend by switching
    a log on comes first."""

    RULE = "the rule has a mistake"
    TARGET = "no target in use has a query"
    COUNTED = "a rule that it counts is blocked"
    UNKNOWN = "no Data Needed is known"
    FIELDS = "the data lack fields without which it cannot match"
    DATA = "the data are not recorded"
    PLATFORM = "the data are of another platform"


@dataclass(frozen=True, slots=True, kw_only=True)
class Remedy:
    """A Data Needed that would serve an event, and the policies that it still needs.

    `policies` is None where no policy would bring it; `whole` says that it has all fields.
    """

    entity: DataNeeded
    policies: tuple[str, ...] | None
    whole: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """An event of a rule that is not served whole.

    `at_best` is what is in place and lacks the fewest fields; None where nothing is. `remedies`
    would serve it whole, or, where nothing in place lets the rule match, at all; what no
    policy would bring is among them only where nothing else is. `known` says that some Data Needed
    carries the event.
    """

    event_id: int | None
    at_best: Provision | None
    remedies: tuple[Remedy, ...]
    known: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleCoverage:
    """`data` are the Data Needed in place that the rule runs on; `counted` the rules of a
    correlation that do not run whole."""

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
    """What verdicts are made of. `with_query` are the rules that a target in use has a query for;
    None where that is not asked."""

    catalogue: Catalogue
    present: InPlace
    needs: Mapping[RuleKey, Sequence[Need]]
    ways: Mapping[RuleKey, Ways]
    with_query: Collection[RuleKey] | None

    def is_runnable(self, key: RuleKey) -> bool:
        """Whether nothing but data can stop a rule."""
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
        """What an event lacks; None where it is there with all fields."""
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
    """The best first: it matches, loses little, and filters well."""
    return (
        not provision.matches,
        len(provision.lost),
        len(provision.unfiltered),
        provision.entity.title,
    )


def _effort(remedy: Remedy) -> tuple[bool, bool, int, str]:
    """What can be had, what has all fields and what needs the fewest policies first."""
    policies = remedy.policies
    return policies is None, not remedy.whole, len(policies or ()), remedy.entity.title
