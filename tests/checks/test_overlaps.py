"""Rules beside each other: the same, shadowed, alike; and what is kept from run to run."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.build import loading
from generator.checks import overlap_cache, overlaps
from generator.checks.check import Context
from tests.support import Project

ID = "5f9b0d3c-3c3e-4c53-9d0c-0a3f3f9d2b{:02}"


def rule(number: int, detection: str, *, level: str = "high", more: str = "") -> str:
    return (
        f"title: Rule {number}\nid: {ID.format(number)}\nlevel: {level}\n{more}"
        "logsource:\n    product: windows\n    category: process_creation\n"
        f"detection:\n    selection:\n{detection}    condition: selection\n"
    )


BROAD = "        CommandLine|contains: delete\n"
NARROW = "        CommandLine|contains: ' /delete'\n        Image|endswith: \\a.exe\n"


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path)


def found(project: Project, cache: Path | None = None) -> list[tuple[str, str]]:
    catalogue = loading.load(project.config("splunk")).catalogue
    context = Context(catalogue=catalogue, cache=cache)
    return [(d.code, d.path) for d in overlaps.check(context)]


def test_a_rule_is_shadowed_by_one_that_finds_more_at_the_same_level(project: Project) -> None:
    project.write({"rules/a.yml": rule(1, BROAD), "rules/b.yml": rule(2, NARROW)})
    assert found(project) == [("shadowed-rule", "rules/b.yml")]


def test_a_rule_of_a_higher_level_is_not_shadowed(project: Project) -> None:
    project.write({"rules/a.yml": rule(1, BROAD, level="low"), "rules/b.yml": rule(2, NARROW)})
    assert found(project) == []


def test_rules_that_name_each_other_are_not_shadowed(project: Project) -> None:
    related = f"related:\n    - id: {ID.format(2)}\n      type: similar\n"
    project.write({"rules/a.yml": rule(1, BROAD, more=related), "rules/b.yml": rule(2, NARROW)})
    assert found(project) == []


def test_rules_of_other_log_sources_are_not_compared(project: Project) -> None:
    other = rule(2, NARROW).replace("process_creation", "ps_script")
    project.write({"rules/a.yml": rule(1, BROAD), "rules/b.yml": other})
    assert found(project) == []


def test_retired_rules_are_not_compared(project: Project) -> None:
    retired = rule(1, BROAD, more="status: deprecated\n")
    project.write({"rules/a.yml": retired, "rules/b.yml": rule(2, NARROW)})
    assert found(project) == []


def test_the_same_logic_in_other_words_is_a_duplicate_once(project: Project) -> None:
    same = "        CommandLine: '*DELETE*'\n"
    project.write({"rules/a.yml": rule(1, BROAD), "rules/b.yml": rule(2, same)})
    assert found(project) == [("duplicate-logic", "rules/b.yml")]


def test_the_same_text_is_a_duplicate_of_the_first(project: Project) -> None:
    project.write({f"rules/{n}.yml": rule(n, BROAD) for n in (1, 2, 3)})
    assert found(project) == [("duplicate-logic", f"rules/{n}.yml") for n in (2, 3)]


def test_a_filter_that_both_share_makes_no_rules_alike(project: Project) -> None:
    values = "".join(f"            - 10.0.0.{n}\n" for n in range(9))
    texts = {
        f"rules/{n}.yml": rule(n, f"        Image: {n}.exe\n").replace(
            "    condition: selection",
            f"    networks:\n        SourceIp:\n{values}    condition: selection and not networks",
        )
        for n in (1, 2)
    }
    assert found(project.write(texts)) == []


def test_a_second_run_compares_nothing_and_finds_the_same(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.write({"rules/a.yml": rule(1, BROAD), "rules/b.yml": rule(2, NARROW)})
    cache = project.folder / "cache"
    first = found(project, cache)
    monkeypatch.setattr(overlaps, "implies", lambda *_: pytest.fail("compared again"))
    assert found(project, cache) == first != []


def test_a_rule_that_changed_is_compared_again(project: Project) -> None:
    project.write({"rules/a.yml": rule(1, BROAD), "rules/b.yml": rule(2, NARROW)})
    cache = project.folder / "cache"
    assert found(project, cache) == [("shadowed-rule", "rules/b.yml")]
    project.write({"rules/a.yml": rule(1, "        CommandLine|contains: erase\n")})
    assert found(project, cache) == []
    project.write({"rules/a.yml": rule(1, BROAD)})
    assert found(project, cache) == [("shadowed-rule", "rules/b.yml")]


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"code": 1}', "\x00"])
def test_a_damaged_cache_is_made_anew(project: Project, damage: str) -> None:
    project.write({"rules/a.yml": rule(1, BROAD), "rules/b.yml": rule(2, NARROW)})
    cache = project.folder / "cache"
    whole = found(project, cache)
    (cache / overlap_cache.FILE).write_text(damage, "utf-8")
    assert found(project, cache) == whole
    assert overlap_cache.read(cache)


@pytest.mark.parametrize("content", ["{", "[]", "null", '{"x": 1}', '{"x": {"rules": []}}'])
def test_a_cache_that_says_something_else_is_made_anew(project: Project, content: str) -> None:
    project.write({"rules/a.yml": rule(1, BROAD), "rules/b.yml": rule(2, NARROW)})
    cache = project.folder / "cache"
    whole = found(project, cache)
    overlap_cache.cache_file(cache).save(content.encode())
    assert found(project, cache) == whole
    assert "x" not in overlap_cache.read(cache)
