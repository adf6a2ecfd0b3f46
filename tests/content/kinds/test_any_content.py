"""Whatever a file holds, no stage raises, no other file is lost, and every mistake can be shown."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import any_content
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.content.kinds import KINDS
from tests.test_invalid import GOOD_RULE, INVALID

SECONDS = 5_000
"""Milliseconds that one file may take; far more than any does, far less than a hang."""
TOKENS = (
    "a|b: |- |-|? |: |[|]|{|}|,|&x |*x|!|!!int |!!bool |!!set |!!timestamp |\"|'|\\|>|%|@|`|#| |  |"
    "\n|\n  |\t|---\n|...\n|<<: |0x|1|.|.inf|null|~|true|=|\ufeff|\u2028|\x85|é|\r|title: |"
    "detection:\n  s: |condition: "
).split("|")

Try = Callable[[bytes], None]


@pytest.fixture(scope="module")
def survives(tmp_path_factory: pytest.TempPathFactory) -> Try:
    """Has all stages read a file as each kind of content, beside a rule that is good."""
    folder = tmp_path_factory.mktemp("content")
    good = folder / "good.yml"
    good.write_bytes((INVALID / "good.yml").read_bytes())
    bad = folder / "bad.yml"

    def attempt(content: bytes) -> None:
        bad.write_bytes(content)
        for kind in KINDS:
            sources: dict[str, tuple[Path, ...]] = {"rules": (good,)}
            sources[kind.key] = (*sources.get(kind.key, ()), bad)
            catalogue, found = any_content.loaded(sources, folder)
            assert any(rule.path == "good.yml" for rule in catalogue.rules)
            about = tuple(mistake for mistake in found if mistake.path != "good.yml")
            any_content.assert_printable(about, content, "bad.yml")

    return attempt


@settings(max_examples=60, deadline=SECONDS)
@given(st.binary(max_size=80))
def test_any_bytes(survives: Try, content: bytes) -> None:
    survives(content)


@settings(max_examples=100, deadline=SECONDS)
@given(st.lists(st.sampled_from(TOKENS), max_size=40).map("".join))
def test_any_text_of_what_yaml_is_made_of(survives: Try, text: str) -> None:
    survives(text.encode())


@settings(max_examples=60, deadline=SECONDS)
@given(st.lists(any_content.trees | any_content.values, min_size=1, max_size=2))
def test_any_tree(survives: Try, trees: list[Any]) -> None:
    survives(any_content.as_yaml(trees).encode())


@settings(max_examples=100, deadline=SECONDS)
@given(st.lists(any_content.broken_entities(), min_size=1, max_size=3))
def test_entities_with_any_value_in_any_place(survives: Try, trees: list[Any]) -> None:
    survives(any_content.as_yaml(trees).encode())


def test_the_good_rule_is_one(survives: Try) -> None:
    survives((INVALID / "good.yml").read_bytes().replace(GOOD_RULE.encode(), b"x"))
