"""A rule and a target give a query or a reason, and never an exception."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from typing import Any

import pytest

from generator.targets.convert import worker
from generator.targets.convert.worker import LONGEST_REASON, Job, convert
from generator.targets.registry import PRESETS
from generator.targets.target import NamedBackend, Target

RULE: dict[str, Any] = {
    "title": "t",
    "logsource": {"product": "linux"},
    "detection": {"sel": {"a": "b"}, "condition": "sel"},
}


class Failing:
    """A third-party back end as it must not be."""

    def __init__(self, pipeline: object) -> None:
        """Takes what back ends take."""

    def convert(self, rules: object, output_format: str) -> list[str]:
        raise RuntimeError("deep\nin\x00side " + "x" * 2000)


class Silent(Failing):
    def convert(self, rules: object, output_format: str) -> list[str]:
        return []


class Endless(Failing):
    def convert(self, rules: object, output_format: str) -> list[str]:
        while True:
            try:
                sum(range(1000))
            except Exception:  # noqa: BLE001 - as third-party code does it
                continue


class Waiting(Failing):
    def convert(self, rules: object, output_format: str) -> list[str]:
        time.sleep(60)
        return ["a"]


class Huge(Failing):
    def convert(self, rules: object, output_format: str) -> list[str]:
        return ["a" * 600_000, "b" * 600_000]


class Unable(Failing):
    def convert(self, rules: object, output_format: str) -> list[str]:
        raise NotImplementedError("Nothing is cased here (while converting rule None)")


class Objects(Failing):
    def convert(self, rules: object, output_format: str) -> list[dict[str, str]]:
        return [{"a": "é"}, {"b": "\n"}]


def target(backend: str) -> Target:
    return replace(
        PRESETS[0], id="test", backend=NamedBackend(f"{__name__}:{backend}"), pipelines=()
    )


def preset(name: str) -> Target:
    return next(found for found in PRESETS if found.id == name)


def job(*documents: dict[str, Any], problem: str | None = None) -> Job:
    return Job(documents=documents, problem=problem)


def test_a_rule_becomes_a_query() -> None:
    assert convert(job(RULE), preset("splunk")).query.text == 'a="b"'


def test_a_conversion_does_not_change_the_next_one() -> None:
    first = [convert(job(RULE), found) for found in PRESETS]
    assert [convert(job(RULE), found) for found in reversed(PRESETS)] == first[::-1]


def test_each_condition_of_a_list_gives_a_query_of_its_own() -> None:
    rule = {**RULE, "detection": {"a": {"a": 1}, "b": {"b": 2}, "condition": ["a", "b"]}}
    assert convert(job(rule), preset("splunk")).query.text == "a=1\nb=2"


def test_a_known_problem_is_the_reason() -> None:
    outcome = convert(job(RULE, problem="The rule has no condition."), preset("splunk"))
    assert outcome.query.text is None
    assert outcome.query.reason == "The rule has no condition."
    assert outcome.fault is None


def test_what_the_engine_refuses_is_a_reason_and_no_fault() -> None:
    rule = {**RULE, "detection": {"sel": {"a|nosuch": 1}, "condition": "sel"}}
    outcome = convert(job(rule), preset("splunk"))
    assert outcome.query.text is None
    assert "nosuch" in (outcome.query.reason or "")
    assert outcome.fault is None


def test_an_exception_in_a_back_end_is_a_fault_on_one_line_of_bearable_length() -> None:
    outcome = convert(job(RULE), target("Failing"))
    assert outcome.query.text is None
    assert (outcome.query.reason or "").startswith("The back end failed. RuntimeError: deep in")
    assert outcome.fault is not None
    assert "\n" not in outcome.fault
    assert len(outcome.fault) < LONGEST_REASON + 5


def test_no_query_and_no_reason_is_said_to_be_that() -> None:
    reason = convert(job(RULE), target("Silent")).query.reason
    assert reason == "The back end gave neither a query nor a reason."


def test_every_query_is_either_text_or_a_reason() -> None:
    broken = ({}, {"title": "t"}, {**RULE, "detection": {"condition": "sel"}}, RULE)
    for found in PRESETS:
        for document in broken:
            query = convert(job(document), found).query
            assert (query.text is None) != (query.reason is None)


@pytest.mark.parametrize("backend", ["Endless", "Waiting"])
def test_a_back_end_that_does_not_end_is_stopped(
    backend: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "LONGEST_SECONDS", 0.1)
    outcome = convert(job(RULE), target(backend))
    assert outcome.query.reason == "The back end took longer than 0.1 seconds."
    assert convert(job(RULE), preset("splunk")).query.text == 'a="b"'


def test_where_there_are_no_timers_conversion_works_without_a_limit() -> None:
    outcomes = []
    thread = threading.Thread(target=lambda: outcomes.append(convert(job(RULE), preset("splunk"))))
    thread.start()
    thread.join()
    assert outcomes[0].query.text == 'a="b"'


def test_a_query_that_is_too_large_is_refused_with_its_size() -> None:
    reason = convert(job(RULE), target("Huge")).query.reason
    assert reason == "The query has 1,200,001 characters, more than 1,000,000."


def test_what_a_back_end_has_no_expression_for_is_no_fault() -> None:
    outcome = convert(job(RULE), target("Unable"))
    assert outcome.query.reason == "Nothing is cased here."
    assert outcome.fault is None


def test_an_object_is_json_on_one_line() -> None:
    assert convert(job(RULE), target("Objects")).query.text == '{"a": "é"}\n{"b": "\\n"}'


COUNTING: dict[str, Any] = {
    "title": "many",
    "correlation": {
        "type": "event_count",
        "rules": ["one"],
        "group-by": ["User"],
        "timespan": "5m",
        "condition": {"gte": 3},
    },
}


@pytest.mark.parametrize("checked", [True, False])
def test_what_a_target_prints_for_a_correlation_is_shown_only_where_it_was_checked(
    checked: bool,
) -> None:
    sqlite = next(target for target in PRESETS if target.id == "sqlite")
    job = Job(documents=({**RULE, "name": "one"}, COUNTING), problem=None)
    query = convert(job, replace(sqlite, correlations=checked)).query
    assert (query.text is not None) is checked
    assert query.reason == (None if checked else worker.UNCHECKED)
