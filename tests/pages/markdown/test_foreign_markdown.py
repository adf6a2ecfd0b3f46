"""What comes of Markdown that stands in content files."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings

from generator.pages.foreign_markdown import harmless
from tests.hostile.conftest import profile
from tests.hostile.fragments import texts
from tests.hostile.rendering import html_of
from tests.hostile.trees import Element, bad_addresses, parse

ALLOWED = {
    "p": set(),
    "ul": set(),
    "ol": set(),
    "li": set(),
    "strong": set(),
    "code": set(),
    "a": {"href"},
    "div": {"class"},
    "pre": set(),
    "span": {"class"},
}


def shown(text: str) -> Element:
    """The page around a text, which stands between two headings of ours."""
    return parse(html_of(f"## Before\n\n{harmless(text)}\n\n## After\n\nThe end.\n"))


def inside(page: Element) -> list[Element]:
    """The elements between the two headings; fails where these are not what they were."""
    (body,) = page.find("body")
    first, *between, last, end = [part for part in body.parts if isinstance(part, Element)]
    assert [first.tag, first.get("id"), last.tag, last.get("id")] == ["h2", "before", "h2", "after"]
    assert (end.tag, end.text) == ("p", "The end.")
    assert not [part for part in body.parts if isinstance(part, str) and part.strip()]
    return between


def form(text: str) -> str:
    """What comes of a text, with `&` for every reference and line ends as blanks."""
    return "".join(map(_form, inside(shown(text))))


def _form(part: Element | str) -> str:
    if isinstance(part, str):
        return re.sub(r"\s+", " ", part)
    attributes = "".join(f' {name}="{value}"' for name, value in part.attributes)
    inner = "".join(map(_form, part.parts))
    return f"<{part.tag}{attributes}>{inner.strip() if part.tag != 'code' else inner}</{part.tag}>"


@settings(profile(), max_examples=profile().max_examples * 5)
@given(texts(most=10))
def test_no_element_comes_of_any_text_but_lists_code_and_web_addresses(text: str) -> None:
    page = shown(text)
    assert bad_addresses(page) == []
    for part in inside(page):
        for element in part.elements():
            assert element.tag in ALLOWED, element
            assert {name for name, _ in element.attributes} <= ALLOWED[element.tag]


@settings(profile(), max_examples=profile().max_examples * 5)
@given(texts(most=10))
def test_every_word_of_any_text_is_shown_in_its_place(text: str) -> None:
    """Numbers of lists and what stands beside the back-quotes of a code block may be missing."""
    said = re.findall(
        r"[A-Za-z]+", re.sub(r"(?m)^\s*(`{3,}|~{3,}).*$", "", text.replace("\r", "\n"))
    )
    seen = " ".join(part.text for part in inside(shown(text)))
    place = 0
    for word in said:
        place = seen.find(word, place)
        assert place >= 0, f"{word!r} of {text!r} is not in {seen!r}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One\ntwo", "<p>One two</p>"),
        ("One\r\n\r\ntwo", "<p>One</p><p>two</p>"),
        ("One\r\rtwo", "<p>One</p><p>two</p>"),
        ("- one\n- two", "<ul><li>one</li> <li>two</li></ul>"),
        ("* one\n* two", "<ul><li>one</li> <li>two</li></ul>"),
        ("1. one\n2. two", "<ol><li>one</li> <li>two</li></ol>"),
        ("Do:\n- one", "<p>Do:</p><ul><li>one</li></ul>"),
        ("- one\n  more", "<ul><li>one more</li></ul>"),
        (
            "- one\n  - inner\n- two",
            "<ul><li>one<ul><li>inner</li></ul></li> <li>two</li></ul>",
        ),
        ("- one\n\n- two", "<ul><li><p>one</p></li> <li><p>two</p></li></ul>"),
        ("Run `a | b`.", "<p>Run <code>a | b</code>.</p>"),
        ("# Title\ntext", "<p><strong>Title</strong></p><p>text</p>"),
        ("text\n# Title", "<p>text</p><p><strong>Title</strong></p>"),
        ("Title\n=====\ntext", "<p>Title ===== text</p>"),
        ("Title\n=\ntext", "<p>Title = text</p>"),
        ("Title\n-----\ntext", "<p>Title ----- text</p>"),
        ("Title\n-\ntext", "<p>Title - text</p>"),
        ("text\n+\nmore", "<p>text + more</p>"),
        ("***", "<p>***</p>"),
        ("# ", "<p>#</p>"),
        ("## #", "<p><strong>#</strong></p>"),
        (
            "No!https://example.org/x.png",
            '<p>No!<a href="https://example.org/x.png">https://example.org/x.png</a></p>',
        ),
        ("- - -", "<ul><li>- -</li></ul>"),
        ("a | b\n--|--\n1 | 2", "<p>a | b --|-- 1 | 2</p>"),
        ("<b>x</b>", "<p><b>x</b></p>"),
        ("[x](javascript:y)", "<p>[x](javascript:y)</p>"),
        ("    indented", "<p>indented</p>"),
        ("\tindented", "<p>indented</p>"),
        ("> said", "<p>> said</p>"),
        ("See:\n\n> said", "<p>See:</p><p>> said</p>"),
        (
            "See https://example.org/a_b?c=d&e, please.",
            '<p>See <a href="https://example.org/a_b?c=d&e">https://example.org/a_b?c=d&e</a>,'
            " please.</p>",
        ),
        ("2>&1 and C:\\Windows\\*", "<p>2>&1 and C:\\Windows\\*</p>"),
        ("snake_case and _so_", "<p>snake_case and _so_</p>"),
    ],
)
def test_a_text_keeps_its_form_where_that_does_no_harm(text: str, expected: str) -> None:
    assert form(text) == expected


@pytest.mark.parametrize("mark", ["```", "~~~", "````"])
def test_a_code_block_stays_one_whatever_is_in_it(mark: str) -> None:
    (block,) = inside(shown(f"{mark}\n<b>\n\n``\n{{{{ x }}}}\n{mark}"))
    assert block.find("code")[0].text == "<b>\n\n``\n{{ x }}\n"


def test_a_code_block_without_an_end_ends_with_the_text() -> None:
    (block,) = inside(shown("```\n## After"))
    assert block.find("code")[0].text == "## After\n"
