"""None of our rules is a copy of a public one, and the comparison would notice one that is."""

from __future__ import annotations

from pathlib import Path

from tests.measure.copies import nearest
from tests.support import REPOSITORY

THEIRS = """\
title: Theirs
id: 11111111-1111-4111-8111-111111111111
description: What it does.
detection:
    selection:
        Image|endswith: ['\\one.exe', '\\two.exe']
        CommandLine|contains: [' -a ', ' -b ']
    condition: selection
"""
OWN_WORDS = THEIRS.replace("Theirs", "Ours").replace("1111-4", "2222-4").replace("does", "is for")


def reasons(tmp_path: Path, ours: str) -> list[str]:
    for name, text in (("ours", ours), ("theirs", THEIRS)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.yml").write_text(text, "utf-8")
    return [
        reason
        for pair in nearest(tmp_path / "ours", tmp_path / "theirs")
        for reason in pair.reasons
    ]


def test_none_of_our_rules_is_a_copy(corpus: Path) -> None:
    copies = [p for p in nearest(REPOSITORY / "rules", corpus / "sigma") if p.reasons]
    assert not [(pair.ours.path, pair.theirs.path, pair.reasons) for pair in copies]


def test_the_same_values_in_other_words_are_a_copy(tmp_path: Path) -> None:
    assert reasons(tmp_path, OWN_WORDS) == ["100% of the values"]


def test_the_same_description_is_a_copy_whatever_the_values(tmp_path: Path) -> None:
    other = THEIRS.replace("one.exe", "x.exe").replace("two.exe", "y.exe").replace(" -a ", "z")
    other = other.replace("Theirs", "Ours").replace("1111-4", "2222-4")
    assert reasons(tmp_path, other) == ["description"]


def test_rules_with_something_in_common_are_no_copies(tmp_path: Path) -> None:
    other = OWN_WORDS.replace("one.exe", "x.exe").replace(" -a ", " -z ")
    assert reasons(tmp_path, other) == []
