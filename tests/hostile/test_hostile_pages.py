"""Whatever the texts of a catalogue are, its pages have the same elements and say those texts."""

from __future__ import annotations

import csv
import html
import io
import json
import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable

from hypothesis import given, settings

from generator.pages import registry
from generator.pages.exports import api, exports
from generator.pages.targets.support_matrix import MATRIX
from tests.hostile.conftest import profile
from tests.hostile.entities import WORD, Given, catalogues, publication, tamed, words_of
from tests.hostile.rendering import page_of
from tests.hostile.trees import ACTIVE, OUR_ADDRESS, Text, bad_addresses, difference, parse, pieces

FEED = {"feed", "title", "id", "updated", "published", "link", "entry", "author", "name", "rights"}
FEED |= {"summary"}
BY_TEXTS = {MATRIX, "index.md", "attention/index.md"}
"""Pages whose tables and charts group and order by texts, so only their kinds of elements are alike."""
_BLANK = re.compile(r"[\s\x00-\x20\x7f-\xa0\u2028\u2029\ufffd\ufffe\uffff]+")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")


def seen(text: str) -> str:
    """What is left of a text without white space and control characters."""
    return _BLANK.sub(" ", text).strip()


def coded(text: str) -> str:
    """A text as a code block has it: as it is but for control characters and lines around it."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return _UNPRINTABLE.sub("\ufffd", lines).removeprefix("\ufeff").strip("\n")


def with_texts(piece: Text, given: Callable[[str], str]) -> str:
    """A text of the twin's page with what the words in it stand for."""
    return WORD.sub(lambda found: given(found[0]), piece.text)


@settings(profile())
@given(catalogues())
def test_any_text_in_any_field_leaves_the_elements_of_every_page_as_they_are(
    example: Given,
) -> None:
    words = words_of(example)
    texts = {word: text for text, word in words.items()}
    texts |= {f"https://example.org/{word}": text for word, text in texts.items()}
    twin = Given(
        files={path: tamed(file, words) for path, file in example.files.items()},
        queries=tamed(example.queries, words),
    )
    pages = {a.path: a.content for a in registry.artifacts(publication(example))}
    twins = {a.path: a.content for a in registry.artifacts(publication(twin))}
    for path, twin_path in zip(_pages(pages), _pages(twins), strict=True):
        if pages[path] == twins[twin_path]:
            continue
        assert bad_addresses(parse(page_of(pages[path])[0])) == []
        shown, data = page_of(_without_related(pages[path]))
        harmless, harmless_data = page_of(_without_related(twins[twin_path]))
        tree, twin_tree = parse(shown), parse(harmless)
        if path in BY_TEXTS:
            assert all(len(tree.find(tag)) == len(twin_tree.find(tag)) for tag in ACTIVE), path
            assert bad_addresses(tree) == []
            continue
        assert difference(tree, twin_tree) == "", path
        assert bad_addresses(tree) == []
        for piece, other in zip(pieces(tree), pieces(twin_tree), strict=True):
            if piece.of_code:
                expected = with_texts(other, lambda word: texts[word])
                assert piece.text.strip("\n") == coded(expected), pages[path]
            else:
                expected = with_texts(other, lambda word: texts[word].strip())
                assert seen(piece.text) == seen(expected), pages[path]
        assert set(data) == set(harmless_data)
        title = html.unescape(harmless_data.get("title", ""))
        expected = WORD.sub(lambda found: texts[found[0]], title)
        assert seen(html.unescape(data.get("title", ""))) == seen(expected)
        for value in data.values():
            if isinstance(value, list):  # Names of ours: the scripts and style sheets of a page.
                assert data["assets"] == harmless_data["assets"]
                continue
            assert not re.search(r"[<>\"']", value)


def _without_related(page: str) -> str:
    """A page without its related rules: which those are goes by the words of titles, so that the
    twin has others."""
    return re.sub(
        r"\n#{2,3} Related Rules\n.*?(?=\n#{2,3} |\n<a id=|\Z)", "\n", page, flags=re.DOTALL
    )


def _pages(artifacts: dict[str, str]) -> list[str]:
    """Paths of pages in an order that does not depend on the texts their names are made of."""
    return [path for path in artifacts if path.endswith(".md")]


@settings(profile())
@given(catalogues())
def test_any_text_in_any_field_is_the_same_text_in_the_api(example: Given) -> None:
    made = publication(example)
    files = {a.path: a.content for f in made.catalogue.files for a in api.files_of(made, f)}
    for rule in made.catalogue.rules:
        whole = json.loads(files[f"api/v1/rules/{rule.id}.json"])
        assert whole["title"] == rule.title
        assert whole["description"] == rule.description
        assert whole["references"] == list(rule.references)
        assert whole["tags"] == list(rule.tags)
        for target in made.targets:
            query = made.query(rule, target)
            assert (
                whole["queries"][target.id]
                | {
                    "query": query.text,
                    "reason": query.reason,
                }
                == whole["queries"][target.id]
            )


@settings(profile())
@given(catalogues())
def test_any_text_in_any_field_is_text_in_tables_and_in_the_feed(example: Given) -> None:
    files = {a.path: a.content for a in exports.files(publication(example))}
    tables = [text for path, text in files.items() if path.endswith(".csv")]
    assert tables
    for table in tables:
        header, *rows = csv.reader(io.StringIO(table), strict=True)
        for row in rows:
            assert len(row) == len(header)
            assert not [cell for cell in row if re.match(r"[=+\-@\s]", cell)]
    feed = ElementTree.fromstring(files["feed.xml"])
    assert {element.tag.partition("}")[2] for element in feed.iter()} <= FEED
    for element in feed.iter():
        assert OUR_ADDRESS.fullmatch(element.get("href", ""))
    entries = feed.findall("{http://www.w3.org/2005/Atom}entry")
    titles = [entry.findtext("{http://www.w3.org/2005/Atom}title") or "" for entry in entries]
    rules = publication(example).catalogue.rules
    assert sorted(map(seen, titles)) == sorted(seen(rule.title) for rule in rules)
