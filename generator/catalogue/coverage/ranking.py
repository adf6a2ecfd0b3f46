"""What to enable next: Logging Policies ranked by the coverage that each step adds.

Each step takes the policy, or the set of policies that only help together, that adds most per
policy: fully working rules first, then techniques that get their first such rule, then rules that
work partially. Ties go to the lowest log volume, then to fewer policies, then by name. This is the
greedy algorithm for set cover (https://en.wikipedia.org/wiki/Set_cover_problem); an optimal choice
of several steps at once is not computable in reasonable time.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from generator.catalogue.coverage.ways import Bits, Way, Ways, fewest
from generator.content.kinds.logging_policy import Volume

VOLUMES = tuple(Volume)
"""Lowest volume first; unknown or missing volumes sort last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RolloutStep:
    """Policies to enable together, the coverage they add, and the total after this step.

    `rules` run fully; `with_gap` were blocked and now run partially. `volume` is that of the policy
    with the highest volume, as its file gives it.
    """

    policies: tuple[str, ...]
    volume: str
    rules: int
    techniques: int
    with_gap: int
    all_rules: int
    all_techniques: int
    all_with_gap: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A rule as the ranking sees it."""

    ways: Ways
    techniques: frozenset[str]


@dataclass(slots=True)
class _Group:
    """Rules with the same needs. Their ways hold only the policies not yet enabled."""

    whole: tuple[Way, ...]
    some: tuple[Way, ...]
    rules: int
    techniques: int
    """A bit for each technique."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Gain:
    rules: int
    techniques: int
    with_gap: int


def rank(
    candidates: Iterable[Candidate], bits: Bits, volumes: Mapping[str, str]
) -> tuple[RolloutStep, ...]:
    """The steps, until no step adds coverage. `volumes` are the volume words by policy title."""
    groups = _grouped(candidates)
    covered = 0
    for group in groups:
        if 0 in group.whole:
            covered |= group.techniques
    rules = sum(group.rules for group in groups if 0 in group.whole)
    gaps = sum(group.rules for group in groups if 0 in group.some and 0 not in group.whole)
    steps: list[RolloutStep] = []
    while True:
        groups = [group for group in groups if 0 not in group.whole]
        best = _best(groups, covered, bits, volumes)
        if best is None:
            return tuple(steps)
        way, gain = best
        for group in groups:
            was_gap = 0 in group.some
            group.whole = fewest(left & ~way for left in group.whole)
            group.some = fewest(left & ~way for left in group.some)
            if 0 in group.whole:
                covered |= group.techniques
                gaps -= group.rules if was_gap else 0
        rules += gain.rules
        gaps += gain.with_gap
        titles = bits.policies(way)
        steps.append(
            RolloutStep(
                policies=titles,
                volume=max((volumes.get(t, "") for t in titles), key=_loudness),
                rules=gain.rules,
                techniques=gain.techniques,
                with_gap=gain.with_gap,
                all_rules=rules,
                all_techniques=covered.bit_count(),
                all_with_gap=gaps,
            )
        )


def _grouped(candidates: Iterable[Candidate]) -> list[_Group]:
    numbers: dict[str, int] = {}
    counted: Counter[Ways] = Counter()
    techniques: dict[Ways, int] = defaultdict(int)
    for candidate in candidates:
        counted[candidate.ways] += 1
        for name in sorted(candidate.techniques):
            techniques[candidate.ways] |= 1 << numbers.setdefault(name, len(numbers))
    return [
        _Group(whole=ways.whole, some=ways.some, rules=number, techniques=techniques[ways])
        for ways, number in counted.items()
    ]


def _best(
    groups: Sequence[_Group], covered: int, bits: Bits, volumes: Mapping[str, str]
) -> tuple[Way, _Gain] | None:
    """The way that adds most, and its gain; None where none adds anything."""
    by_whole: dict[Way, list[int]] = defaultdict(list)
    by_some: dict[Way, list[int]] = defaultdict(list)
    for place, group in enumerate(groups):
        for way in group.whole:
            by_whole[way].append(place)
        if 0 not in group.some:
            for way in group.some:
                by_some[way].append(place)
    gains: dict[Way, _Gain] = {}
    for way in {*by_whole, *by_some}:
        whole = _reached(way, by_whole)
        some = _reached(way, by_some) - whole
        new = 0
        for place in whole:
            new |= groups[place].techniques
        gains[way] = _Gain(
            rules=sum(groups[place].rules for place in whole),
            techniques=(new & ~covered).bit_count(),
            with_gap=sum(groups[place].rules for place in some),
        )
    if not gains:
        return None
    return min(gains.items(), key=lambda item: _order(item[0], item[1], bits, volumes))


def _reached(way: Way, by_way: Mapping[Way, Sequence[int]]) -> set[int]:
    """The groups for which a way is sufficient."""
    if way.bit_count() == 1:
        return set(by_way.get(way, ()))
    return {place for other, places in by_way.items() if other & ~way == 0 for place in places}


def _order(
    way: Way, gain: _Gain, bits: Bits, volumes: Mapping[str, str]
) -> tuple[Fraction | int, Fraction | int, Fraction | int, int, int, tuple[str, ...]]:
    titles = bits.policies(way)
    size = len(titles)
    return (
        -_each(gain.rules, size),
        -_each(gain.techniques, size),
        -_each(gain.with_gap, size),
        max(_loudness(volumes.get(title, "")) for title in titles),
        size,
        titles,
    )


def _each(number: int, size: int) -> Fraction | int:
    return number if size == 1 else Fraction(number, size)


def _loudness(volume: str) -> int:
    """The rank of a volume among the known ones."""
    return VOLUMES.index(Volume(volume)) if volume in VOLUMES else len(VOLUMES)
