"""Patterns of inline Markdown are passed over only where they could not match."""

from __future__ import annotations

import re

import markdown
import markdown.core
import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.site.cache.inline_patterns import InlineProcessor, build_treeprocessors, needed

OURS = ["tables", "attr_list", "md_in_html", "def_list"]
MORE = [*OURS, "footnotes", "pymdownx.magiclink"]
PIECES = (
    *("plain", "4624", " ", "  \n", "\n\n", "\n", "*", "**", "_", "`", "``", "\\", "<", ">", "&"),
    *("&amp;", "[", "]", "(", ")", "!", "[a](b.md)", "![a](b.png)", "[a][b]", "\n[b]: c\n", "|"),
    *("<https://example.org>", "<a@example.org>", "<b>", "https://example.org", "{: #id }", "~"),
    *("\n| a | b |\n|---|---|\n| *c* | d |\n", "# ", "- ", "> ", "\x02", "[^1]", "\n[^1]: note\n"),
)


def _usual(text: str, extensions: list[str]) -> str:
    return markdown.markdown(text, extensions=extensions)


def _ours(text: str, extensions: list[str]) -> str:
    usual = markdown.core.build_treeprocessors
    markdown.core.build_treeprocessors = build_treeprocessors
    try:
        made = markdown.Markdown(extensions=extensions)
    finally:
        markdown.core.build_treeprocessors = usual
    assert type(made.treeprocessors["inline"]) is InlineProcessor
    return made.convert(text)


@pytest.mark.parametrize("extensions", [OURS, MORE], ids=["ours", "more"])
@given(text=st.lists(st.sampled_from(PIECES), max_size=25).map("".join))
def test_the_same_html_comes_out(extensions: list[str], text: str) -> None:
    assert _ours(text, extensions) == _usual(text, extensions)


def test_a_match_in_a_match_is_found() -> None:
    text = "**a `b*` [c *d*](e) <i>f</i>** &copy; \\* g  \nh"
    assert _ours(text, OURS) == _usual(text, OURS)


@pytest.mark.parametrize(
    ("expression", "characters"),
    [
        (r"(?<!\\)(`+)(.+?)(?<!`)\1(?!`)", "`"),
        (r"(?:(?<!\\)((?:\\{2})+)(?=`+)|(?<!\\)(`+)(.+?)(?<!`)\2(?!`))", "\\`"),
        (r"\[", "["),
        (r"  \n", "\n"),
        (r"[*_]", "*_"),
        (r"a?<(b|c)", "<"),
        (r"(a&|<b)", "&<"),
        (r"(a&|b*)", ""),
        (r"\w+", ""),
        (r"[^<]", ""),
        (r"(?i:<)", ""),
        (r"x{0,3}y", "y"),
    ],
)
def test_what_a_match_needs_is_read_from_the_expression(expression: str, characters: str) -> None:
    assert needed(re.compile(expression)) == tuple(sorted(characters))


def test_of_an_expression_that_takes_both_cases_nothing_is_known() -> None:
    assert needed(re.compile("k", re.IGNORECASE)) == ()
