"""The front page, and the lists of what needs attention that its numbers lead to."""

from __future__ import annotations

import csv
import io
import json
import re
from urllib.parse import parse_qs, urlsplit

import markdown
import pytest

from generator.build import build as building
from generator.targets.trust import Level, Trust
from tests.support import RULE, Project

RETIRED = RULE.replace("5f9b", "6f9b").replace("status: test", "status: deprecated")
LINUX = (
    RULE.replace("5f9b", "7f9b")
    .replace("windows", "linux")
    .replace("level: high", "level: low")
    .replace("date: 2026-11-24", "date: 2026-09-02\nmodified: 2026-10-03")
)
THREE = {"rules/a.yml": RULE, "rules/b.yml": RETIRED, "rules/c.yml": LINUX}
DATA = """\
title: DN_0001_1_sysmon_process_creation
platform: Windows
channel: Microsoft-Windows-Sysmon/Operational
provider: Microsoft-Windows-Sysmon
fields: [Image, ParentImage]
"""


def section(page: str, heading: str) -> str:
    return page.partition(f"## {heading}\n")[2].partition("\n## ")[0]


def rows(page: str, heading: str) -> list[list[str]]:
    """The rows of a section's table, below its header, with links as their texts."""
    lines = [line for line in section(page, heading).splitlines() if line.startswith("| ")]
    texts = [re.sub(r"<a [^>]*>([^<]*)</a>|\[([^\]]*)\]\([^)]*\)", r"\1\2", x) for x in lines[1:]]
    return [[cell.strip() for cell in text.strip("|").split("|")] for text in texts]


def numbers(page: str) -> dict[str, int]:
    """What needs attention."""
    return {row[0]: int(row[1]) for row in rows(page, "What needs attention")}


def test_levels_and_products_count_rules_in_use_and_statuses_all(project: Project) -> None:
    page = project.write(THREE).build()["index.md"]
    assert rows(page, "Rules by level") == [["high", "1"], ["low", "1"]]
    assert rows(page, "Rules by product") == [["linux", "1"], ["windows", "1"]]
    assert rows(page, "Rules by status") == [["test", "2"], ["deprecated", "1"]]


def test_each_figure_has_a_chart_that_says_the_same(project: Project) -> None:
    page = project.write({**THREE, "data_needed/a.yml": DATA}).build()["index.md"]
    assert '<desc id="level-numbers">high: 1; low: 1</desc>' in section(page, "Rules by level")
    assert page.count("<figure") == page.count("</figure>") == 6


def test_rules_of_many_products_are_put_together(project: Project) -> None:
    for number in range(14):
        rule = RULE.replace("5f9b0d3c", f"5f9b0d{number:02}").replace("windows", f"p{number:02}")
        project.write({f"rules/r{number}.yml": rule})
    found = rows(project.build()["index.md"], "Rules by product")
    assert len(found) == 13
    assert found[-1] == ["2 others", "2"]


def test_a_tactic_says_how_many_of_its_techniques_have_a_rule(project: Project) -> None:
    page = project.write(THREE).build()["index.md"]
    found = {row[0]: row[1:] for row in rows(page, "Coverage by tactic")}
    assert found["Execution"] == ["1 of 20", "2"]
    assert found["Impact"][1] == "0"


def test_data_is_ranked_by_the_rules_that_it_serves(project: Project) -> None:
    page = project.write({**THREE, "data_needed/a.yml": DATA}).build()["index.md"]
    assert rows(page, "Data that most rules depend on") == [
        ["DN_0001_1_sysmon_process_creation", "1"]
    ]


def test_the_newest_rules_come_first_by_the_dates_that_they_give(project: Project) -> None:
    page = project.write({"rules/a.yml": RULE, "rules/c.yml": LINUX}).build()["index.md"]
    assert [row[0] for row in rows(page, "What changed lately")] == [
        "2026-11-24, new",
        "2026-10-03",
    ]
    described = re.search('<desc id="month-numbers">([^<]*)', page)
    assert described is not None
    assert described[1].startswith("2026-11: 1; 2026-10: 1; 2026-09: 0;")
    assert described[1].endswith("2025-12: 0")


@pytest.mark.parametrize(
    ("files", "need"),
    [
        ({"rules/a.yml": RULE}, "Rules without data"),
        ({"rules/a.yml": RULE}, "Rules without a trigger"),
        ({"rules/a.yml": RULE}, "Rules without a sample"),
        ({"rules/a.yml": RULE.replace("t1047", "t1562.001")}, "Rules with outdated tags"),
        ({"rules/a.yml": RULE.replace("    - attack.t1047\n", "")}, "Rules without evidence"),
        (
            {"rules/a.yml": RULE.replace("condition: selection", "condition: nosuch")},
            "Rules without a query",
        ),
    ],
)
def test_a_rule_that_lacks_something_is_counted_and_listed(
    project: Project, files: dict[str, str], need: str
) -> None:
    built = project.write(files).build()
    assert numbers(built["index.md"])[need] == 1
    assert "[A program starts another one](../rules/a.md)" in section(
        built["attention/index.md"], need
    )
    (listed,) = csv.DictReader(io.StringIO(built["api/v1/attention.csv"]))
    assert listed["file"] == "rules/a.yml"
    assert need in listed["needs"].split("; ")


def test_a_target_that_was_checked_with_other_versions_is_counted_and_listed(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = "It was checked with pysigma-backend-splunk 1; installed is 2."
    old = Trust(level=Level.CONVERTED, outdated=said)
    known = {"splunk": old, "grep": Trust(level=Level.PROVEN)}
    monkeypatch.setattr(building, "trust_in", lambda target, _: known[target])
    built = project.write({"rules/a.yml": RULE}).build(["splunk", "grep"])
    assert numbers(built["index.md"])["Targets with an outdated check"] == 1
    assert rows(built["attention/index.md"], "Targets with an outdated check") == [["splunk", said]]
    of_rule, of_target = csv.DictReader(io.StringIO(built["api/v1/attention.csv"]))
    assert (of_rule["file"], of_rule["target"]) == ("rules/a.yml", "")
    assert (of_target["rule id"], of_target["target"]) == ("", "splunk")
    assert of_target["needs"] == "Targets with an outdated check"
    assert of_target["versions"] == said


def test_no_target_that_was_checked_as_it_is_needs_attention(project: Project) -> None:
    built = project.write({"rules/a.yml": RULE}).build(["splunk"])
    assert numbers(built["index.md"])["Targets with an outdated check"] == 0
    found = section(built["attention/index.md"], "Targets with an outdated check")
    assert found.strip() == "There is none."


def test_a_rule_that_lacks_nothing_of_a_kind_is_not_counted(project: Project) -> None:
    built = project.write({"rules/a.yml": RULE, "data_needed/a.yml": DATA}).build()
    found = numbers(built["index.md"])
    assert found["Rules without data"] == 0
    assert found["Rules with outdated tags"] == 0
    assert found["Rules without evidence"] == 0
    assert "There is none." in section(built["attention/index.md"], "Rules without data")


def test_a_retired_rule_needs_no_attention(project: Project) -> None:
    built = project.write({"rules/b.yml": RETIRED}).build()
    assert set(numbers(built["index.md"]).values()) == {0}


def test_every_number_of_attention_leads_to_a_heading_of_that_page(project: Project) -> None:
    built = project.write(THREE).build()
    anchors = re.findall(r"\(attention/index\.md#([^)]*)\)", built["index.md"])
    headings = re.findall(r"^## (.*)$", built["attention/index.md"], re.MULTILINE)
    assert anchors == [heading.lower().replace(" ", "-") for heading in headings]


def test_numbers_lead_to_choices_that_the_page_of_all_rules_has(project: Project) -> None:
    strange = RULE.replace("5f9b", "8f9b").replace("windows", "'a&b=\"c#d e'")
    built = project.write({**THREE, "rules/d.yml": strange, "data_needed/a.yml": DATA}).build()
    text = built["browse/rules.js"]
    known = json.loads(text[text.index("{") : text.rindex("}") + 1])["columns"]
    links = re.findall(r'<a href="browse/index\.html([^"]*)"', built["index.md"])
    assert len(links) > 8
    for link in links:
        for facet, values in parse_qs(urlsplit(link.replace("&amp;", "&")).fragment).items():
            if facet != "retired":
                assert set(values) <= set(known[facet]["values"]), link


def test_kinds_that_have_no_page_are_not_linked(project: Project) -> None:
    page = project.write(THREE).build()["index.md"]
    assert "use_cases/" not in page
    assert "environments/" not in page


def test_an_empty_catalogue_has_a_front_page_without_figures(project: Project) -> None:
    page = project.build()["index.md"]
    assert "| [Rules](rules/index.md) | 0 |" in page
    assert "<figure" not in page


def test_hostile_text_is_only_text_on_the_front_page(project: Project) -> None:
    bad = '<img src=x onerror=alert(1)> ](javascript:alert(1)) | {{ 7*7 }} "'
    rule = RULE.replace("A program starts another one", json.dumps(bad))
    rule = rule.replace("product: windows", f"product: {json.dumps(bad)}")
    rule = rule.replace("level: high", f"level: {json.dumps(bad)}")
    built = project.write({"rules/a.yml": rule}).build()
    for path in ("index.md", "attention/index.md"):
        assert "<img" not in built[path], path
        assert "{{" not in built[path], path
        html = markdown.markdown(built[path], extensions=["tables"])
        assert 'href="javascript' not in html, path
