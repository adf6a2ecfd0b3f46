"""Tables and feeds for other tools."""

from __future__ import annotations

import csv
import io
import json
from xml.etree import ElementTree

from tests.support import RULE, Project

DATA = """\
title: DN_0001_1_process_creation
loggingpolicy: [LP_0001_sysmon, LP_0002_audit]
platform: Windows
channel: Microsoft-Windows-Sysmon/Operational
fields: [ParentImage, NewProcessName]
aliases: {Image: NewProcessName}
"""
ATOM = "{http://www.w3.org/2005/Atom}"


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_analytics_has_a_row_for_each_combination(project: Project) -> None:
    rule = RULE.replace("attack.t1047", "attack.t1047\n    - attack.t1059.001")
    output = project.write({"rules/a.yml": rule, "data_needed/a.yml": DATA}).build()
    found = [
        (row["tactic"], row["technique"], row["data needed"], row["logging policy"])
        for row in rows(output["api/v1/analytics.csv"])
    ]
    data = "DN_0001_1_process_creation"
    assert found == [
        ("Execution", "T1047", data, "LP_0001_sysmon"),
        ("Execution", "T1047", data, "LP_0002_audit"),
        ("Execution", "T1059.001", data, "LP_0001_sysmon"),
        ("Execution", "T1059.001", data, "LP_0002_audit"),
    ]


def test_a_rule_without_any_link_has_a_row_all_the_same(project: Project) -> None:
    rule = RULE.replace("tags:\n    - attack.execution\n    - attack.t1047\n", "")
    (row,) = rows(project.write({"rules/a.yml": rule}).build()["api/v1/analytics.csv"])
    assert (row["rule"], row["technique"]) == ("A program starts another one", "")


def test_a_title_is_never_a_formula(project: Project) -> None:
    rule = RULE.replace("A program starts another one", "=HYPERLINK(1)")
    (row,) = rows(project.write({"rules/a.yml": rule}).build()["api/v1/analytics.csv"])
    assert row["rule"] == "'=HYPERLINK(1)"


def test_pivoting_finds_a_field_by_its_aliases_too(project: Project) -> None:
    output = project.write({"rules/a.yml": RULE, "data_needed/a.yml": DATA}).build()
    found = [(row["field"], row["event id"]) for row in rows(output["api/v1/pivoting.csv"])]
    assert found == [("Image", "1"), ("NewProcessName", "1"), ("ParentImage", "1")]


def test_the_digest_of_a_rule_changes_with_its_detection_only(project: Project) -> None:
    def digest() -> str:
        listed = json.loads(project.build()["api/v1/changes.json"])
        return str(listed["5f9b0d3c-3c3e-4c53-9d0c-0a3f3f9d2a11"]["detection"])

    project.write({"rules/a.yml": RULE})
    first = digest()
    project.write({"rules/a.yml": RULE.replace("Says what happens.", "Says more.")})
    assert digest() == first
    project.write({"rules/a.yml": RULE.replace("parent.exe", "other.exe")})
    assert digest() != first


def test_the_feed_has_the_newest_rule_first(project: Project) -> None:
    older = RULE.replace("5f9b", "6f9b").replace("2026-11-24", "2020-01-01")
    changed = RULE.replace("5f9b", "7f9b").replace(
        "date: 2026-11-24", "date: 2019-01-01\nmodified: 2026-12-01"
    )
    undated = RULE.replace("5f9b", "8f9b").replace("date: 2026-11-24\n", "")
    output = project.write(
        {"rules/a.yml": RULE, "rules/b.yml": older, "rules/c.yml": changed, "rules/d.yml": undated}
    ).build()
    feed = ElementTree.fromstring(output["feed.xml"])
    ids = [entry.findtext(f"{ATOM}id", "")[9:13] for entry in feed.iter(f"{ATOM}entry")]
    assert ids == ["7f9b", "5f9b", "6f9b"]
    assert feed.findtext(f"{ATOM}updated") == "2026-12-01T00:00:00Z"
    (link,) = feed.findall(f"{ATOM}entry[1]/{ATOM}link")
    assert link.get("href") == "rules/c/"


def test_markup_in_a_title_is_text_in_the_feed(project: Project) -> None:
    rule = RULE.replace("A program starts another one", "'<script>&amp;'")
    feed = ElementTree.fromstring(project.write({"rules/a.yml": rule}).build()["feed.xml"])
    assert feed.findtext(f"{ATOM}entry/{ATOM}title") == "<script>&amp;"
