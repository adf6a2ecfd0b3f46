"""All rules of a catalogue for all targets, by however many processes."""

from __future__ import annotations

import pytest

from generator.targets.convert import conversion, worker
from generator.targets.convert.conversion import convert
from generator.targets.convert.worker import Job
from generator.targets.registry import PRESETS
from tests.support import RULE, Project

CORRELATION = """\
title: Often
correlation:
    type: event_count
    rules: [5f9b0d3c-3c3e-4c53-9d0c-0a3f3f9d2a11]
    group-by: [Computer]
    timespan: 5m
    condition: {gte: 10}
level: high
"""


def test_the_number_of_processes_changes_nothing(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(conversion, "FEW", 0)
    monkeypatch.setattr(conversion, "CHUNK", 3)
    rules = {
        f"rules/{n}.yml": RULE.replace("5f9b", f"{n:04}").replace("parent", f"p{n}")
        for n in range(20)
    }
    loaded = project.write(rules).load("splunk", "es-qs")
    alone = convert(loaded.catalogue, loaded.targets, jobs=1)
    told: list[tuple[int, int]] = []
    several = convert(
        loaded.catalogue, loaded.targets, jobs=2, progress=lambda *at: told.append(at)
    )
    assert several.queries == alone.queries
    assert list(several.queries) == list(alone.queries)
    assert told[-1] == (40, 40)


def test_a_correlation_is_converted_with_the_rules_that_it_counts(project: Project) -> None:
    loaded = project.write({"rules/a.yml": RULE, "rules/c.yml": CORRELATION}).load("splunk")
    query = convert(loaded.catalogue, loaded.targets).queries["rules/c.yml", 0]["splunk"]
    assert query.text is not None
    assert "parent.exe" in query.text


def test_a_correlation_of_a_rule_that_is_not_there_says_so(project: Project) -> None:
    loaded = project.write({"rules/c.yml": CORRELATION}).load("splunk")
    query = convert(loaded.catalogue, loaded.targets).queries["rules/c.yml", 0]["splunk"]
    assert query.reason == "The correlation names a rule that is not in the catalogue."


def test_a_filter_stands_in_the_query_of_its_rule_and_has_none_itself(project: Project) -> None:
    narrowing = """\
title: Not here
logsource: {product: windows}
filter:
    rules: [5f9b0d3c-3c3e-4c53-9d0c-0a3f3f9d2a11]
    known:
        User: somebody
    condition: not known
"""
    loaded = project.write({"rules/a.yml": RULE, "rules/f.yml": narrowing}).load("splunk")
    queries = convert(loaded.catalogue, loaded.targets).queries
    assert 'NOT User="somebody"' in (queries["rules/a.yml", 0]["splunk"].text or "")
    assert "filter" in (queries["rules/f.yml", 0]["splunk"].reason or "")


def test_an_old_aggregation_is_a_reason_for_each_target(project: Project) -> None:
    rule = RULE.replace("condition: selection", "condition: selection | count() by User > 5")
    loaded = project.write({"rules/a.yml": rule}).load("splunk", "es-qs")
    queries = convert(loaded.catalogue, loaded.targets).queries["rules/a.yml", 0]
    assert all("count() by User > 5" in (query.reason or "") for query in queries.values())


def test_a_missing_selection_is_a_reason_and_not_dropped(project: Project) -> None:
    rule = RULE.replace("condition: selection", "condition: selection and not 1 of filter_*")
    loaded = project.write({"rules/a.yml": rule}).load("splunk")
    query = convert(loaded.catalogue, loaded.targets).queries["rules/a.yml", 0]["splunk"]
    assert query.text is None
    assert "filter_*" in (query.reason or "")


def test_a_query_is_the_same_however_many_targets_are_asked_for(
    project: Project,
) -> None:
    """Rules are built once for several targets, and read back for each."""
    detections = (
        "sel: {Image|endswith|all: ['\\\\a.exe', '\\\\b*'], EventID: 4688}",
        "sel: {CommandLine|contains|windash: ' -x', Hashes|re|i: 'a+b', N|gte: 3}",
        "sel: {SourceIp|cidr: 10.0.0.0/8, B|exists: true, C: null, D: ''}",
        "sel: {CommandLine|base64offset|contains: http, Image|fieldref: ParentImage}",
        "sel: ['some words', 'other*words', 7]",
        "sel: {Image|cased: A, CommandLine|expand: '%admins%'}",
        "sel: {Image|nosuch: a}",
    )
    rules = {
        f"rules/r{number}.yml": RULE.split("detection:")[0].replace("5f9b", f"{number:04}")
        + f"detection:\n    {detection}\n    condition: sel\n"
        for number, detection in enumerate(detections)
    }
    catalogue = project.write(rules).load("splunk").catalogue
    jobs: list[Job] = [conversion.job_of(rule, catalogue) for rule in catalogue.rules]
    assert len(jobs) == len(detections)
    single = [tuple(worker.convert(job, target) for target in PRESETS) for job in jobs]
    assert worker.convert_all(jobs, PRESETS) == single
    assert sum(outcome.query.text is not None for row in single for outcome in row) > 100
