"""A build that makes only the groups of pages that may have changed writes what a fresh one writes."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from generator.base.fingerprint import fingerprint
from generator.build import build as building
from generator.content.model import Artifact, PageGroup
from generator.output import incremental
from generator.output.output_folder import MANIFEST
from generator.output.write import write_all
from generator.settings import config as configuration
from tests.support import REPOSITORY, RULE, Project

SECOND = RULE.replace("5f9b0d3c", "6f9b0d3c").replace("A program", "Another program")
CORRELATION = """\
title: Many programs
id: 7f9b0d3c-3c3e-4c53-9d0c-0a3f3f9d2a11
status: test
correlation:
    type: event_count
    rules: [5f9b0d3c-3c3e-4c53-9d0c-0a3f3f9d2a11]
    group-by: [Image]
    timespan: 1h
    condition: {gte: 3}
level: high
"""
DATA = """\
title: DN_0001_process_creation
description: A process begins.
loggingpolicy: [LP_0001_audit]
platform: Windows
type: Windows Log
channel: Microsoft-Windows-Sysmon/Operational
provider: Microsoft-Windows-Sysmon
fields: [EventID, Image, ParentImage]
sample: one
"""
POLICY = """\
title: LP_0001_audit
default: Not configured
volume: Low
description: Says how.
eventID: [1]
references: None
configuration: Switch it on.
"""
FIRST, OTHER, COUNTING = "rules/first.yml", "rules/second.yml", "rules/many.yml"
POLICY_FILE, DATA_FILE = "logging_policies/LP_0001_audit.yml", "data_needed/DN_0001.yml"

Edit = Callable[[Path], None]


def swap(path: str, before: str, after: str) -> Edit:
    def edit(folder: Path) -> None:
        place = folder / path
        text = place.read_text("utf-8")
        assert before in text
        place.write_text(text.replace(before, after, 1), "utf-8")

    return edit


def put(path: str, text: str) -> Edit:
    def edit(folder: Path) -> None:
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, "utf-8")

    return edit


def gone(path: str) -> Edit:
    return lambda folder: (folder / path).unlink()


def moved(path: str, to: str) -> Edit:
    def edit(folder: Path) -> None:
        (folder / path).rename(folder / to)

    return edit


EDITS = {
    "a title": swap(FIRST, "A program starts", "A service starts"),
    "the title of a rule that others list": swap(OTHER, "Another program", "A third one"),
    "a detection": swap(FIRST, "parent.exe", "child.exe"),
    "a tag of another rule": swap(OTHER, "attack.t1047", "attack.t1059"),
    "a state": swap(OTHER, "status: test", "status: deprecated"),
    "a relation": swap(
        OTHER,
        "status: test",
        "status: test\nrelated: [{id: 5f9b0d3c-3c3e-4c53-9d0c-0a3f3f9d2a11, type: obsolete}]",
    ),
    "a correlation": swap(COUNTING, "gte: 3", "gte: 5"),
    "a new rule": put("rules/new.yml", SECOND.replace("6f9b0d3c", "8f9b0d3c")),
    "a rule that is gone": gone(OTHER),
    "a file of a rule with another name": moved(FIRST, "rules/renamed.yml"),
    "an id that another rule has": swap(OTHER, "6f9b0d3c", "5f9b0d3c"),
    "the fields of a Data Needed": swap(DATA_FILE, ", ParentImage", ""),
    "the title of a Data Needed": swap(DATA_FILE, "DN_0001_process", "DN_0001_a_process"),
    "a policy": swap(POLICY_FILE, "Low", "High"),
    "a filter": put(
        "rules/narrowing.yml",
        "title: Not here\nid: 9f9b0d3c-3c3e-4c53-9d0c-0a3f3f9d2a11\n"
        "logsource: {product: windows, category: process_creation}\nfilter:\n"
        "    rules: [5f9b0d3c-3c3e-4c53-9d0c-0a3f3f9d2a11]\n"
        "    selection: {Image: known.exe}\n    condition: not selection\n",
    ),
    "the targets": put("catalogue.yml", "history: false\ntargets: [grep, splunk]\n"),
    "the longest query": put(
        "catalogue.yml", "history: false\ntargets: [splunk]\nlongest_query: 20\n"
    ),
    "an owner": put(
        "catalogue.yml", "history: false\ntargets: [splunk]\nowners: {'rules/': Blue team}\n"
    ),
    "words": put(
        "catalogue.yml",
        "history: false\ntargets: [splunk]\nwords: {Severity Level: Gravity}\n",
    ),
    "a repository": put(
        "catalogue.yml",
        "history: false\ntargets: [splunk]\nrepository:\n    url: https://github.com/example/x\n",
    ),
}


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path / "content").write(
        {
            "catalogue.yml": "history: false\ntargets: [splunk]\n",
            FIRST: RULE,
            OTHER: SECOND,
            COUNTING: CORRELATION,
            DATA_FILE: DATA,
            POLICY_FILE: POLICY,
        }
    )


def built(folder: Path) -> dict[str, bytes]:
    """The output of a build here, as it stands on the disk, without what is said of it."""
    config, _ = configuration.load(folder)
    building.build(config, jobs=1)
    return {
        file.relative_to(config.output).as_posix(): file.read_bytes()
        for file in config.output.rglob("*")
        if file.is_file() and file.name != MANIFEST
    }


def afresh(folder: Path, elsewhere: Path) -> dict[str, bytes]:
    """The output of the same content where nothing was built before."""
    shutil.copytree(folder, elsewhere, ignore=shutil.ignore_patterns("build"))
    cache = elsewhere / "build" / "cache"
    shutil.copytree(folder / "build" / "cache", cache)
    assert (cache / incremental.FILE_NAME).is_file()
    (cache / incremental.FILE_NAME).unlink()
    return built(elsewhere)


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_after_an_edit_the_output_is_that_of_a_fresh_build(
    project: Project, tmp_path: Path, edit: Edit
) -> None:
    before = built(project.folder)
    edit(project.folder)
    after = built(project.folder)
    assert after != before
    assert after == afresh(project.folder, tmp_path / "fresh")


def test_edits_one_after_the_other_come_out_as_all_at_once(
    project: Project, tmp_path: Path
) -> None:
    for name in ("a title", "a relation", "a correlation", "a policy", "a new rule"):
        EDITS[name](project.folder)
        now = built(project.folder)
    assert now == afresh(project.folder, tmp_path / "fresh")


def test_samples_and_the_day_they_passed_are_seen(tmp_path: Path) -> None:
    folder = tmp_path / "content"
    name = "windows/process_creation"
    for kind in ("rules", "regression_data"):
        chosen = sorted((REPOSITORY / kind / name).iterdir())[:6]
        assert chosen, f"{kind}/{name} has moved"
        for place in chosen:
            to = folder / kind / name / place.name
            to.parent.mkdir(parents=True, exist_ok=True)
            shutil.copytree(place, to) if place.is_dir() else shutil.copy(place, to)
    (folder / "catalogue.yml").write_text("history: false\ntargets: [splunk]\n")
    samples = sorted((folder / "regression_data").rglob("*.yml"))
    assert samples
    before = built(folder)
    for place in samples:
        place.write_text(place.read_text("utf-8").replace(".exe", ".xex"), "utf-8")
    assert before != built(folder) == afresh(folder, tmp_path / "fresh")


def test_of_a_rule_that_did_not_change_nothing_is_made(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    from generator.pages.rules import page_groups

    built(project.folder)
    made: list[str] = []
    usual = page_groups.pages_of

    def noted(publication: object, file: object) -> Iterator[Artifact]:
        made.append(file.path)  # type: ignore[attr-defined]
        return usual(publication, file)  # type: ignore[arg-type]

    monkeypatch.setattr(page_groups, "pages_of", noted)
    built(project.folder)
    assert made == []
    swap(COUNTING, "level: high", "level: low")(project.folder)
    built(project.folder)
    assert sorted(made) == [FIRST, COUNTING]  # The first says what it is a part of.


# What is known of the last output, by itself.


def group(text: str, key: str | None = "k", path: str = "a.md") -> PageGroup:
    return PageGroup(
        name="one", key=lambda: key, make=lambda: [Artifact(path=path, content=text, source="s")]
    )


def write(output: Path, *groups: PageGroup) -> None:
    file = output.parent / incremental.FILE_NAME
    write_all([], output, jobs=1, groups=groups, last_output=file)


def test_a_group_of_the_same_key_is_not_made_again(tmp_path: Path) -> None:
    write(tmp_path, group("old"))
    write(tmp_path, group("new"))
    assert (tmp_path / "a.md").read_text() == "old"


@pytest.mark.parametrize("key", ["other", None])
def test_a_group_of_another_key_or_of_none_is_made(tmp_path: Path, key: str | None) -> None:
    write(tmp_path, group("old", key))
    write(tmp_path, group("new", key and key + "2"))
    assert (tmp_path / "a.md").read_text() == "new"


def change(place: Path) -> None:
    place.write_text("by hand, and longer")


def replace(place: Path) -> None:
    (place.parent / "b").write_text("old")
    os.replace(place.parent / "b", place)


@pytest.mark.parametrize("harm", [Path.unlink, change, replace])
def test_a_file_that_does_not_stand_as_it_was_written_is_written_again(
    tmp_path: Path, harm: Callable[[Path], None]
) -> None:
    write(tmp_path, group("old"))
    harm(tmp_path / "a.md")
    write(tmp_path, group("new"))
    assert (tmp_path / "a.md").read_text() == "new"


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"one": ["k", []]}'])
def test_a_damaged_file_is_as_good_as_none(tmp_path: Path, damage: str) -> None:
    write(tmp_path, group("old"))
    (tmp_path.parent / incremental.FILE_NAME).write_text(damage)
    write(tmp_path, group("new"))
    assert (tmp_path / "a.md").read_text() == "new"


@pytest.mark.parametrize(
    "content", ["{", "[]", "null", '{"one": ["k", [["a.md"]]]}', '{"one": 3}', '{"one": ["k", 3]}']
)
def test_a_file_that_says_something_else_is_as_good_as_none(tmp_path: Path, content: str) -> None:
    write(tmp_path, group("old"))
    file = tmp_path.parent / incremental.FILE_NAME
    incremental.cache_file(file, tmp_path).save(content.encode())
    write(tmp_path, group("new"))
    assert (tmp_path / "a.md").read_text() == "new"


@pytest.mark.parametrize("other", ["elsewhere", "version"])
def test_a_file_about_another_folder_or_of_another_version_is_as_good_as_none(
    tmp_path: Path, other: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, group("old"))
    file = tmp_path.parent / incremental.FILE_NAME
    content = file.read_bytes().partition(b"\n")[2]
    with monkeypatch.context() as patched:
        if other == "version":
            patched.setattr(incremental, "_VERSION", "0")
        place = tmp_path / "elsewhere" if other == "elsewhere" else tmp_path
        incremental.cache_file(file, place).save(content)
    write(tmp_path, group("new"))
    assert (tmp_path / "a.md").read_text() == "new"


def test_what_is_known_of_another_folder_says_nothing_of_this_one(tmp_path: Path) -> None:
    write(tmp_path / "one", group("old"))
    write(tmp_path / "two", group("new"))
    assert (tmp_path / "two" / "a.md").read_text() == "new"


def test_where_nothing_can_be_kept_all_is_made(tmp_path: Path) -> None:
    file = tmp_path / "a file" / incremental.FILE_NAME
    file.parent.write_text("in the way")
    for text in ("old", "new"):
        write_all([], tmp_path / "out", jobs=1, groups=[group(text)], last_output=file)
    assert (tmp_path / "out" / "a.md").read_text() == "new"


def test_what_a_group_does_not_make_any_more_is_removed(tmp_path: Path) -> None:
    write(tmp_path, group("old"))
    write(tmp_path, group("new", "other", path="b.md"))
    assert not (tmp_path / "a.md").exists()


def test_a_fingerprint_does_not_go_by_the_order_of_sets_in_memory() -> None:
    assert fingerprint({"a", "b", "c"}) == fingerprint({"c", "b", "a"})
    assert fingerprint({"a"}) != fingerprint({"b"})
    assert fingerprint(["a", "b"]) != fingerprint(["ab"])


def test_what_has_no_plain_form_has_no_fingerprint() -> None:
    with pytest.raises(TypeError):
        fingerprint(lambda: None)


def test_what_is_kept_of_groups_is_json_behind_the_first_line(tmp_path: Path) -> None:
    write(tmp_path, group("old"))
    told = (tmp_path.parent / incremental.FILE_NAME).read_bytes().partition(b"\n")[2]
    assert list(json.loads(told)) == ["one"]
