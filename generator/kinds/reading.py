"""Reading keys of a YAML mapping by type, with every mistake as a diagnostic and nothing lost."""

from __future__ import annotations

import datetime
import difflib
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any, TypeVar

from generator.diagnostics import Code, Diagnostic, Route, error, warning

UNKNOWN_KEY = warning("unknown-key", "A key that this kind of file does not have")
WRONG_TYPE = error("wrong-type", "A value is of another type than its key asks for")
BAD_DATE = error("bad-date", "A date that does not exist or is written in another form")
MISSING_KEY = error("missing-key", "A key that this kind of file must have is not there")

CODES = (UNKNOWN_KEY, WRONG_TYPE, BAD_DATE, MISSING_KEY)

Choice = TypeVar("Choice", bound=StrEnum)


def nearest(word: str, known: Iterable[str]) -> str:
    """`; did you mean …?` where one of the known words is close, else nothing."""
    close = difflib.get_close_matches(word.lower(), list(known), n=1, cutoff=0.6)
    return f"; did you mean {close[0]}?" if close else ""


class MappingReader:
    """One mapping of a YAML file, read key by key.

    A value of the wrong type is reported and, where a text can be made of it, used all the same.
    Mistakes are added to `report`.
    """

    def __init__(
        self, data: Mapping[Any, Any], path: str, route: Route, report: list[Diagnostic]
    ) -> None:
        self.data = data
        self.path = path
        self.route = route
        self._report = report

    def report(self, code: Code, message: str, *keys: str | int) -> None:
        self._report.append(code.at(self.path, (*self.route, *keys), message))

    def has(self, key: str) -> bool:
        return self.data.get(key) is not None

    def text(self, key: str, *, required: bool = False) -> str:
        """The text of a key, without white space around it; empty where there is none."""
        value = self.data.get(key)
        if required and (value is None or value == ""):
            self.report(MISSING_KEY, f"the key {key!r} is missing or empty; add it", key)
        return self._as_text(value, key).strip()

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
        word = self.text(key)
        if not word:
            return None
        try:
            return choices(word.lower())
        except ValueError:
            listed = ", ".join(choice.value for choice in choices)
            self.report(unknown, f"{key} {word!r} is none of {listed}{nearest(word, choices)}", key)
            return None

    def date(self, key: str) -> datetime.date | None:
        """A date as 2026-11-24 or, in old rules, 2019/11/10."""
        word = self.text(key)
        if not word:
            return None
        try:
            return datetime.date.fromisoformat(word.replace("/", "-"))
        except ValueError:
            self.report(BAD_DATE, f"{word!r} is no date; write it as 2026-11-24", key)
            return None

    def scalar(self, key: str) -> str:
        """A text, number or truth value as YAML writes it, for what may be either."""
        value = self.data.get(key)
        if isinstance(value, bool):
            return str(value).lower()
        return str(value) if isinstance(value, (int, float)) else self._as_text(value, key)

    def integers(self, key: str) -> tuple[int, ...]:
        """A list of whole numbers; `None` in it, as old files have it, is none."""
        value = self.data.get(key)
        numbers = []
        for place, item in enumerate(value if isinstance(value, list) else [value]):
            if isinstance(item, int) and not isinstance(item, bool):
                numbers.append(item)
            elif isinstance(item, str) and item.isdecimal():
                numbers.append(int(item))
            elif item is not None and str(item).lower() != "none":
                message = f"{key} holds {item!r}, which is no whole number"
                self.report(WRONG_TYPE, message, key, place)
        return tuple(numbers)

    def truth(self, key: str) -> bool:
        value = self.data.get(key)
        if value is None or isinstance(value, bool):
            return bool(value)
        self.report(WRONG_TYPE, f"{key} is {value!r}; write true or false", key)
        return str(value).lower() in {"true", "yes", "1"}

    def mapping(self, key: str) -> MappingReader | None:
        """The mapping under a key; None where there is none."""
        value = self.data.get(key)
        if value is None:
            return None
        if not isinstance(value, dict):
            self.report(WRONG_TYPE, f"{key} must be a mapping of keys to values", key)
            return None
        return MappingReader(value, self.path, (*self.route, key), self._report)

    def mappings(self, key: str) -> tuple[MappingReader, ...]:
        """A list of mappings; items that are none are reported and left out."""
        value = self.data.get(key)
        if value is None:
            return ()
        if not isinstance(value, list):
            self.report(WRONG_TYPE, f"{key} must be a list (`- …`)", key)
            return ()
        readers = []
        for place, item in enumerate(value):
            if isinstance(item, dict):
                route = (*self.route, key, place)
                readers.append(MappingReader(item, self.path, route, self._report))
            else:
                self.report(WRONG_TYPE, f"{key} must list mappings of keys to values", key, place)
        return tuple(readers)

    def without(self, *keys: str) -> MappingReader:
        """The same mapping with some keys left out."""
        rest = {key: value for key, value in self.data.items() if key not in keys}
        return MappingReader(rest, self.path, self.route, self._report)

    def check_keys(self, known: Iterable[str]) -> None:
        """Reports each key that is not one of the known ones."""
        names = tuple(known)
        for key in self.data:
            if key not in names:
                word = str(key)
                self.report(UNKNOWN_KEY, f"unknown key {word!r}{nearest(word, names)}", word)

    def _as_text(self, value: Any, *keys: str | int) -> str:
        if value is None:
            return ""
        if isinstance(value, str):
            return value
        if isinstance(value, bool):
            text = str(value).lower()
        elif isinstance(value, (int, float)):
            text = str(value)
        else:
            self.report(WRONG_TYPE, f"{keys[0]} must be text, found {_called(value)}", *keys)
            return _flat(value)
        self.report(WRONG_TYPE, f"{keys[0]} must be text; put {text} in quotes", *keys)
        return text


def _called(value: object) -> str:
    return "a list" if isinstance(value, list) else "a mapping"


def _flat(value: Any) -> str:
    """What a list or mapping says, on one line, so that it can be shown though it is misplaced."""
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_flat(item)}" for key, item in value.items())
    if isinstance(value, list):
        return ", ".join(_flat(item) for item in value)
    return "" if value is None else str(value)
