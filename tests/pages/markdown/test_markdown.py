"""Text into Markdown and, by Python-Markdown, back into the same text."""

from __future__ import annotations

from unicodedata import category
from urllib.parse import unquote, urlsplit

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as some
from mkdocs.utils import meta

from generator.base.plain_text import plain
from generator.pages import markdown
from generator.pages.markdown import Markdown, code, fence, front_matter, inline, link
from tests.hostile.conftest import profile
from tests.hostile.fragments import ADDRESSES, texts
from tests.hostile.rendering import html_of, page_of
from tests.hostile.trees import Element, parse

MANY = settings(profile(), max_examples=profile().max_examples * 5)
SPACES = "\t\n\x0b\x0c\r\x85"
LABEL = "](https://example.org/)"
PLACES = {
    "a paragraph": ("{}", "p"),
    "the second line of a paragraph": ("Words\n{}", "p"),
    "a heading": ("## {}", "h2"),
    "a table cell": ("| a | b |\n|:--|:--|\n| c | {} |", "td"),
    "a list in a table cell": ("| a | b |\n|:--|:--|\n| c | <ul><li>{}</li></ul> |", "li"),
    "a list": ("- {}", "li"),
    "a link at the start of a line": (f"[{{}}{LABEL}", "a"),
    "a link in a list": (f"- [{{}}{LABEL}", "a"),
    "a bold line": ("**{}**", "strong"),
}


def body(text: str) -> Element:
    (found,) = parse(html_of(text)).find("body")
    return found


def collapsed(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("place", PLACES)
@MANY
@given(text=texts(most=6).filter(lambda text: bool(plain(text))))
@example(text="\\_+\\_")
@example(text='"]: /x')
@example(text="=")
@example(text="+ x")
@example(text="1. x")
@example(text="&")
@example(text="x\\")
def test_inline_text_is_the_same_text_wherever_it_stands(place: str, text: str) -> None:
    form, tag = PLACES[place]
    page = body(form.format(inline(text)))
    harmless = body(form.format("word"))
    assert [e.tag for e in page.elements()] == [e.tag for e in harmless.elements()]
    seen, expected = page.find(tag)[-1].text, harmless.find(tag)[-1].text
    assert collapsed(seen) == collapsed(expected.replace("word", plain(text)))


@MANY
@given(text=texts(most=6).filter(lambda text: bool(plain(text))))
@example(text="_;_")
def test_a_code_span_has_the_same_text_also_in_a_table_cell(text: str) -> None:
    for form in ("{}", "Words {} words", "| a | b |\n|:--|:--|\n| c | {} |"):
        (span,) = body(form.format(code(text))).find("code")
        assert collapsed(span.text) == collapsed(plain(text))
        assert not [part for part in span.parts if isinstance(part, Element)]


@MANY
@given(text=texts(most=8), after=texts())
@example(text="``\x02`\n<script>", after="")
@example(text="```\r```\r\n~~~", after="")
def test_a_code_block_ends_where_it_ends_and_nowhere_before(text: str, after: str) -> None:
    page = body(f"Before\n\n{fence(text)}\n\n## After\n\n{inline(after) or 'x'}\n")
    tags = [part.tag for part in page.parts if isinstance(part, Element)]
    assert tags == ["p", "div", "h2", "p"]


@given(some.text(some.characters(exclude_categories=["C"]), min_size=1).filter(str.strip))
@MANY
def test_a_code_block_has_each_character_of_its_text(text: str) -> None:
    lines = f"\n  {text}\n\n\t{text} \n"
    page, _ = page_of(f"Before\n\n{fence(lines)}\n")
    assert parse(page).find("code")[0].text == lines


@MANY
@given(title=texts(most=6).map(lambda text: f"x{text}"), description=texts(most=6))
@example(title="---\n...", description="\U0001f480\ufeff\\")
def test_front_matter_is_read_back_as_text_for_html(title: str, description: str) -> None:
    text = f"{front_matter(title=title, description=description)}\n\nText\n"
    shown, data = meta.get_data(text)
    assert shown == "Text\n"
    for key, value in (("title", title), ("description", description)):
        if plain(value):
            element = parse(f"<title>{data[key]}</title>").find("title")[0]
            assert collapsed(element.text) == collapsed(plain(value))
            assert not {'"', "'", "<", ">"} & set(data[key])


def test_a_list_of_texts_is_a_list_in_front_matter() -> None:
    _, data = meta.get_data(f"{front_matter(assets=('a.js', 'b: c'))}\n\nText\n")
    assert data["assets"] == ["a.js", "b: c"]


@MANY
@given(some.builds(lambda a, b: a + b, some.sampled_from(ADDRESSES) | texts(most=2), texts()))
def test_an_address_is_one_of_the_web_and_leads_to_what_it_says(url: str) -> None:
    address = markdown.web_address(url)
    if address is None:
        assert link("word", url) == "word"
        return
    (anchor,) = body(f"- {link('word', url)}").find("a")
    href = anchor.get("href") or ""
    assert href.lower().startswith(("http://", "https://"))
    assert href.isascii()
    assert not set(href) & set(" \"'<>()[]{}|\\^`*")
    given_url = "".join(c for c in url if category(c) != "Cc" or c in SPACES)
    given_url = given_url.replace("\ufffe", "").replace("\uffff", "").strip()
    assert unquote(href) == unquote(given_url)
    assert urlsplit(unquote(href)).hostname == urlsplit(unquote(given_url)).hostname


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("https://example.org/a_b(c)", "https://example.org/a_b%28c%29"),
        ("https://example.org/?a=b&c=%20#d", "https://example.org/?a=b&amp;c=%20#d"),
        ("HTTP://EXAMPLE.ORG", "HTTP://EXAMPLE.ORG"),
        ("https://example.org/ä", "https://example.org/%C3%A4"),
        ("javascript:alert(1)", None),
        ("java\tscript:alert(1)", None),
        ("\x01javascript:alert(1)", None),
        ("data:text/html,x", None),
        ("//example.org/", None),
        ("http:example.org", None),
        ("https://a b/", None),
        ("mailto:a@example.org", None),
        ("ftp://example.org/", None),
        ("see https://example.org/", None),
        ("", None),
    ],
)
def test_what_a_link_may_lead_to(url: str, address: str | None) -> None:
    assert markdown.web_address(url) == address


@pytest.mark.parametrize(
    "text",
    [
        "Detects powershell.exe -enc, see (1) and C:\\Windows\\System32\\cmd.exe",
        "parent_image is not null & user != SYSTEM",
        "10.0.0.1, 3:4, 50% of a/b; \"quoted\" 'so' - and so on",
        "-enc is passed",
        "1.2.3 or 4)",
        "C#, a=b and a+b",
    ],
)
def test_what_means_nothing_to_markdown_is_left_to_be_read(text: str) -> None:
    assert inline(text) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("*.exe", "\\*.exe"),
        ("a|b", "a&#124;b"),
        ("1. First", "1\\. First"),
        ("- item", "&#45; item"),
        ("# heading", "\\# heading"),
        ("_so_", "\\_so\\_"),
        ("&lt;", "&amp;lt;"),
        ("<b>", "&lt;b&gt;"),
        ("a\nb\u2028c", "a b c"),
        ("a\x02b", "a\ufffdb"),
        ("[x](y)", "\\[x\\](y)"),
        ("[x]: y", "\\[x&#93;: y"),
        ("Stop!", "Stop\\!"),
        ("C:\\*", "C:&#92;\\*"),
        ("{{ x }}", "&#123;&#123; x &#125;&#125;"),
    ],
)
def test_what_means_something_is_escaped_in_the_way_that_reads_best(
    text: str, expected: str
) -> None:
    assert inline(text) == expected


def test_a_text_that_is_markdown_already_is_not_escaped_again() -> None:
    assert markdown.bullets([Markdown("[x](y.md)"), "[x]"]) == (
        "<ul><li>[x](y.md)</li><li>\\[x\\]</li></ul>"
    )


def test_paragraphs_of_a_description_are_lines_of_its_cell() -> None:
    assert markdown.paragraphs("One\ntwo\n\nthree\n- four\n- five") == (
        "One two<br><br>three<br>&#45; four<br>&#45; five"
    )
