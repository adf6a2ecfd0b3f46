"""The ways to make a rule run: sufficient sets of Logging Policies, as bit masks.

A set of ways omits supersets of other ways; 0 is the way that needs no further policy.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from generator.catalogue.coverage.in_place import InPlace
from generator.catalogue.coverage.needs import Need, Provision
from generator.catalogue.link import Catalogue, RuleKey, key_of
from generator.content.kinds.correlation import TEMPORAL
from generator.content.model import Rule, RuleKind

Way = int
"""A bit for each policy to enable."""

MOST_WAYS = 64
"""Maximum ways kept for a rule, those with the fewest policies. Real rules have about ten at most;
a correlation over many rules can have as many as there are combinations.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ways:
    """`whole` lets a rule run fully; `some` lets it run at least partially."""

    whole: tuple[Way, ...]
    some: tuple[Way, ...]


NOTHING = Ways(whole=(), some=())


class Bits:
    """The bit of each policy, in the order of first use."""

    def __init__(self) -> None:
        self._places: dict[str, int] = {}

    def way(self, policies: Iterable[str]) -> Way:
        way = 0
        for title in sorted(policies):
            way |= 1 << self._places.setdefault(title, len(self._places))
        return way

    def policies(self, way: Way) -> tuple[str, ...]:
        """The titles of the policies of a way, in order."""
        return tuple(sorted(title for title, place in self._places.items() if way >> place & 1))


def ways_of_rules(
    catalogue: Catalogue, needs: Mapping[RuleKey, Sequence[Need]], present: InPlace, bits: Bits
) -> dict[RuleKey, Ways]:
    """The ways of each rule; `needs` covers every detection that can be evaluated."""
    found = {key: _of_needs(asked, present, bits) for key, asked in needs.items()}
    for rule in _counted_first(catalogue):
        links = catalogue.links[key_of(rule)]
        # A remaining rule has a mistake, names a missing rule, or counts itself.
        counted = [found.get(key_of(other), NOTHING) for other in links.refers_to]
        whole_list = len(counted) == len(rule.refers_to) and bool(counted)
        if whole_list and rule.problem is None:
            found[key_of(rule)] = _of_counted(rule, counted)
    return found


def _of_needs(needs: Sequence[Need], present: InPlace, bits: Bits) -> Ways:
    """To run fully, each event must be complete; to run partially, one of them must be able to
    match.
    """
    whole: tuple[Way, ...] = (0,)
    some: set[Way] = set()
    for need in needs:
        matching = [p for p in need.provisions if p.matches]
        whole = _both(whole, _ways((p for p in matching if p.whole), present, bits))
        some.update(_ways(matching, present, bits))
    return Ways(whole=whole, some=fewest(some))


def _ways(provisions: Iterable[Provision], present: InPlace, bits: Bits) -> tuple[Way, ...]:
    missing = (present.missing(provision.entity) for provision in provisions)
    return fewest(bits.way(policies) for policies in missing if policies is not None)


def _of_counted(rule: Rule, counted: Sequence[Ways]) -> Ways:
    """A correlation runs fully if all the rules it counts do. To run partially, a temporal one
    still needs some data for each rule; any other type counts what is available.
    """
    whole: tuple[Way, ...] = (0,)
    for ways in counted:
        whole = _both(whole, ways.whole)
    if not needs_each(rule):
        return Ways(whole=whole, some=fewest(way for ways in counted for way in ways.some))
    some: tuple[Way, ...] = (0,)
    for ways in counted:
        some = _both(some, ways.some)
    return Ways(whole=whole, some=some)


def needs_each(rule: Rule) -> bool:
    """Whether a correlation can only hold if each of its rules fires."""
    return rule.correlation_type in TEMPORAL


def _both(first: Sequence[Way], second: Sequence[Way]) -> tuple[Way, ...]:
    return fewest({one | other for one in first for other in second})


def fewest(ways: Iterable[Way]) -> tuple[Way, ...]:
    """The ways that contain no other way, those with the fewest policies first."""
    kept: list[Way] = []
    for way in sorted(set(ways), key=lambda way: (way.bit_count(), way)):
        if len(kept) == MOST_WAYS:
            break
        if not any(other & ~way == 0 for other in kept):
            kept.append(way)
    return tuple(kept)


def _counted_first(catalogue: Catalogue) -> list[Rule]:
    """The correlations, each after those that it counts, without those in a cycle."""
    correlations = {
        key_of(rule): rule for rule in catalogue.rules if rule.kind is RuleKind.CORRELATION
    }
    waiting = {
        key: {key_of(other) for other in catalogue.links[key].refers_to} & correlations.keys()
        for key in correlations
    }
    ready = [key for key in sorted(waiting) if not waiting[key]]
    for key in ready:
        for counting in catalogue.links[key].counted_by:
            left = waiting[key_of(counting)]
            if key in left:
                left.remove(key)
                if not left:
                    ready.append(key_of(counting))
    return [correlations[key] for key in ready]
