"""Each preset: what is written about it is true of what its back end prints."""

from __future__ import annotations

import random
import re
from dataclasses import replace
from typing import Any

import pytest
import yaml

from generator.base.code_digest import Closure
from generator.content.model import Query
from generator.settings.target_choices import DEFAULT_TARGETS
from generator.targets import registry
from generator.targets.convert.worker import Job, convert
from generator.targets.registry import ORDERED, PRESETS
from generator.targets.target import Target
from generator.targets.target_digest import closure, versions
from generator.targets.trust import Level, trust_in
from tests.support import REPOSITORY, RULE, Project

FURTHER = PRESETS[len(ORDERED) :]
KNOWN_WRONG = [target for target in FURTHER if target.warning]
DOCUMENTS = REPOSITORY / "docs/targets"


def preset(name: str) -> Target:
    return next(target for target in PRESETS if target.id == name)


def rule(detection: dict[str, Any], category: str = "process_creation") -> dict[str, Any]:
    return {
        "title": "Example",
        "id": "00000000-0000-4000-8000-000000000001",
        "logsource": {"product": "windows", "category": category},
        "detection": {"condition": "sel", **detection},
    }


def query(name: str, detection: dict[str, Any], category: str = "process_creation") -> Query:
    job = Job(documents=(rule(detection, category),), problem=None)
    return convert(job, preset(name)).query


def page(target: Target) -> str:
    return (DOCUMENTS / f"{target.id}.md").read_text("utf-8")


def test_there_are_more_than_twenty_beside_the_seven() -> None:
    assert len({target.id for target in FURTHER}) == len(FURTHER) >= 20


def test_the_seven_are_on_and_no_other() -> None:
    assert tuple(target.id for target in ORDERED) == DEFAULT_TARGETS


def test_no_preset_needs_a_package_that_is_not_installed() -> None:
    assert {
        target.id: closure(target).missing for target in PRESETS if closure(target).missing
    } == {}


@pytest.mark.parametrize("target", PRESETS, ids=lambda target: target.id)
def test_every_preset_has_a_page(target: Target) -> None:
    text = page(target)
    assert text.startswith("# ")
    assert target.manual.startswith("https://")
    assert target.manual in text
    if target in FURTHER:
        assert " ".join(target.assumes.split()) in " ".join(text.split())


@pytest.mark.parametrize("target", KNOWN_WRONG, ids=lambda target: target.id)
def test_the_example_of_a_known_wrong_query_is_what_is_printed(target: Target) -> None:
    """Fails when a new version of the back end mends it: then the warning has to go."""
    example, printed = re.findall(r"```yaml\n(.*?)```\n\n```\w+\n(.*?)\n```", page(target), re.S)[0]
    document = {**yaml.safe_load(example), "id": "00000000-0000-4000-8000-000000000001"}
    assert convert(Job(documents=(document,), problem=None), target).query.text == printed


def test_a_target_without_a_warning_says_nothing_of_being_wrong() -> None:
    for target in FURTHER:
        assert ("## Known wrong" in page(target)) == bool(target.warning)


@pytest.mark.parametrize("target", PRESETS, ids=lambda target: target.id)
def test_a_target_has_a_warning_where_it_was_found_wrong_and_only_there(target: Target) -> None:
    trust = trust_in(target.id, versions(target))
    assert bool(target.warning) == (trust.level is Level.WRONG)


NEGATED = {
    "sel": {"Image|endswith": "\\cmd.exe"},
    "a": {"CommandLine|contains": "x"},
    "b": {"User": "y"},
    "condition": "sel and not (a or b)",
}


@pytest.mark.parametrize("target", FURTHER, ids=lambda target: target.id)
def test_every_preset_has_a_query_for_a_rule_with_a_filter(target: Target) -> None:
    assert query(target.id, NEGATED).reason is None


@pytest.mark.parametrize("target", FURTHER, ids=lambda target: target.id)
def test_a_query_does_not_depend_on_the_rules_before(target: Target) -> None:
    detections: list[dict[str, Any]] = [
        NEGATED,
        {"sel": {"Nosuch": 1}},
        {"sel": {"Other|re": "a+"}},
        {"sel": ["keyword"]},
        {"sel": {"Image|fieldref": "ParentImage"}},
        {"sel": {"CommandLine|re": "^a"}},
        {"sel": {"Nosuch": 2}},
    ]
    jobs = [Job(documents=(rule(detection),), problem=None) for detection in detections]
    first = {index: convert(job, target) for index, job in enumerate(jobs)}
    order = list(first)
    random.Random(1).shuffle(order)
    assert {index: convert(jobs[index], target) for index in order} == first


EXPANDED = {"sel": {"Image|endswith": "\\a", "CommandLine|contains|windash": " -x"}}


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("sqlite", "AND (CommandLine LIKE '% -x%' OR "),
        ("loki", "and CommandLine=~`(?is)(?:.* -x.*|"),
        ("golangexpr", 'and (lower(string(CommandLine ?? "")) contains " -x" or '),
        ("databricks", "AND (contains(lower(`CommandLine`), ' -x') OR "),
        ("defender-xdr", 'and (ProcessCommandLine contains " -x" or '),
    ],
)
def test_values_that_a_modifier_adds_stand_in_parentheses(name: str, part: str) -> None:
    assert part in (query(name, EXPANDED).text or "")


def test_all_values_of_which_each_has_several_forms_stay_all() -> None:
    detection = {"sel": {"CommandLine|contains|all|windash": [" -x", " -y"]}}
    text = query("sqlite", detection).text or ""
    assert re.search(r"\('?.*-x.* OR .*\) AND \(.*-y.* OR .*\)", text)


@pytest.mark.parametrize("name", ["elastic-ecs", "eql", "esql", "victorialogs"])
def test_the_channel_is_asked_for_once(name: str) -> None:
    job = Job(
        documents=(
            {
                **rule({"sel": {"EventID": 4624}}),
                "logsource": {"product": "windows", "service": "security"},
            },
        ),
        problem=None,
    )
    assert (convert(job, preset(name)).query.text or "").count("winlog.channel") == 1


def test_ecs_fields_have_no_caseless_sub_field_where_the_mapping_makes_all_so() -> None:
    text = query("elastic-ecs", {"sel": {"Image|re": "a.c", "User": "b"}}).text or ""
    assert "process.executable.cased:" in text
    assert "caseless" not in text


def test_what_a_product_imports_is_json_or_yaml() -> None:
    for name in ("kibana-ndjson", "opensearch-monitor", "elastalert"):
        text = query(name, NEGATED).text or ""
        assert isinstance(yaml.safe_load(text), dict), name
        assert "\n" not in text or name == "elastalert"


LIMITED = [
    ("defender-xdr", {"EventID": 1}, "nothing for the field `EventID`"),
    ("sentinel-asim", ["kali"], "a keyword"),
    ("azure-monitor", {"Hashes|contains": "a"}, "nothing for the field `Hashes`"),
    ("crowdstrike-falcon", {"ParentImage|contains": "Temp"}, "only the file name of `ParentImage`"),
    ("logscale", {"CommandLine|re": "a(?!b)"}, "looks ahead or behind"),
    ("loki", {"CommandLine|re": "(a)\\1"}, "refers back to a group"),
    ("splunk-data-model", {"Description": "a"}, "nothing for the field `Description`"),
    ("netwitness", {"CommandLine|re": "a"}, "a regular expression whose case counts"),
    ("sentinelone", {"CommandLine": "a*b"}, "a wildcard inside a value"),
    ("tanium-signals", {"CommandLine": None}, "a test whether a field exists"),
]


@pytest.mark.parametrize(("name", "selection", "reason"), LIMITED)
def test_what_a_back_end_writes_wrongly_is_refused_by_name(
    name: str, selection: Any, reason: str
) -> None:
    refusal = query(name, {"sel": selection})
    assert refusal.text is None
    assert reason in (refusal.reason or "")


@pytest.mark.parametrize("name", ["defender-xdr", "sentinel-asim", "crowdstrike-falcon"])
def test_who_opened_a_connection_is_not_dropped(name: str) -> None:
    """The published pipelines leave it out, and the query finds other events."""
    texts = {
        query(name, {"sel": {"Initiated": said, "DestinationPort": 1}}, "network_connection").text
        for said in ("true", "false")
    }
    assert len(texts) == 2
    assert None not in texts


def test_a_condition_that_a_back_end_only_warns_to_drop_is_refused() -> None:
    document = {
        "title": "Example",
        "logsource": {"product": "aws", "service": "cloudtrail"},
        "detection": {
            "sel": {"eventSource": "nosuch.amazonaws.com", "eventName": "a"},
            "condition": "sel",
        },
    }
    refusal = convert(Job(documents=(document,), problem=None), preset("qradar-aql")).query
    assert refusal.text is None
    assert "nosuch.amazonaws.com" in (refusal.reason or "")


def test_a_preset_whose_package_is_missing_says_how_to_install_it(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = registry.closure

    def without_splunk(target: Target) -> Closure:
        found = known(target)
        missing = frozenset({"sigma.backends.splunk"} if target.product == "Splunk" else ())
        return replace(found, missing=missing)

    monkeypatch.setattr(registry, "closure", without_splunk)
    project.write({"rules/a.yml": RULE, "catalogue.yml": "targets: [splunk, loki, grep]\n"})
    loaded = project.load()
    assert [target.id for target in loaded.targets] == ["loki", "grep"]
    (diagnostic,) = loaded.diagnostics
    assert diagnostic.code == "bad-target"
    assert "pip install 'pysigma-backend-splunk'" in diagnostic.message
