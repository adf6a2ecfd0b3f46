"""`catalogue check --fix`: one right answer, written in place; comments and layout stay."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.checks.conftest import Check
from tests.support import RULE, Project

TAGS = "    - attack.execution\n    - attack.t1047\n"
ID = "id: 5f9b0d3c-3c3e-4c53-9d0c-0a3f3f9d2a11"


def with_tags(rows: str) -> str:
    return RULE.replace(TAGS, rows)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("date: 2026-11-24", "date: 2026/11/24"),
        ("date: '2026-11-24'  # when it was written", "date: '2026/11/24'  # when it was written"),
        ("level: high", "level: High"),
        ('level: "high"', 'level: "HIGH"'),
        ("status: test", "status: Test"),
        ("status: stable", "status: production"),
        (ID, ID.upper().replace("ID:", "id:").replace("-", "")),
        (TAGS, "    - attack.execution  # how\n    - attack.T1047\n".replace("  # how", "")),
    ],
)
def test_what_has_one_right_answer_is_written_in_place(
    before: str, after: str, project: Project, check: Check
) -> None:
    right = {"level": "level: high", "status": "status: test", "date:": "date: 2026-11-24"}
    found = next((text for key, text in right.items() if before.startswith(key)), before)
    wanted = RULE.replace(found, before)
    project.write({"rules/a.yml": wanted.replace(before, after)})
    result = check("--fix")
    assert (project.folder / "rules/a.yml").read_text("utf-8") == wanted
    assert (result.stdout, result.exit_code) == ("", 0)
    assert result.stderr.startswith("1 finding in 1 file mended\n")


@pytest.mark.parametrize(
    ("rows", "after"),
    [
        ("    - attack.t1047\n    - attack.t1047\n", "    - attack.t1047\n"),
        ("    - attack.t1047\n    - attack.T1047 # why\n", "    - attack.t1047\n    # why\n"),
        ("    - attack.defense-impairment\n    - attack.t1070.001 # logs\n", None),
        ("    - attack.T1562.001\n    - attack.t1562.001\n", None),
    ],
)
def test_tags_are_mended_until_nothing_is_left(
    rows: str, after: str | None, project: Project, check: Check
) -> None:
    project.write({"rules/a.yml": with_tags(rows)})
    result = check("--fix")
    text = (project.folder / "rules/a.yml").read_text("utf-8")
    assert (result.stdout, result.exit_code) == ("", 0)
    if after is not None:
        assert text == with_tags(after)
    assert text.split("tags:")[0] == RULE.split("tags:")[0]
    assert text.split("logsource:")[1] == RULE.split("logsource:")[1]
    assert check("--fix").stderr.startswith("0 findings in 0 files mended\n")


def test_a_missing_id_becomes_the_one_that_the_rule_goes_by_already(
    project: Project, check: Check
) -> None:
    project.write({"rules/a.yml": RULE.replace(f"{ID}\n", "")})
    suggested = check().stdout.split("add `")[1].split("`")[0]
    check("--fix")
    text = (project.folder / "rules/a.yml").read_text("utf-8")
    assert text == RULE.replace(ID, suggested)


def test_line_ends_and_the_byte_order_mark_stay(project: Project, check: Check) -> None:
    place = project.folder / "rules" / "a.yml"
    content = "\ufeff" + RULE.replace(f"{ID}\n", "").replace("high", "High").replace("\n", "\r\n")
    place.write_bytes(content.encode())
    check("--fix")
    now = place.read_bytes().decode()
    assert now.startswith("\ufefftitle: A program starts another one\r\nid: ")
    assert "\n" not in now.replace("\r\n", "")
    assert "level: high\r\n" in now


def test_each_document_of_a_file_is_mended(project: Project, check: Check) -> None:
    second = RULE.replace("id: 5f", "id: 6f")
    project.write({"rules/a.yml": f"{RULE}---\n{second}".replace("level: high", "level: HIGH")})
    check("--fix")
    assert (project.folder / "rules/a.yml").read_text("utf-8") == f"{RULE}---\n{second}"


def test_what_has_no_one_answer_is_left_and_reported(project: Project, check: Check) -> None:
    text = RULE.replace("level: high", "level: urgent")
    project.write({"rules/a.yml": text})
    result = check("--fix")
    assert (project.folder / "rules/a.yml").read_text("utf-8") == text
    assert "error[unknown-level]" in result.stdout
    assert result.exit_code == 1


@pytest.mark.parametrize(
    "text",
    [
        RULE.replace("level: high", "level: &how High\nfields: [*how]"),
        RULE.replace("level: high", "level: |\n    High"),
        RULE.replace(TAGS, "    - attack.t1047\n    - >-\n      attack.T1047\n"),
        "{title: A program, logsource: {product: windows}, detection: {a: {b: c}, condition: a}}\n",
    ],
)
def test_what_is_written_in_a_way_that_is_not_understood_is_left(
    text: str, project: Project, check: Check
) -> None:
    project.write({"rules/a.yml": text})
    result = check("--fix")
    assert (project.folder / "rules/a.yml").read_text("utf-8") == text
    assert result.stdout


def test_a_diff_shows_the_change_and_writes_nothing(project: Project, check: Check) -> None:
    text = RULE.replace("level: high", "level: High")
    project.write({"rules/a.yml": text})
    result = check("--fix", "--diff")
    assert (project.folder / "rules/a.yml").read_text("utf-8") == text
    assert "--- a/rules/a.yml\n+++ b/rules/a.yml\n" in result.stdout
    assert "-level: High\n+level: high\n" in result.stdout
    assert result.exit_code == 1
    assert check("--diff").stdout == result.stdout


def test_a_diff_of_nothing_ends_in_0(project: Project, check: Check) -> None:
    project.write({"rules/a.yml": RULE})
    result = check("--diff")
    assert (result.stdout, result.exit_code) == ("", 0)


def test_only_the_paths_that_are_named_are_mended(project: Project, check: Check) -> None:
    other = RULE.replace("id: 5f", "id: 6f").replace("level: high", "level: High")
    project.write({"rules/a.yml": RULE.replace("level: high", "level: High"), "rules/b.yml": other})
    check("--fix", "rules/a.yml")
    assert (project.folder / "rules/a.yml").read_text("utf-8") == RULE
    assert (project.folder / "rules/b.yml").read_text("utf-8") == other


def test_what_is_off_or_waived_is_not_mended(project: Project, check: Check) -> None:
    text = RULE.replace("level: high", "level: High").replace("2026-11-24", "2026/11/24")
    settings = """\
checks: {old-date: off}
waivers: [{check: upper-case, path: rules, reason: As we like it., expires: 2999-01-01}]
"""
    project.write({"rules/a.yml": text, "catalogue.yml": settings})
    check("--fix")
    assert (project.folder / "rules/a.yml").read_text("utf-8") == text


def test_nothing_is_written_through_a_link(project: Project, check: Check, tmp_path: Path) -> None:
    text = RULE.replace("level: high", "level: High")
    outside = tmp_path / "outside.yml"
    outside.write_text(text, "utf-8")
    (project.folder / "rules" / "out.yml").symlink_to(outside)
    (project.folder / "kept.yml").write_text(text, "utf-8")
    (project.folder / "rules" / "a").symlink_to(tmp_path)
    check("--fix")
    assert outside.read_text("utf-8") == text
    assert (project.folder / "rules" / "out.yml").is_symlink()


def test_a_link_inside_of_the_folder_is_not_replaced_by_a_file(
    project: Project, check: Check
) -> None:
    project.write({"rules/a.yml": RULE.replace("level: high", "level: High")})
    link = project.folder / "rules" / "z.yml"
    link.symlink_to("a.yml")
    check("--fix")
    assert os.readlink(link) == "a.yml"
    assert (project.folder / "rules/a.yml").read_text("utf-8") == RULE
