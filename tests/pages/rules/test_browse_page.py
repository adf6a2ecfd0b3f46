"""The page of all rules as text, and the data that its script is given."""

from __future__ import annotations

import json
from typing import Any

import pytest

from generator.pages.rules.browse_columns import Order, choices, front_coded
from tests.support import RULE, Project


def packed(project: Project, *targets: str) -> dict[str, Any]:
    text = project.build(targets or ("splunk",))["browse/rules.js"]
    before, _, rest = text.partition("=")
    assert before == "globalThis.catalogueRules"
    data: dict[str, Any] = json.loads(rest.rstrip(";\n"))
    return data


def values(data: dict[str, Any], column: str, place: int = 0) -> list[str]:
    """What a rule has in a column."""
    found = data["columns"][column]
    return [found["values"][number] for number in found["sets"][found["rows"][place]]]


def rule(project: Project, **changed: str) -> dict[str, Any]:
    """The data of a project whose one rule has other lines."""
    text = RULE
    for key, line in changed.items():
        (old,) = [said for said in text.splitlines() if said.startswith(f"{key}:")]
        text = text.replace(old, line)
    return packed(project.write({"rules/a.yml": text}))


def test_a_rule_has_a_value_or_the_lack_of_one_in_every_column(project: Project) -> None:
    data = rule(project)
    assert data["titles"] == ["A program starts another one"]
    assert data["ids"] == ["5f9b0d3c-3c3e-4c53-9d0c-0a3f3f9d2a11"]
    assert data["addresses"] == [0, "a"]
    assert {column: values(data, column) for column in data["columns"]} == {
        "level": ["high"],
        "status": ["test"],
        "product": ["windows"],
        "source": ["process_creation"],
        "tactic": ["Execution"],
        "technique": ["T1047"],
        "target": ["splunk: has a query"],
        "data": ["none of this catalogue"],
        "evidence": ["convertible"],
        "author": ["Somebody"],
        "changed": ["2026-11-24"],
        "retired": ["no"],
        "was": [],
        "event": ["1", "4688"],
        "field": ["ParentImage"],
        "cve": [],
        "tag": [],
    }


@pytest.mark.parametrize(
    ("author", "names"),
    [
        ("Jane Doe, Max", ["Jane Doe", "Max"]),
        ("Jane Doe (Labs, Ltd), Max", ["Jane Doe (Labs, Ltd)", "Max"]),
        ("Jane; Max,", ["Jane", "Max"]),
        ("''", ["not given"]),
        ('" , "', ["not given"]),
    ],
)
def test_each_author_is_a_value(project: Project, author: str, names: list[str]) -> None:
    assert values(rule(project, author=f"author: {author}"), "author") == names


def test_a_sub_technique_is_found_by_its_technique_and_a_revoked_one_by_both(
    project: Project,
) -> None:
    text = RULE.replace("attack.t1047", "attack.t1059.001\n    - attack.t1562.001")
    data = packed(project.write({"rules/a.yml": text}))
    assert values(data, "technique") == ["T1059.001", "T1685", "T1059"]
    assert values(data, "was") == ["T1562.001"]
    column = data["columns"]["technique"]
    labels = dict(zip(column["values"], column["labels"], strict=True))
    assert labels["T1059"] == "Command and Scripting Interpreter"


def test_a_rule_says_which_targets_refuse_it(project: Project) -> None:
    text = RULE.replace("ParentImage|endswith: '\\parent.exe'", "user|expand: '%users%'")
    data = packed(project.write({"rules/a.yml": text}), "splunk", "grep")
    assert values(data, "target") == ["splunk: refused", "grep: refused"]


def test_numbers_of_vulnerabilities_and_other_tags_are_told_apart(project: Project) -> None:
    text = RULE.replace("attack.t1047", "cve.2021-44228\n    - cve.2020.0601\n    - tlp.green")
    data = packed(project.write({"rules/a.yml": text}))
    assert values(data, "cve") == ["CVE-2021-44228", "CVE-2020-0601"]
    assert values(data, "tag") == ["tlp.green"]


def test_a_rule_that_is_not_in_use_says_so(project: Project) -> None:
    data = rule(project, status="status: deprecated")
    assert values(data, "retired") == ["yes"]


def test_levels_go_from_the_gravest_to_the_least_and_what_is_none_of_them_comes_last(
    project: Project,
) -> None:
    levels = ("low", "strange", "critical", "medium", "low")
    for number, level in enumerate(levels):
        text = RULE.replace("level: high", f"level: {level}").replace("2a11", f"2a1{number}")
        project.write({f"rules/r{number}.yml": text})
    data = packed(project)
    assert data["columns"]["level"]["values"] == ["critical", "medium", "low", "strange"]


def test_hostile_texts_are_strings_of_the_data(project: Project) -> None:
    said = "</script><img src=x onerror=a> \u2028 \u0001 \u202e"
    data = rule(project, title=f"title: {json.dumps(said)}", author=f"author: {json.dumps(said)}")
    assert data["titles"] == ["</script><img src=x onerror=a> \N{REPLACEMENT CHARACTER} \u202e"]
    assert values(data, "author") == data["titles"]


def test_the_page_names_what_it_needs_and_reads_well_without_it(project: Project) -> None:
    project.write(
        {
            "rules/a.yml": RULE,
            "rules/b.yml": RULE.replace("2a11", "2a12").replace(
                "status: test", "status: unsupported"
            ),
        }
    )
    page = project.build()["browse/index.md"]
    assert '"/browse/rules.js"' in page
    assert "2 rules, 1 of them deprecated or unsupported." in page
    assert "[plain index](../rules/index.md)" in page
    assert "| windows | 1 | [1](../rules/index.md) |" in page
    assert "| deprecated or unsupported | 1 | [1](../rules/index.md) |" in page


def test_a_catalogue_without_rules_has_the_page_all_the_same(project: Project) -> None:
    built = project.build()
    assert "This catalogue has no rules yet" in built["browse/index.md"]
    assert '"titles":[]' in built["browse/rules.js"]


def test_each_combination_of_values_is_written_once() -> None:
    rows = [("a", "b"), ("b",), ("a", "b", "a"), ()]
    assert choices(rows, Order(first=["c", "b"], names={"a": "A"})) == {
        "values": ["b", "a"],
        "labels": ["", "A"],
        "sets": [[1, 0], [0], []],
        "rows": [0, 1, 0, 2],
    }


def test_what_texts_share_with_the_one_before_is_left_out() -> None:
    assert front_coded(["win_a", "win_ab", "win_b", "", "x"]) == [
        *(0, "win_a"),
        *(5, "b"),
        *(4, "b"),
        *(0, ""),
        *(0, "x"),
    ]
