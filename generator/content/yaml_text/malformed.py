"""What libyaml says about a text that is not YAML, in words for the author of a rule."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import yaml

from generator.base.diagnostics import Diagnostic, error
from generator.content.yaml_text.places import place

MALFORMED_YAML = error("malformed-yaml", "A file is not valid YAML")

_CONFLICT = re.compile(r"^<{7} ", re.MULTILINE)
_LINE_BREAK = re.compile("\r\n|[\r\n\x85\u2028\u2029]")
"""As YAML 1.1 has them."""

CODES = (MALFORMED_YAML,)


@dataclass(frozen=True, slots=True)
class _Reading:
    """The words of libyaml, in the order problem and context, and what they mean to an author.

    `{line}` is the line on which what is broken begins, `{character}` the one that is in the way.
    `at_start` says that the mistake stands where that begins, not where the parser gave up.
    """

    words: tuple[str, ...]
    meaning: str
    at_start: bool = False


_INDENTED = (
    "this line does not fit into the block that begins on line {line}: mend its indentation, or "
    "the quotes of the value before it (inside of '…' a quote is written '')"
)
_ESCAPE = (
    "inside of double quotes a backslash begins an escape, and this one means nothing; use single "
    "quotes, where a backslash is only a backslash"
)
_READINGS = (
    _Reading(("cannot start any token", "\t"), "a tab cannot indent; use spaces"),
    _Reading(("violate",), "a tab cannot indent; use spaces"),
    _Reading(
        ("cannot start any token",),
        "a value cannot begin with {character}; put it in single quotes",
    ),
    _Reading(
        ("mapping values are not allowed",),
        "`:` cannot stand here: put a value that contains `: ` in single quotes, mend the "
        "indentation, or add the blank after the `:` of the key before",
    ),
    _Reading(("mapping keys are not allowed",), "`?` cannot stand here; put it in quotes"),
    _Reading(
        ("sequence entries are not allowed",),
        "a list cannot begin here; put each `- ` on a line of its own below its key",
    ),
    _Reading(("unknown escape",), _ESCAPE),
    _Reading(("hexdecimal",), _ESCAPE),
    _Reading(
        ("invalid Unicode character escape",),
        "this escape is no character of Unicode; write the character itself",
    ),
    _Reading(("undefined alias",), "a value that begins with * needs quotes"),
    _Reading(("duplicate anchor",), "the anchor stands here again; give it another name"),
    _Reading(
        ("alphabetic or numeric",),
        "a value that begins with {character} needs quotes",
        at_start=True,
    ),
    _Reading(("unexpected end of stream", "quoted scalar"), "this quote is never closed", True),
    _Reading(
        ("unexpected document indicator", "quoted scalar"), "this quote is never closed", True
    ),
    _Reading(
        ("could not find expected ':'",),
        "a key without `:`, or text that is not indented deeper than its key",
        at_start=True,
    ),
    _Reading(
        ("did not find expected ',' or ']'",),
        "the list that is opened with [ on line {line} needs `,` or `]` before this",
    ),
    _Reading(
        ("did not find expected ',' or '}'",),
        "the mapping that is opened with {{ on line {line} needs `,` or `}}` before this",
    ),
    _Reading(("did not find expected key",), _INDENTED),
    _Reading(("did not find expected '-' indicator",), _INDENTED),
    _Reading(
        ("expected comment or line break", "block scalar"),
        "text after | or > begins on the next line",
    ),
    _Reading(("leading space",), "this block of text is indented less than its blank lines"),
    _Reading(("did not find expected node content",), "a value is expected here"),
    _Reading(
        ("did not find expected <document start>",),
        "this does not belong to the document above: mend the indentation, or begin another "
        "document with `---`",
    ),
    _Reading(
        ("could not determine a constructor",),
        "YAML takes a value that begins with ! for a tag, and no tags are read here; put it in "
        "quotes",
    ),
    _Reading(
        ("unhashable key",),
        "a key cannot be a list or a mapping; put what begins with {{ in quotes",
    ),
    _Reading(("for merging",), "`<<` merges mappings only; put it in quotes if it is text"),
    _Reading(("incompatible YAML document",), "only YAML 1.1 and 1.2 are read"),
)


def malformed(problem: yaml.YAMLError, text: str, shown: str) -> Diagnostic:
    """The diagnostic for what PyYAML raised."""
    if isinstance(problem, yaml.MarkedYAMLError):
        return _marked(problem, text, shown)
    position = getattr(problem, "position", None)
    reason = getattr(problem, "reason", None) or str(problem)
    if not isinstance(position, int):
        return MALFORMED_YAML.at(shown, (), str(reason))
    before = text.encode()[:position].decode(errors="ignore")  # libyaml counts bytes here.
    line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
    character = f"U+{ord(text[len(before)]):04X}" if len(before) < len(text) else "a character"
    message = f"{character} cannot stand in a YAML file; remove it"
    return MALFORMED_YAML.on_line(shown, line, column, message)


def _marked(problem: yaml.MarkedYAMLError, text: str, shown: str) -> Diagnostic:
    mark = problem.problem_mark or problem.context_mark
    said = " ".join(part for part in (problem.problem, problem.context) if part)
    if mark is None:
        return MALFORMED_YAML.at(shown, (), said)
    conflict = _CONFLICT.search(text)
    if conflict is not None:
        line = text.count("\n", 0, conflict.start()) + 1
        message = "a merge conflict was left in this file; resolve it"
        return MALFORMED_YAML.on_line(shown, line, 1, message)
    start = problem.context_mark or mark
    character = _character(text, mark)
    for reading in _READINGS:
        if all(words in f"{said} {character}" for words in reading.words):
            at = start if reading.at_start else mark
            meaning = reading.meaning.format(line=start.line + 1, character=_character(text, at))
            return MALFORMED_YAML.on_line(shown, *_within(text, at), meaning)
    return MALFORMED_YAML.on_line(shown, *_within(text, mark), f"is not valid YAML: {said}")


def _within(text: str, mark: Any) -> tuple[int, int]:
    """The place of a mark; that of the end of a text is on its last line, not on the one after."""
    if mark.index < len(text):
        return place(mark)
    lines = _LINE_BREAK.split(text.rstrip("\r\n"))
    return len(lines), len(lines[-1]) + 1


def _character(text: str, mark: Any) -> str:
    """The character at a mark; a blank where the text has ended."""
    return text[mark.index] if mark.index < len(text) else " "
