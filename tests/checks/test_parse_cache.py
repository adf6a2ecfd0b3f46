"""What came of files is kept from run to run; it changes no answer and runs no code."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from generator.base import workers
from generator.base.diagnostics import as_text
from generator.build import loading
from generator.content import parse_cache as parsed
from generator.content.parse_cache import FILE_NAME, RENEWED_FROM
from tests.checks.conftest import Check
from tests.checks.examples import EXPECTED_TAG, ODD_TAG
from tests.support import RULE, Project


def many(project: Project) -> Project:
    """A project of as many rules as are needed for something to be kept."""
    for number in range(RENEWED_FROM + 1):
        text = RULE.replace("id: 5f9b0d3c", f"id: {number:08}")
        project.write({f"rules/r{number}.yml": text})
    return project.write({"rules/a.yml": ODD_TAG})


def lines(project: Project, *, keep: bool) -> list[str]:
    loaded = loading.load(project.config("splunk"), keep=keep)
    return [as_text(diagnostic) for diagnostic in loaded.diagnostics]


def kept_file(project: Project) -> Path:
    return project.folder / "build" / "cache" / FILE_NAME


def test_a_second_run_says_the_same_as_the_first_and_as_one_that_keeps_nothing(
    project: Project,
) -> None:
    many(project)
    first = lines(project, keep=True)
    assert kept_file(project).exists()
    assert first == lines(project, keep=True) == lines(project, keep=False)
    assert first == [EXPECTED_TAG.format("warning").rstrip("\n")]


@pytest.mark.parametrize("keep", [False, True])
def test_many_files_are_parsed_by_several_processes_to_the_same_end(
    project: Project, monkeypatch: pytest.MonkeyPatch, keep: bool
) -> None:
    odd = RULE.replace("level: high", "level: odd").replace("5f9b0d3c", "99999999")
    many(project).write({"rules/b.yml": odd, "rules/c.yml": "a: [", "rules/d.yml": "title: ''"})
    alone = loading.load(project.config("splunk"))
    monkeypatch.setattr(parsed, "MANY", 2)
    monkeypatch.setattr(parsed, "CHUNK", 5)
    monkeypatch.setattr(workers, "cores", lambda: 2)
    together = loading.load(project.config("splunk"), keep=keep)
    assert together.diagnostics == alone.diagnostics
    assert len({found.path for found in alone.diagnostics}) == 4
    assert together.catalogue.rules == alone.catalogue.rules
    assert together.files == alone.files


def test_a_changed_a_new_and_a_removed_file_are_seen(project: Project) -> None:
    many(project)
    lines(project, keep=True)
    project.write({"rules/a.yml": RULE, "rules/b.yml": RULE.replace("level: high", "level: odd")})
    (project.folder / "rules" / "r0.yml").unlink()
    found = lines(project, keep=True)
    assert found == lines(project, keep=False)
    assert any(line.startswith("rules/b.yml:21:1: error[unknown-level]") for line in found)


def test_a_mistake_between_files_is_found_where_both_were_kept(project: Project) -> None:
    many(project).write({"rules/twin.yml": RULE.replace("id: 5f9b0d3c", "id: 00000001")})
    first = lines(project, keep=True)
    assert first == lines(project, keep=True)
    assert "rules/twin.yml:2:1: error[duplicate-id]" in first[1]


class Hostile:
    """What a foreign file would run."""

    def __reduce__(self) -> tuple[object, tuple[object, ...]]:
        return Path.touch, (Path("ran"),)


@pytest.mark.parametrize("content", ["pickle", "short", "text"])
def test_a_foreign_or_damaged_file_is_the_same_as_none(content: str, project: Project) -> None:
    many(project)
    expected = lines(project, keep=True)
    place = kept_file(project)
    good = place.read_bytes()
    place.write_bytes({"short": good[:5_000], "text": b"text"}.get(content, good))
    if content == "pickle":
        parsed.cache_file(place.parent).save(pickle.dumps({"a": Hostile()}))
        assert place.read_bytes()[:64] == good[:64], "by the key that is asked for"
    assert lines(project, keep=True) == expected
    assert not (project.folder / "ran").exists()


def test_nothing_is_kept_where_nothing_can_be_written(project: Project) -> None:
    many(project).write({"build": "a file where the folder would be"})
    assert lines(project, keep=True) == lines(project, keep=False)


def test_git_does_not_see_what_is_kept(project: Project) -> None:
    lines(many(project), keep=True)
    assert kept_file(project).with_name(".gitignore").read_text("utf-8") == "*\n"


def test_paths_are_held_against_all_content(project: Project, check: Check) -> None:
    project.write({"rules/a.yml": RULE, "rules/b.yml": RULE, "rules/c.yml": ODD_TAG})
    result = check("rules/b.yml")
    assert [line.split(":")[0] for line in result.stdout.splitlines()] == ["rules/b.yml"]
    assert "error[duplicate-id]" in result.stdout
    assert result.stderr == "1 file: 1 error, 0 warnings\n"
    assert check("rules").stdout.count("\n") == 2 + 1


@pytest.mark.parametrize("path", ["rules/b.yml", "./rules/../rules/b.yml", "rules/sub/.."])
def test_a_path_may_be_written_in_any_way(path: str, project: Project, check: Check) -> None:
    (project.folder / "rules" / "sub").mkdir()
    project.write({"rules/b.yml": ODD_TAG})
    assert check(path).stdout.startswith("rules/b.yml:11:7: ")


def test_a_path_that_is_no_content_is_told(project: Project, check: Check) -> None:
    project.write({"rules/a.yml": RULE, "notes.yml": ODD_TAG})
    result = check("notes.yml")
    assert result.stderr.startswith("note: no file of these paths is content of this project\n")
    assert result.exit_code == 0


def test_a_link_to_nothing_is_reported_where_its_folder_is_named(
    project: Project, check: Check
) -> None:
    project.write({"rules/a.yml": RULE})
    (project.folder / "rules" / "gone.yml").symlink_to("nowhere.yml")
    assert "rules/gone.yml: error[unreadable-file]" in check("rules").stdout
