"""What to switch on next, against a search through all choices on small catalogues."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain, combinations
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as some

from generator.catalogue.coverage import CoverageState, RolloutStep, assess
from tests.catalogue.coverage.world import (
    assessed,
    catalogue,
    correlation,
    data,
    environment,
    policy,
    rule,
)

POLICIES = tuple(f"LP_000{number}_p" for number in range(1, 6))
VOLUMES = ("Low", "Medium", "High", "Extremely High", "A lot", "")
EVENTS = (1, 2, 3)
FIELDS = ("A", "B", "C")
TECHNIQUES = ("T1047", "T1059.001", "T1003.001", "T1021.001")


@dataclass(frozen=True)
class Small:
    """A catalogue small enough to try everything. Rules match on all of their fields at once, so
    that what they need can be said without the code under test."""

    files: Mapping[str, Sequence[Mapping[str, Any]]]
    given: Mapping[str, tuple[str, ...]]
    asserted: Mapping[str, tuple[tuple[int, ...], frozenset[str], frozenset[str]]]
    counted: Mapping[str, tuple[str, tuple[str, ...]]]
    techniques: Mapping[str, frozenset[str]]

    def states(self, policies: Iterable[str]) -> dict[str, CoverageState]:
        """Every rule by the meaning of the words in docs/coverage.md, with these policies too."""
        present = self._present({*self.given["policies"], *policies})
        found = {title: self._detection(title, present) for title in self.asserted}
        for title, (kind, names) in self.counted.items():
            of = [found[name] for name in names]
            blocked = [state is CoverageState.BLOCKED for state in of]
            if all(state is CoverageState.RUNS for state in of):
                found[title] = CoverageState.RUNS
            elif any(blocked) if kind == "temporal" else all(blocked):
                found[title] = CoverageState.BLOCKED
            else:
                found[title] = CoverageState.GAP
        return found

    def _present(self, policies: set[str]) -> list[Mapping[str, Any]]:
        return [
            entity
            for entity in self.files["data_needed"]
            if entity["title"] in self.given["data_needed"]
            or (entity["loggingpolicy"] and policies.issuperset(entity["loggingpolicy"]))
            or not entity["loggingpolicy"]
        ]

    def _detection(self, title: str, present: Sequence[Mapping[str, Any]]) -> CoverageState:
        events, fields, filters = self.asserted[title]
        several = len(events) > 1
        known_of_rule = [set(e["fields"]) for e in self.files["data_needed"] if _event(e) in events]
        elsewhere = set(chain.from_iterable(known_of_rule)) if several else set()
        whole, partly = [], []
        for event in events:
            matching = [
                set(e["fields"])
                for e in present
                if _event(e) == event and fields.issubset(e["fields"])
            ]
            partly.append(bool(matching))
            whole.append(any((fields | filters) - known <= elsewhere for known in matching))
        if all(whole):
            return CoverageState.RUNS
        return CoverageState.GAP if any(partly) else CoverageState.BLOCKED


def _event(entity: Mapping[str, Any]) -> int:
    return int(entity["title"].split("_")[2])


@some.composite
def smalls(draw: some.DrawFn) -> Small:
    used = POLICIES[: draw(some.integers(1, len(POLICIES)))]
    entities = [
        data(
            f"DN_000{number}_{draw(some.sampled_from(EVENTS))}_d",
            *draw(some.lists(some.sampled_from(used), max_size=3, unique=True)),
            fields=draw(some.lists(some.sampled_from(FIELDS), min_size=1, unique=True)),
        )
        for number in range(1, draw(some.integers(2, 6)))
    ]
    rules: list[dict[str, Any]] = []
    asserted, counted, techniques = {}, {}, {}
    for number in range(1, draw(some.integers(2, 7))):
        title = f"R{number}"
        events = tuple(
            sorted(draw(some.lists(some.sampled_from(EVENTS), min_size=1, max_size=2, unique=True)))
        )
        fields = frozenset(
            draw(some.lists(some.sampled_from(FIELDS), min_size=1, max_size=2, unique=True))
        )
        filters = frozenset(draw(some.lists(some.sampled_from(FIELDS), max_size=1))) - fields
        about = frozenset(draw(some.lists(some.sampled_from(TECHNIQUES), max_size=2)))
        body: dict[str, Any] = {
            "sel": {"EventID": list(events), **dict.fromkeys(sorted(fields), "x")},
            "condition": "sel and not filter" if filters else "sel",
        }
        if filters:
            body["filter"] = dict.fromkeys(sorted(filters), "x")
        tags = [f"attack.{name.lower()}" for name in sorted(about)]
        rules.append(rule(title, body, number=number, name=title.lower(), tags=tags))
        asserted[title] = (events, fields, filters)
        techniques[title] = about
    for number in range(draw(some.integers(0, 2))):
        title = f"C{number}"
        kind = draw(some.sampled_from(("temporal", "event_count")))
        names = draw(
            some.lists(some.sampled_from(sorted(asserted)), min_size=1, max_size=3, unique=True)
        )
        rules.append(correlation(title, kind, *(n.lower() for n in names), number=20 + number))
        counted[title] = (kind, tuple(names))
        techniques[title] = frozenset()
    return Small(
        files={
            "rules": rules,
            "data_needed": entities,
            "logging_policies": [policy(p, draw(some.sampled_from(VOLUMES))) for p in used],
        },
        given={
            "policies": tuple(draw(some.lists(some.sampled_from(used), max_size=1))),
            "data_needed": tuple(
                draw(some.lists(some.sampled_from([e["title"] for e in entities]), max_size=1))
            ),
            "platforms": ("Windows",),
        },
        asserted=asserted,
        counted=counted,
        techniques=techniques,
    )


def subsets(names: Sequence[str]) -> Iterator[tuple[str, ...]]:
    return chain.from_iterable(combinations(names, size) for size in range(1, len(names) + 1))


def by_hand(small: Small) -> list[tuple[tuple[str, ...], int, int, int, int, int, int]]:
    """The steps as the page describes them, by trying all sets of policies at each."""
    volumes = {p["title"]: p["volume"] for p in small.files["logging_policies"]}
    taken: tuple[str, ...] = ()
    steps = []
    while True:
        now = small.states(taken)
        rest = sorted(set(volumes) - {*taken, *small.given["policies"]})
        after = {way: small.states((*taken, *way)) for way in subsets(rest)}
        best = min(
            (way for way in after if _is_needed(way, after, now)),
            key=lambda way: _rank(way, after[way], now, small, volumes),
            default=None,
        )
        if best is None:
            return steps
        then = after[best]
        taken = (*taken, *best)
        running, covered, gaps = _numbers(then, small)
        steps.append((best, *_gains(then, now, small), running, covered, gaps))


def _is_needed(
    way: tuple[str, ...],
    after: Mapping[tuple[str, ...], Mapping[str, CoverageState]],
    now: Mapping[str, CoverageState],
) -> bool:
    """Whether a rule comes to run, or to run with a gap, by this and by no part of it."""
    parts = [now, *(after[part] for part in subsets(way) if part != way)]
    return any(
        (
            state is CoverageState.RUNS
            and all(part[title] is not CoverageState.RUNS for part in parts)
        )
        or (
            state is not CoverageState.BLOCKED
            and all(part[title] is CoverageState.BLOCKED for part in parts)
        )
        for title, state in after[way].items()
    )


def _numbers(states: Mapping[str, CoverageState], small: Small) -> tuple[int, int, int]:
    running = [title for title, state in states.items() if state is CoverageState.RUNS]
    covered = frozenset[str]().union(*(small.techniques[title] for title in running))
    return len(running), len(covered), sum(s is CoverageState.GAP for s in states.values())


def _gains(
    then: Mapping[str, CoverageState], now: Mapping[str, CoverageState], small: Small
) -> tuple[int, int, int]:
    before, covered, _ = _numbers(now, small)
    running, then_covered, _ = _numbers(then, small)
    gaps = sum(then[t] is CoverageState.GAP and now[t] is CoverageState.BLOCKED for t in then)
    return running - before, then_covered - covered, gaps


def _rank(
    way: tuple[str, ...],
    then: Mapping[str, CoverageState],
    now: Mapping[str, CoverageState],
    small: Small,
    volumes: Mapping[str, str],
) -> tuple[Any, ...]:
    rules, techniques, gaps = (Fraction(-n, len(way)) for n in _gains(then, now, small))
    loudest = max(min(VOLUMES.index(volumes[title]), 4) for title in way)
    return rules, techniques, gaps, loudest, len(way), way


def flat(step: RolloutStep) -> tuple[tuple[str, ...], int, int, int, int, int, int]:
    return (
        step.policies,
        step.rules,
        step.techniques,
        step.with_gap,
        step.all_rules,
        step.all_techniques,
        step.all_with_gap,
    )


@settings(max_examples=150, deadline=None)
@given(smalls())
def test_states_are_what_the_words_mean(small: Small) -> None:
    found = assessed(small.files, **small.given)
    assert {v.rule.title: v.state for v in found.verdicts} == small.states(())


@settings(max_examples=150, deadline=None)
@given(smalls())
def test_each_step_is_a_best_one_and_the_totals_are_right(small: Small) -> None:
    found = assessed(small.files, **small.given)
    assert [flat(step) for step in found.steps] == by_hand(small)


@settings(max_examples=40, deadline=None)
@given(smalls(), some.randoms(use_true_random=False))
def test_the_order_of_files_changes_nothing(small: Small, random: Any) -> None:
    shuffled = {key: random.sample(list(items), len(items)) for key, items in small.files.items()}
    first, second = assessed(small.files, **small.given), assessed(shuffled, **small.given)
    assert first.steps == second.steps
    assert first.states() == second.states()


@settings(max_examples=40, deadline=None)
@given(smalls())
def test_after_a_step_the_next_ones_are_the_list_of_what_is_then_there(small: Small) -> None:
    linked = catalogue(small.files)
    steps = assess(environment(**small.given), linked, linked.rules).steps
    for step in steps[:1]:
        policies = (*small.given["policies"], *step.policies)
        then = assess(environment(**{**small.given, "policies": policies}), linked, linked.rules)
        assert then.steps == steps[1:]
        assert then.states()[CoverageState.RUNS] == step.all_rules


def two_rules(volume: str = "Low") -> dict[str, Any]:
    second = {"sel": {"EventID": 2, "Image": "x"}, "condition": "sel"}
    return {
        "rules": [
            rule("A", tags=["attack.t1047"]),
            rule("B", second, number=2, tags=["attack.t1047"]),
        ],
        "data_needed": [data("DN_0001_1_a", "LP_0001_a"), data("DN_0002_2_b", "LP_0002_b")],
        "logging_policies": [policy("LP_0001_a", volume), policy("LP_0002_b", "Medium")],
    }


def test_of_equal_gains_what_writes_less_comes_first_and_a_technique_counts_once() -> None:
    low, high = assessed(two_rules("Low")), assessed(two_rules("High"))
    assert [step.policies for step in low.steps] == [("LP_0001_a",), ("LP_0002_b",)]
    assert [step.policies for step in high.steps] == [("LP_0002_b",), ("LP_0001_a",)]
    assert [step.techniques for step in low.steps] == [1, 0]
    assert [step.all_rules for step in low.steps] == [1, 2]


def test_policies_that_are_only_of_use_together_are_one_step() -> None:
    files = two_rules()
    files["data_needed"][0]["loggingpolicy"] = ["LP_0001_a", "LP_0003_c"]
    files["logging_policies"].append(policy("LP_0003_c", "High"))
    first, second = assessed(files).steps
    assert first.policies == ("LP_0002_b",)
    assert second.policies == ("LP_0001_a", "LP_0003_c")
    assert second.volume == "High"


def test_what_only_brings_gaps_is_listed_last() -> None:
    filtered = {
        "sel": {"EventID": 3, "Image": "x"},
        "not": {"User": "x"},
        "condition": "sel and not 1 of not*",
    }
    files = two_rules()
    files["rules"].append(rule("G", filtered, number=3))
    files["data_needed"].append(data("DN_0003_3_c", "LP_0000_first"))
    files["logging_policies"].append(policy("LP_0000_first"))
    last = assessed(files).steps[-1]
    assert (last.policies, last.rules, last.with_gap) == (("LP_0000_first",), 0, 1)


def test_policies_of_platforms_that_are_not_there_are_not_ranked() -> None:
    files = two_rules()
    files["data_needed"][1]["platform"] = "windows"
    assert len(assessed(files, platforms=["WINDOWS"]).steps) == 2
    assert assessed(files, platforms=["Linux"]).steps == ()


def test_a_correlation_over_many_alternatives_is_worked_on_in_time() -> None:
    numbers = range(1, 25)
    body = {n: {"sel": {"EventID": n, "Image": "x"}, "condition": "sel"} for n in numbers}
    files = {
        "rules": [
            *(rule(f"R{n}", body[n], name=f"r{n}", number=n) for n in numbers),
            correlation("C", "temporal", *(f"r{n}" for n in numbers), number=99),
        ],
        "data_needed": [
            data(f"DN_{n + 100 * half:04}_{n}_d", f"LP_{n + 100 * half:04}_p")
            for n in numbers
            for half in (0, 1)
        ],
    }
    found = assessed(files)
    # All policies together add more for each of them than any one alone.
    (step,) = found.steps
    assert (len(step.policies), step.rules) == (24, 25)
