"""YAML text → plain mappings, with every mistake as a diagnostic and none that is fatal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import yaml

from generator.base.diagnostics import Diagnostic, error
from generator.content.yaml_text import guards, malformed
from generator.content.yaml_text.guards import DEEPEST_NESTING, LARGEST_EXPANSION
from generator.content.yaml_text.loader import Loader, compose
from generator.content.yaml_text.places import Places
from generator.content.yaml_text.values import called, flat, key_text, with_text_keys

__all__ = [
    "CODES",
    "DEEPEST_NESTING",
    "LARGEST_EXPANSION",
    "Part",
    "Places",
    "called",
    "compose",
    "flat",
    "key_text",
    "parse",
    "with_text_keys",
]

EMPTY_FILE = error("empty-file", "A file holds no YAML document")
DUPLICATE_KEY = error("duplicate-key", "A mapping has the same key twice")
NOT_A_MAPPING = error("not-a-mapping", "A YAML document is not a mapping of keys to values")
BAD_NUMBER = error("bad-number", "A value that YAML reads as a number is none that can be used")

CODES = (
    EMPTY_FILE,
    *malformed.CODES,
    *guards.CODES,
    DUPLICATE_KEY,
    NOT_A_MAPPING,
    BAD_NUMBER,
)


@dataclass(frozen=True, slots=True)
class Part:
    """One YAML document of a file: its number there, where a route to it begins, and its keys."""

    number: int
    data: dict[Any, Any]


def parse(text: str, shown: str) -> tuple[tuple[Part, ...], list[Diagnostic]]:
    """The mappings of a YAML text, each document of it one; what is no mapping is reported.

    Of a text that is malformed the documents before the mistake are given all the same.
    """
    danger = guards.danger(text, shown)
    if danger is not None:
        return (), [danger]
    diagnostics: list[Diagnostic] = []
    loader: Any = Loader(text)  # The stubs of PyYAML leave out half of its methods.
    loaded: list[Any] = []
    try:
        while loader.check_data():
            loaded.append(loader.get_data())
    except yaml.YAMLError as problem:
        diagnostics.append(malformed.malformed(problem, text, shown))
    finally:
        loader.dispose()
    for code, notes in ((DUPLICATE_KEY, loader.duplicates), (BAD_NUMBER, loader.numbers)):
        diagnostics += (code.on_line(shown, note.line, note.column, note.message) for note in notes)
    if not diagnostics and all(document is None for document in loaded):
        return (), [EMPTY_FILE.at(shown, (), "holds nothing; delete it, or write into it")]
    parts: list[Part] = []
    for number, document in enumerate(loaded):
        if isinstance(document, dict):
            parts.append(Part(number, document))
        elif document is not None:  # A `---` with nothing behind it is no mistake.
            line, column = Places(compose(text)).locate((number,))
            message = f"expected keys and values (`title: …`), found {called(document)}"
            diagnostics.append(NOT_A_MAPPING.on_line(shown, line, column, message))
    return tuple(parts), diagnostics
