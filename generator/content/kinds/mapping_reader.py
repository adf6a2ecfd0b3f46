"""Reading keys of a YAML mapping by type, with every mistake as a diagnostic and nothing lost."""

from __future__ import annotations

import datetime
import difflib
import re
import uuid
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any, TypeVar

from generator.base.diagnostics import (
    Code,
    Diagnostic,
    Rewrite,
    Route,
    Severity,
    error,
    quoted,
    warning,
)
from generator.content.kinds.forms import Key, names
from generator.content.yaml_text import called, flat, key_text

UNKNOWN_KEY = warning("unknown-key", "A key that this kind of file does not have")
WRONG_TYPE = error("wrong-type", "A value is of another type than its key asks for")
BAD_DATE = error("bad-date", "A date that does not exist or is written in another form")
BAD_ID = error("bad-id", "An id is no UUID")
MISSING_KEY = error("missing-key", "A key that this kind of file must have is not there")

CODES = (UNKNOWN_KEY, WRONG_TYPE, BAD_DATE, BAD_ID, MISSING_KEY)

MOST_HINTS = 50
"""Mistakes of a file for which a known word is looked for; comparing words takes most of the time."""
LONGEST_WORD = 100
"""Characters of a word that is compared with known ones; nobody mistypes a longer one."""
_NOWHERE: Mapping[str, str] = {}
_DATE = re.compile(r"([0-9]{4})([-/])([0-9]{2})\2([0-9]{2})")
_WHOLE_NUMBER = re.compile(r"\s*[0-9]{1,18}\s*")

Choice = TypeVar("Choice", bound=StrEnum)


def nearest(word: str, known: Iterable[str]) -> str:
    """`; did you mean …?` where one of the known words is close, else nothing."""
    if len(word) > LONGEST_WORD:
        return ""
    folded = {name.lower(): name for name in known}
    close = difflib.get_close_matches(word.lower(), folded, n=1, cutoff=0.6)
    return f"; did you mean {folded[close[0]]}?" if close else ""


def whole_number(value: object) -> int | None:
    """A whole number, also where it is written as text; None for anything else."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    return int(value) if isinstance(value, str) and _WHOLE_NUMBER.fullmatch(value) else None


def because(what: str, mistake: str) -> str:
    """Why there is no query, as a sentence about the mistake that stands in the way."""
    return f"The {what} has a mistake: {mistake}{'' if mistake.endswith('?') else '.'}"


class MappingReader:
    """One mapping of a YAML file, read key by key.

    A value of the wrong type is reported and, where a text can be made of it, used all the same.
    Mistakes are added to `report`.
    """

    def __init__(
        self, data: Mapping[Any, Any], path: str, route: Route, report: list[Diagnostic]
    ) -> None:
        self.data: Mapping[str, Any] = {key_text(key): value for key, value in data.items()}
        self.path = path
        self.route = route
        self._keys = data
        self._report = report

    def report(
        self, code: Code, message: str, *keys: str | int, fix: tuple[Rewrite, ...] = ()
    ) -> None:
        self._report.append(code.at(self.path, (*self.route, *keys), message, fix))

    def rewrite(self, key: str, text: str) -> tuple[Rewrite, ...]:
        """The fix that writes another text behind a key."""
        return (Rewrite((*self.route, key), (text,)),)

    def addition(self, key: str, text: str) -> tuple[Rewrite, ...]:
        """The fix that writes a key that is not there."""
        return (Rewrite((*self.route, key), (text,), adds=True),)

    def first_error(self, since: int) -> str | None:
        """The message of the first error among the mistakes reported after the first `since`."""
        errors = (d.message for d in self._report[since:] if d.severity is Severity.ERROR)
        return next(errors, None)

    @property
    def reported(self) -> int:
        """How many mistakes have been reported so far."""
        return len(self._report)

    def nearest(self, word: str, known: Iterable[str]) -> str:
        """As the function of that name; nothing once the file has many mistakes."""
        return nearest(word, known) if self.reported < MOST_HINTS else ""

    def has(self, key: str) -> bool:
        return self.data.get(key) is not None

    def require(self, *keys: str) -> None:
        """Reports each of the keys that is not there or empty."""
        for key in keys:
            value = self.data.get(key)
            if value in (None, [], {}) or (isinstance(value, str) and not value.strip()):
                self.report(MISSING_KEY, f"the key {key!r} is missing or empty; add it", key)

    def text(self, key: str, *, required: bool = False) -> str:
        """The text of a key, without white space around it; empty where there is none."""
        if required:
            self.require(key)
        return self._as_text(self.data.get(key), key).strip()

    def verbatim(self, key: str) -> str:
        """The text of a key as it stands, for what is shown as code."""
        return self._as_text(self.data.get(key), key)

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts; one text alone counts as a list of one."""
        value = self.data.get(key)
        if value is None:
            return ()
        if not isinstance(value, list):
            text = self.text(key)
            return (text,) if text else ()
        texts = (self._as_text(item, key, place).strip() for place, item in enumerate(value))
        return tuple(text for text in texts if text)

    def choice(self, key: str, choices: type[Choice], unknown: Code) -> Choice | None:
        """One of a closed set of words; anything else is reported as `unknown` and gives None."""
        word = self.scalar(key).strip()
        if not word:
            return None
        try:
            return choices(word.lower())
        except ValueError:
            listed = ", ".join(choice.value for choice in choices)
            hint = self.nearest(word, choices)
            self.report(unknown, f"{key} {quoted(word)} is none of {listed}{hint}", key)
            return None

    def date(self, key: str) -> datetime.date | None:
        """A date as 2026-11-24 or, in old rules, 2019/11/10."""
        word = self.scalar(key).strip()
        if not word:
            return None
        found = _DATE.fullmatch(word)
        if found is None:
            self.report(BAD_DATE, f"{quoted(word)} is no date; write it as 2026-11-24", key)
            return None
        try:
            return datetime.date(int(found[1]), int(found[3]), int(found[4]))
        except ValueError:
            self.report(BAD_DATE, f"there is no {word}; a date is year, month, day", key)
            return None

    def uuid(self, key: str) -> str:
        """A UUID in its usual form; empty, and reported, where the text is none."""
        text = self.scalar(key).strip()
        if not text:
            return ""
        try:
            plain = str(uuid.UUID(text))
        except ValueError:
            message = f"{quoted(text)} is no UUID; make a new one with `uuidgen`"
            self.report(BAD_ID, message, key)
            return ""
        if plain != text.lower():
            message = f"write the UUID {quoted(text)} as {plain}"
            self.report(BAD_ID, message, key, fix=self.rewrite(key, plain))
        return plain

    def scalar(self, key: str) -> str:
        """A text, number or truth value as YAML writes it, for what may be either."""
        value = self.data.get(key)
        if isinstance(value, (bool, int, float)):
            return key_text(value)
        return self._as_text(value, key)

    def integers(self, key: str) -> tuple[int, ...]:
        """A list of whole numbers; `None` in it, as old files have it, is none."""
        value = self.data.get(key)
        numbers = []
        for place, item in enumerate(value if isinstance(value, list) else [value]):
            number = whole_number(item)
            if number is not None:
                numbers.append(number)
            elif item is not None and str(item).lower() != "none":
                message = f"{key} holds {quoted(item)}, which is no whole number"
                self.report(WRONG_TYPE, message, key, place)
        return tuple(numbers)

    def truth(self, key: str) -> bool:
        value = self.data.get(key)
        if value is None or isinstance(value, bool):
            return bool(value)
        self.report(WRONG_TYPE, f"{key} is {quoted(value)}; write true or false", key)
        return str(value).lower() in {"true", "yes", "1"}

    def mapping(self, key: str) -> MappingReader | None:
        """The mapping under a key; None where there is none."""
        value = self.data.get(key)
        if value is None:
            return None
        if not isinstance(value, dict):
            self.report_no_mapping(key)
            return None
        return MappingReader(value, self.path, (*self.route, key), self._report)

    def report_no_mapping(self, key: str) -> None:
        message = f"{key} must hold keys and values, found {called(self.data[key])}"
        self.report(WRONG_TYPE, f"{message}; write `key: value` lines below it", key)

    def text_mapping(self, key: str) -> dict[str, str]:
        """A mapping of texts to texts; empty where there is none."""
        body = self.mapping(key)
        return {str(name): body.text(str(name)) for name in body.data} if body else {}

    def mappings(self, key: str) -> tuple[MappingReader, ...]:
        """A list of mappings; items that are none are reported and left out."""
        value = self.data.get(key)
        if value is None:
            return ()
        if not isinstance(value, list):
            message = f"{key} must be a list, found {called(value)}; begin each item with `- `"
            self.report(WRONG_TYPE, message, key)
            return ()
        readers = []
        for place, item in enumerate(value):
            if isinstance(item, dict):
                route = (*self.route, key, place)
                readers.append(MappingReader(item, self.path, route, self._report))
            else:
                message = f"each item of {key} must hold keys and values, found {called(item)}"
                self.report(WRONG_TYPE, f"{message}; write `- key: value` lines", key, place)
        return tuple(readers)

    def item(self, key: str, place: int, item: Mapping[Any, Any]) -> MappingReader:
        """The mapping that stands at a place of the list under a key."""
        return self.below(item, key, place)

    def below(self, item: Mapping[Any, Any], *keys: str | int) -> MappingReader:
        """A mapping that stands below this one, at the end of `keys`."""
        return MappingReader(item, self.path, (*self.route, *keys), self._report)

    def without(self, *keys: str) -> MappingReader:
        """The same mapping with some keys left out."""
        rest = {key: value for key, value in self._keys.items() if key not in keys}
        return MappingReader(rest, self.path, self.route, self._report)

    def check(self, keys: Iterable[Key]) -> None:
        """Reports each key that is not in the table, and each required one that is not there."""
        keys = tuple(keys)
        self.check_keys(names(keys))
        self.require(*names(key for key in keys if key.required))

    def check_keys(self, known: Iterable[str], elsewhere: Mapping[str, str] = _NOWHERE) -> None:
        """Reports each key that is not one of the known ones; `elsewhere` has where some belong."""
        known_names = dict.fromkeys(known)
        for key in self.data:
            if key not in known_names:
                parent = elsewhere.get(key)
                hint = (
                    f"; it belongs below `{parent}:`, indented"
                    if parent
                    else self.nearest(key, known_names) or "; nothing reads it"
                )
                self.report(UNKNOWN_KEY, f"unknown key {quoted(key)}{hint}", key)

    def keys_that_are_no_text(self) -> Iterable[str]:
        return [key_text(key) for key in self._keys if not isinstance(key, str)]

    def _as_text(self, value: Any, *keys: str | int) -> str:
        if value is None:
            return ""
        if isinstance(value, str):
            return value
        what = str(keys[0]) if len(keys) == 1 else f"each item of {keys[0]}"
        if isinstance(value, (bool, int, float)):
            read_as = key_text(value) if isinstance(value, bool) else "a number"
            message = f"{what} must be text, but YAML reads this as {read_as}; put it in quotes"
        elif isinstance(value, list):
            message = f"{what} must be text, found a list; write one text, in quotes if it begins with - or ["
        else:
            message = f"{what} must be text, found a mapping; what contains `: ` or begins with {{ needs quotes"
        self.report(WRONG_TYPE, message, *keys)
        return flat(value)
