"""What is in place, and what becomes of a rule there."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from generator.catalogue.coverage import CoverageState, Obstacle, assess
from generator.pages.environments.words import PLAIN, missing
from tests.catalogue.coverage.world import (
    assessed,
    catalogue,
    correlation,
    data,
    environment,
    policy,
    rule,
    states,
    verdict,
)

DN = "DN_0001_1_process"
LP = "LP_0001_process"


def one(*policies: str, **more: Any) -> dict[str, Any]:
    return {"rules": [rule("R")], "data_needed": [data(DN, *policies, **more)]}


def test_a_rule_runs_on_data_that_the_environment_lists() -> None:
    found = verdict(one(LP), data_needed=[DN])
    assert found.state is CoverageState.RUNS
    assert [entity.title for entity in found.data] == [DN]
    assert missing(found, PLAIN) == ()


def test_all_policies_that_the_data_name_must_be_in_place() -> None:
    files = one(LP, "LP_0002_more")
    assert verdict(files, policies=[LP]).state is CoverageState.BLOCKED
    assert verdict(files, policies=[LP, "LP_0002_more"]).state is CoverageState.RUNS


def test_data_without_a_policy_are_in_place_where_their_platform_is() -> None:
    assert verdict(one(), platforms=["windows"]).state is CoverageState.RUNS
    found = verdict(one(), platforms=["Linux"])
    assert found.obstacle is Obstacle.PLATFORM
    assert missing(found, PLAIN) == (
        f"event 1: needs {DN} (of platform Windows, which is not here)",
    )


def test_platforms_are_those_of_what_is_in_place_where_none_is_named() -> None:
    files = one()
    files["data_needed"].append(data("DN_0002_ssh", LP, platform="Linux", channel="auth.log"))
    assert verdict(files, policies=[LP]).state is CoverageState.BLOCKED
    assert verdict(files).state is CoverageState.RUNS


def test_a_rule_is_blocked_by_name() -> None:
    found = verdict(one(LP))
    assert found.state is CoverageState.BLOCKED
    assert found.obstacle is Obstacle.DATA
    assert missing(found, PLAIN) == (f"event 1: needs {DN} ({LP})",)


def test_a_rule_that_no_data_are_known_for_is_told_apart() -> None:
    found = verdict({"rules": [rule("R")]})
    assert found.obstacle is Obstacle.UNKNOWN
    assert missing(found, PLAIN) == ("event 1: no Data Needed is known",)


FILTERED = {
    "sel": {"EventID": 1, "Image": "x"},
    "filter": {"User": "system"},
    "condition": "sel and not filter",
}


def test_a_field_of_a_filter_that_is_missing_means_false_positives() -> None:
    files = {"rules": [rule("R", FILTERED)], "data_needed": [data(DN, LP)]}
    found = verdict(files, policies=[LP])
    assert found.state is CoverageState.GAP
    assert missing(found, PLAIN) == (
        f"event 1: {DN} has no User, which only filters ask for: more false positives",
    )


def test_a_rule_without_a_field_that_must_match_is_blocked() -> None:
    body = {"sel": {"EventID": 1, "Image": "x", "Hashes": "y"}, "condition": "sel"}
    files = {
        "rules": [rule("R", body)],
        "data_needed": [
            data(DN, LP),
            data("DN_0002_1_better", "LP_0002_more", fields=["Image", "Hashes"]),
        ],
    }
    found = verdict(files, policies=[LP])
    assert found.state is CoverageState.BLOCKED
    assert found.obstacle is Obstacle.FIELDS
    assert missing(found, PLAIN) == (
        f"event 1: {DN} has no Hashes, without which it cannot match",
        "event 1: needs DN_0002_1_better (LP_0002_more)",
    )


def test_a_field_of_one_of_several_ways_to_match_costs_hits() -> None:
    body = {
        "sel": [{"EventID": 1, "Image": "x"}, {"EventID": 1, "OriginalFileName": "x"}],
        "condition": "sel",
    }
    files = {"rules": [rule("R", body)], "data_needed": [data(DN, LP)]}
    found = verdict(files, policies=[LP])
    assert found.state is CoverageState.GAP
    assert missing(found, PLAIN) == (f"event 1: {DN} has no OriginalFileName: fewer hits",)


def test_whole_data_in_place_make_up_for_poorer_ones() -> None:
    files = {
        "rules": [rule("R", FILTERED)],
        "data_needed": [data(DN), data("DN_0002_1_better", fields=["Image", "User"])],
    }
    found = verdict(files)
    assert found.state is CoverageState.RUNS
    assert [entity.title for entity in found.data] == [DN, "DN_0002_1_better"]


TWO_EVENTS = {"sel": {"EventID": [1, 2], "Image": "x"}, "condition": "sel"}


def test_a_rule_of_several_events_needs_each_to_run_whole() -> None:
    files = {
        "rules": [rule("R", TWO_EVENTS)],
        "data_needed": [data(DN, LP), data("DN_0002_2_other", "LP_0002_other")],
    }
    assert verdict(files, policies=[LP, "LP_0002_other"]).state is CoverageState.RUNS
    found = verdict(files, policies=[LP])
    assert found.state is CoverageState.GAP
    assert missing(found, PLAIN) == ("event 2: needs DN_0002_2_other (LP_0002_other)",)
    assert verdict(files).state is CoverageState.BLOCKED


def test_a_field_of_one_event_is_not_missed_in_the_other() -> None:
    body = {
        "first": {"EventID": 1, "Image": "x"},
        "second": {"EventID": 2, "TargetImage": "x"},
        "condition": "first or second",
    }
    files = {
        "rules": [rule("R", body)],
        "data_needed": [data(DN), data("DN_0002_2_other", fields=["TargetImage"])],
    }
    assert verdict(files).state is CoverageState.RUNS


def test_data_that_a_rule_names_serve_the_event_that_they_are_of() -> None:
    named = rule("R", TWO_EVENTS, data_needed=[DN])
    files = {"rules": [named], "data_needed": [data(DN)]}
    found = verdict(files)
    assert found.state is CoverageState.GAP
    assert missing(found, PLAIN) == ("event 2: no Data Needed is known",)


def test_a_need_that_two_ways_to_match_share_is_told_once() -> None:
    told_apart_by_type = {
        "sel": [{"EventType": "x", "Image": "x"}, {"Image": "y"}],
        "condition": "sel",
    }
    source = {"product": "windows", "service": "security"}
    files = {
        "rules": [rule("R", told_apart_by_type, logsource=source)],
        "data_needed": [data(DN, LP, fields=("EventType", "Image"))],
    }
    assert missing(verdict(files), PLAIN) == (f"needs {DN} ({LP})",)


def counting(kind: str) -> dict[str, Any]:
    second = {"sel": {"EventID": 2, "Image": "x"}, "condition": "sel"}
    return {
        "rules": [
            correlation("C", kind, "a", "b"),
            rule("A", name="a"),
            rule("B", second, name="b", number=2),
        ],
        "data_needed": [data(DN, LP), data("DN_0002_2_other", "LP_0002_other")],
    }


@pytest.mark.parametrize(
    ("kind", "with_one"), [("event_count", CoverageState.GAP), ("temporal", CoverageState.BLOCKED)]
)
def test_a_correlation_runs_if_the_rules_that_it_counts_run(
    kind: str, with_one: CoverageState
) -> None:
    files = counting(kind)
    assert states(files, policies=[LP, "LP_0002_other"])["C"] is CoverageState.RUNS
    assert states(files, policies=[LP])["C"] is with_one
    assert states(files)["C"] is CoverageState.BLOCKED
    assert missing(verdict(files, policies=[LP]), PLAIN) == (
        "it counts B, which for want of data does not run whole",
    )


def test_correlations_of_correlations_are_followed_and_circles_end() -> None:
    files = counting("temporal")
    files["rules"] += [
        correlation("D", "temporal", "00000000-0000-4000-8000-000000000009", "a", number=10),
        correlation("E", "temporal", "00000000-0000-4000-8000-000000000012", number=11),
        correlation("F", "temporal", "00000000-0000-4000-8000-000000000011", number=12),
        correlation("G", "temporal", "nowhere", number=13),
    ]
    found = states(files, policies=[LP, "LP_0002_other"])
    assert found["D"] is CoverageState.RUNS
    assert found["E"] is found["F"] is found["G"] is CoverageState.BLOCKED
    assert states(files, policies=[LP])["D"] is CoverageState.BLOCKED


def test_a_rule_with_a_mistake_is_blocked_by_it() -> None:
    linked = catalogue(one())
    (file,) = linked.files
    broken = replace(file.rules[0], problem="The detection has a mistake.")
    broken_catalogue = replace(linked, files=(replace(file, rules=(broken,)),))
    (found,) = assess(environment(), broken_catalogue, (broken,)).verdicts
    assert found.obstacle is Obstacle.RULE
    assert missing(found, PLAIN) == ("The detection has a mistake.",)


def test_a_rule_without_a_query_is_blocked_and_adds_nothing_to_the_ranking() -> None:
    linked = catalogue({**one(LP), "logging_policies": [policy(LP)]})
    found = assess(environment(), linked, linked.rules, with_query=frozenset())
    assert found.verdicts[0].obstacle is Obstacle.TARGET
    assert found.steps == ()
    asked = assess(environment(), linked, linked.rules, with_query={("rules/f0.yml", 0)})
    assert [step.policies for step in asked.steps] == [(LP,)]


def test_numbers_add_up() -> None:
    found = assessed(counting("temporal"), policies=[LP])
    assert found.states() == {CoverageState.RUNS: 1, CoverageState.GAP: 0, CoverageState.BLOCKED: 2}
    assert found.obstacles() == {Obstacle.COUNTED: 1, Obstacle.DATA: 1}
