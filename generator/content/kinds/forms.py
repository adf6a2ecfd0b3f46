"""Tables of the keys of each kind of content: the one source of its parser and its JSON Schema."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum, auto


class Plain(Enum):
    """The forms of values that need no more detail, as `MappingReader` reads them."""

    ANY = auto()
    TEXT = auto()
    TEXTS = auto()
    """A list of texts, or one text alone."""
    SCALAR = auto()
    """A text, a number or a truth value."""
    INTEGER = auto()
    INTEGERS = auto()
    """A list of integers, or one alone; `None` is none."""
    TRUTH = auto()
    DATE = auto()
    UUID = auto()
    TEXT_MAPPING = auto()
    """A mapping of any names to texts."""
    TEXTS_BY_NAME = auto()
    """As TEXTS, or a mapping of any names to TEXTS."""
    MAPPING = auto()
    """A mapping with any keys."""
    MAPPINGS = auto()
    """A list of mappings with any keys."""


@dataclass(frozen=True, slots=True)
class Words:
    """One of some words."""

    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pattern:
    """A text that a regular expression finds, in the syntax of both Python and JavaScript."""

    pattern: str


@dataclass(frozen=True, slots=True)
class NumberedTitle:
    """A title like `DN_0003_1_windows_sysmon_process_creation`."""

    prefix: str
    example: str


@dataclass(frozen=True, slots=True)
class Nested:
    """A mapping of known keys."""

    keys: tuple[Key, ...]


@dataclass(frozen=True, slots=True)
class NestedByName:
    """A mapping of any names to mappings of known keys."""

    keys: tuple[Key, ...]


@dataclass(frozen=True, slots=True)
class NestedList:
    """A list of mappings. `is_open` says that keys beside the known ones are no mistake."""

    keys: tuple[Key, ...]
    is_open: bool = False


Form = Plain | Words | Pattern | NumberedTitle | Nested | NestedByName | NestedList


@dataclass(frozen=True, slots=True)
class Key:
    """One key of a mapping.

    `required` says that the key must be there and have a value, `filled` only that it must have a
    value where it is there. `description` is what editors show, where the name is not enough.
    """

    name: str
    form: Form = Plain.TEXT
    description: str = ""
    required: bool = False
    filled: bool = False


def names(keys: Iterable[Key]) -> tuple[str, ...]:
    return tuple(key.name for key in keys)
