"""Tags of rule files are rewritten, and nothing else in the files."""

from __future__ import annotations

import difflib
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.catalogue.tag_updates import renewed
from generator.content import documents
from generator.content.documents import read_file
from generator.facts.attack import load
from generator.review.migrate import Migration, migrate
from generator.review.migrate.files import replace_text, unified_diff
from tests.facts.attack.history import (
    AFTER,
    BEFORE,
    BUNDLE,
    OLDEST,
    check_out,
    migrated,
    tags_by_id,
)

ATTACK = load()


def migration(text: str | bytes, folder: Path) -> Migration:
    file = folder / "rule.yml"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    document, mistakes = read_file(file, "rule.yml", "rule.yml")
    assert document is not None
    assert not mistakes
    return migrate(document, ATTACK)


def after(text: str, folder: Path) -> str:
    return migration(text, folder).text


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        (["t1562.001"], [("t1685",)]),
        (["t1054"], [("t1685",)]),
        (["T1562.001"], [("T1685",)]),
        (["t1562.001", "t1685"], [(), ("t1685",)]),
        (["t1562.001", "t1054"], [("t1685",), ()]),
        (["t1047", "t1047"], [("t1047",), ("t1047",)]),
        (["t1026", "t1899", "t1691"], [("t1026",), ("t1899",), ("t1691",)]),
        (["defense-evasion"], [("defense-evasion",)]),
        (["defense-evasion", "t1685"], [("defense-impairment",), ("t1685",)]),
        (["defense_evasion", "t1685"], [("defense_impairment",), ("t1685",)]),
        (["defense-evasion", "t1036", "t1685"],
         [("stealth", "defense-impairment"), ("t1036",), ("t1685",)]),
        (["defense-evasion", "stealth"], [(), ("stealth",)]),
        (["stealth", "defense-evasion", "t1685"],
         [("stealth",), ("defense-impairment",), ("t1685",)]),
        (["defense-evasion", "t1628"], [("defense-evasion",), ("t1628",)]),
    ],
)  # fmt: skip
def test_a_tag_becomes_what_took_its_place(
    tags: list[str], expected: list[tuple[str, ...]]
) -> None:
    found = renewed([f"attack.{tag}" for tag in tags], ATTACK)
    assert [tuple(tag.removeprefix("attack.") for tag in new) for new in found] == expected


def test_tags_of_other_namespaces_stay() -> None:
    tags = ["cve.2021-44228", "house.t1562.001", "t1562.001", "ATTACK.t1562.001"]
    assert renewed(tags, ATTACK) == (*((tag,) for tag in tags[:3]), ("ATTACK.t1685",))


TAGS_OF_EVERY_FORM = """\
# before
title:   'Grüße 😀'   # kept
tags:   # why
  - attack.defense-evasion # hides
  - "attack.t1562.001"  # tools
  -   'attack.t1070.001'
  - attack.T1036

  # in between
  - attack.t1685.005 # is there already
  - attack.t1070.001# no comment
logsource: {product: windows}  
detection:
    a: {b: "attack.t1562.001"}
    condition: a
"""  # noqa: W291 - blanks at the end of a line stay

EVERY_FORM_AFTER = """\
# before
title:   'Grüße 😀'   # kept
tags:   # why
  - attack.stealth # hides
  - attack.defense-impairment
  - "attack.t1685"  # tools
  - attack.T1036

  # in between
  - attack.t1685.005 # is there already
  - attack.t1070.001# no comment
logsource: {product: windows}  
detection:
    a: {b: "attack.t1562.001"}
    condition: a
"""  # noqa: W291


def test_comments_layout_and_quotation_marks_stay(tmp_path: Path) -> None:
    assert after(TAGS_OF_EVERY_FORM, tmp_path) == EVERY_FORM_AFTER


def test_line_ends_stay(tmp_path: Path) -> None:
    text = TAGS_OF_EVERY_FORM.replace("\n", "\r\n")
    assert after(text, tmp_path) == EVERY_FORM_AFTER.replace("\n", "\r\n")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("tags: [attack.t1562.001]\n", "tags: [attack.t1685]\n"),
        ("tags: [ attack.t1685 , attack.t1562.001 ]\n", "tags: [ attack.t1685 ]\n"),
        ("tags: [attack.t1562.001, attack.t1685]\n", "tags: [attack.t1685]\n"),
        ("tags: [attack.t1562.001, attack.t1054, attack.t1685]\n", "tags: [attack.t1685]\n"),
        ("tags: ['attack.defense-evasion', attack.t1036, attack.t1685]\n",
         "tags: ['attack.stealth', 'attack.defense-impairment', attack.t1036, attack.t1685]\n"),
        ("tags: [\n  attack.t1036,  # a\n  attack.t1562.001,  # b\n]\n",
         "tags: [\n  attack.t1036,  # a\n  attack.t1685,  # b\n]\n"),
        ("tags: attack.t1562.001\n", "tags: attack.t1685\n"),
        ("tags:\n- attack.t1562.001", "tags:\n- attack.t1685"),
        ("tags:\n- attack.t1685\n- attack.t1562.001", "tags:\n- attack.t1685"),
        ("tags:\n- attack.t1036\n- attack.t1685\n- attack.defense-evasion",
         "tags:\n- attack.t1036\n- attack.t1685\n- attack.stealth\n- attack.defense-impairment"),
        ("tags:\n  - attack.t1685\n  - attack.t1562.001   # a comment\n",
         "tags:\n  - attack.t1685\n  # a comment\n"),
        ("tags: [attack.t1562.001]\n---\ntags: [attack.t1054]\n",
         "tags: [attack.t1685]\n---\ntags: [attack.t1685]\n"),
        ("{title: a, tags: [attack.t1562.001], author: b}\n",
         "{title: a, tags: [attack.t1685], author: b}\n"),
        ("a: &tags [attack.t1562.001]\ntags: *tags\n", "a: &tags [attack.t1562.001]\ntags: *tags\n"),
    ],
)  # fmt: skip
def test_a_list_may_be_written_in_any_form(text: str, expected: str, tmp_path: Path) -> None:
    assert after(text, tmp_path) == expected


@pytest.mark.parametrize(
    "text",
    [
        'tags: ["attack\\x2et1562.001"]\n',
        "tags:\n  - >-\n    attack.t1562.001\n",
        "tags:\n  -\n    attack.t1685\n  -\n    attack.t1562.001\n",
        "tags:\n  - &one attack.t1562.001\n",
        "tags: [attack.t1685,  # why\n  attack.t1562.001]\n",
        "x: [&one attack.t1562.001]\ntags: [*one]\n",
    ],
)
def test_what_cannot_be_edited_is_left_and_named(text: str, tmp_path: Path) -> None:
    made = migration(text, tmp_path)
    assert (made.text, made.tags) == (text, 0)
    assert [mistake.code for mistake in made.left] == ["revoked-technique"]


def test_what_has_no_one_answer_is_left_and_named_with_its_place(tmp_path: Path) -> None:
    made = migration("tags:\n  - attack.defense-evasion\n  - attack.t1026\n", tmp_path)
    assert made.tags == 0
    places = [(mistake.code, mistake.line, mistake.column) for mistake in made.left]
    assert places == [("deprecated-technique", 3, 5), ("undecided-tactic", 2, 5)]


def test_a_file_keeps_its_byte_order_mark_and_permissions(tmp_path: Path) -> None:
    made = migration(b"\xef\xbb\xbftags: [attack.t1562.001]\r\n", tmp_path)
    made.document.file.chmod(0o640)
    replace_text(made.document.file, made.text)
    assert made.document.file.read_bytes() == b"\xef\xbb\xbftags: [attack.t1685]\r\n"
    assert made.document.file.stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize("end", ["\n", "\r\n", ""])
def test_git_applies_the_diff(tmp_path: Path, end: str) -> None:
    text = f"title: a\ntags:\n  - attack.t1685\n  - attack.t1562.001{end}"
    made = migration(text, tmp_path)
    diff = unified_diff(made.document, made.text)
    subprocess.run(["git", "apply"], input=diff.encode(), cwd=tmp_path, check=True)
    assert made.document.file.read_bytes().decode() == made.text


TAG = st.sampled_from(
    "attack.defense-evasion attack.defense_evasion attack.stealth attack.t1562.001 attack.t1685 "
    "attack.t1036 attack.T1054 attack.t1070.001 attack.t1685.005 attack.t1026 cve.2021-44228".split()
)  # fmt: skip
ITEM = st.tuples(TAG, st.sampled_from(["", "'", '"']), st.sampled_from(["", " # c", "  "]))


@settings(max_examples=150, deadline=None)
@given(st.lists(ITEM, min_size=1, max_size=7), st.booleans(), st.sampled_from(["\n", "\r\n"]))
def test_a_second_migration_changes_nothing(
    tmp_path_factory: pytest.TempPathFactory,
    items: list[tuple[str, str, str]],
    flow: bool,
    line_end: str,
) -> None:
    quoted = [f"{quote}{tag}{quote}" for tag, quote, _ in items]
    if flow:
        text = f"title: a\ntags: [{', '.join(quoted)}]\nauthor: b\n"
    else:
        rows = (f"  - {q}{end}\n" for q, (_, _, end) in zip(quoted, items, strict=True))
        text = "title: a\ntags:\n" + "".join(rows) + "author: b\n"
    folder = tmp_path_factory.getbasetemp()
    first = migration(text.replace("\n", line_end), folder)
    second = migration(first.text, folder)
    assert second.text == first.text
    assert second.tags == 0
    assert "revoked-technique" not in [mistake.code for mistake in first.left]
    assert first.text.count("# c") == text.count("# c")


@pytest.fixture(scope="module")
def history() -> Path:
    if not BUNDLE.exists():
        pytest.skip("the history of SigmaHQ (../shared/corpus) is not on this machine")
    return BUNDLE


def test_in_the_oldest_state_only_tag_lines_change(history: Path, tmp_path: Path) -> None:
    found = check_out(tmp_path / "rules", OLDEST)
    made = migrated(found, ATTACK)
    changed = [m for m in made if m.text != m.document.text]
    assert len(changed) > 1_000
    for one in changed:
        lines = difflib.ndiff(one.document.text.splitlines(), one.text.splitlines())
        different = [line[2:].strip() for line in lines if line[:1] in "+-"]
        assert all(line.startswith("- attack.") for line in different), one.document.path
    left = {mistake.code for m in made for mistake in m.left}
    assert left <= {"undecided-tactic", "deprecated-technique"}


def test_defense_evasion_is_decided_as_sigmahq_did(history: Path, tmp_path: Path) -> None:
    found = check_out(tmp_path / "before", BEFORE)
    before = tags_by_id(document.text for document in found)
    ours = tags_by_id(m.text for m in migrated(found, ATTACK))
    theirs = tags_by_id(d.text for d in check_out(tmp_path / "after", AFTER))
    parts = {"attack.stealth", "attack.defense-impairment"}
    decided = {
        identifier: parts & {*tags}
        for identifier, tags in ours.items()
        if identifier in theirs
        and "attack.defense-evasion" in before[identifier]
        and parts & {*tags}
    }
    assert len(decided) > 1_000
    assert {i: parts & {*theirs[i]} for i in decided} == decided


def test_the_newest_state_needs_no_migration(corpus: Path) -> None:
    folders = [corpus / "sigma" / name for name in ("rules", "rules-emerging-threats")]
    reading = documents.read([f for f in folders if f.is_dir()], base=corpus)
    assert len(reading.documents) > 3_000
    assert not [m for m in migrated(reading.documents, ATTACK) if m.text != m.document.text]
