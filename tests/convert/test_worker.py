"""A rule and a target give a query or a reason, and never an exception."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from generator.convert.targets import PRESETS, Target
from generator.convert.worker import LONGEST_REASON, Job, convert

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


def target(backend: str) -> Target:
    return replace(PRESETS[0], id="test", backend=f"{__name__}:{backend}", pipelines=())


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
