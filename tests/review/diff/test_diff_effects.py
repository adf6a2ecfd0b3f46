"""Coverage, data and sample tests, won and lost."""

from __future__ import annotations

from generator.review.diff.effects import CountChange
from tests.review.diff.states import between, results, rule, state, technique


def told(changes: tuple[CountChange, ...]) -> list[tuple[str, int, int]]:
    return [(change.id, change.before, change.after) for change in changes]


def test_a_technique_is_lost_with_its_last_rule() -> None:
    found = between(rule(techniques=(technique("T1490", "Inhibit System Recovery"),)), state())
    (change,) = found.techniques
    assert change == CountChange(id="T1490", name="Inhibit System Recovery", before=1, after=0)
    assert change.lost
    assert not change.won


def test_lost_techniques_come_first_then_won_ones_then_counts() -> None:
    t1, t2, t3 = (technique(f"T100{number}") for number in (1, 2, 3))
    before = state(rule("a", techniques=(t3, t1)))
    after = state(rule("a", techniques=(t1, t2)), rule("b", techniques=(t1,)))
    assert told(between(before, after).techniques) == [
        ("T1003", 1, 0),
        ("T1002", 0, 1),
        ("T1001", 1, 2),
    ]


def test_a_technique_that_keeps_its_number_of_rules_is_not_told() -> None:
    one = (technique("T1001"),)
    found = between(rule("a", techniques=one), rule("b", techniques=one, level="low"))
    assert found.techniques == ()


def test_a_rule_counts_once_for_a_technique() -> None:
    twice = (technique("T1001"), technique("T1001"))
    assert told(between(state(), rule(techniques=twice)).techniques) == [("T1001", 0, 1)]


def test_data_needed_is_lost_with_the_last_rule_that_needs_it() -> None:
    found = between(rule(data_needed=("DN_0001", "DN_0002")), rule(data_needed=("DN_0002",)))
    assert told(found.data_needed) == [("DN_0001", 1, 0)]


def test_a_sample_that_is_right_no_more_is_broken() -> None:
    before = state(rule(), samples=results(a=True))
    after = state(rule(), samples=results(a=False))
    (change,) = between(before, after).samples
    assert change.broken
    (change,) = between(after, before).samples
    assert not change.broken


def test_samples_that_stay_as_they_are_are_not_told() -> None:
    one = state(rule(), samples=results(a=False))
    assert between(one, one).samples == ()


def test_a_new_sample_is_only_told_where_it_is_wrong() -> None:
    none = state(rule(), samples={})
    assert between(none, state(rule(), samples=results(a=True))).samples == ()
    (change,) = between(none, state(rule(), samples=results(a=False))).samples
    assert change.broken


def test_a_sample_that_went_is_told() -> None:
    (change,) = between(state(rule(), samples=results(a=True)), state(rule(), samples={})).samples
    assert change.after is None
    assert not change.broken


def test_a_side_without_samples_has_no_results_to_compare() -> None:
    assert between(state(rule(), samples=results(a=True)), state(rule())).samples == ()
