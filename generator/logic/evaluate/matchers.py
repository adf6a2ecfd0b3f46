"""What a value of a rule can be besides a string: each says whether a field's values match it."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from types import MappingProxyType
from typing import Protocol

from generator.logic.evaluate.record import FieldValues, Record, text_of

Network = IPv4Network | IPv6Network


class Matcher(Protocol):
    """A test on the values of one field."""

    def matches(self, found: FieldValues | None, record: Record) -> bool:
        """Whether one of the values matches; `found` is None where the field is missing."""


@dataclass(frozen=True, slots=True)
class Null:
    """`field: null`: the field is missing, or has no value but null."""

    def matches(self, found: FieldValues | None, record: Record) -> bool:
        return found is None or not found.values


@dataclass(frozen=True, slots=True)
class Number:
    """A number or a boolean: the same value, or a text that is its string form."""

    value: int | float | bool

    def matches(self, found: FieldValues | None, record: Record) -> bool:
        if found is None:
            return False
        text = text_of(self.value)
        if text in found.folded:
            return True
        return not isinstance(self.value, bool) and any(
            value == self.value
            for value in found.values
            if isinstance(value, (int, float)) and not isinstance(value, bool)
        )


@dataclass(frozen=True, slots=True)
class Exists:
    """`field|exists`: the event has the field, whatever it holds."""

    wanted: bool

    def matches(self, found: FieldValues | None, record: Record) -> bool:
        return (found is not None) is self.wanted


@dataclass(frozen=True, slots=True)
class Regex:
    """`field|re`: the expression is found somewhere in the text."""

    expression: re.Pattern[str]

    def matches(self, found: FieldValues | None, record: Record) -> bool:
        return found is not None and any(map(self.expression.search, found.texts))


@dataclass(frozen=True, slots=True)
class Cidr:
    """`field|cidr`: the text is an address in the network."""

    network: Network

    def matches(self, found: FieldValues | None, record: Record) -> bool:
        return found is not None and any(
            address is not None and address in self.network
            for address in map(_address, found.texts)
        )


COMPARISONS: Mapping[str, Callable[[float, float], bool]] = MappingProxyType(
    {"lt": operator.lt, "lte": operator.le, "gt": operator.gt, "gte": operator.ge}
)


@dataclass(frozen=True, slots=True)
class Comparison:
    """`field|gt` and its like: the value, or a text that writes one, compared as a number."""

    name: str
    limit: int | float

    def matches(self, found: FieldValues | None, record: Record) -> bool:
        if found is None:
            return False
        holds = COMPARISONS[self.name]
        numbers = map(number_of, found.values)
        return any(number is not None and holds(number, self.limit) for number in numbers)


TIME_PARTS: Mapping[str, Callable[[datetime], int]] = MappingProxyType(
    {
        "minute": lambda moment: moment.minute,
        "hour": lambda moment: moment.hour,
        "day": lambda moment: moment.day,
        "week": lambda moment: moment.isocalendar().week,
        "month": lambda moment: moment.month,
        "year": lambda moment: moment.year,
    }
)


@dataclass(frozen=True, slots=True)
class TimePart:
    """`field|hour` and its like: that part of an ISO 8601 date, as written, is the number."""

    name: str
    number: int

    def matches(self, found: FieldValues | None, record: Record) -> bool:
        if found is None:
            return False
        part = TIME_PARTS[self.name]
        moments = map(_moment, found.texts)
        return any(moment is not None and part(moment) == self.number for moment in moments)


class Place(Enum):
    """Where in a field the text of another one must stand."""

    WHOLE = "equals"
    START = "startswith"
    END = "endswith"
    INSIDE = "contains"


_PLACES: Mapping[Place, Callable[[str, str], bool]] = MappingProxyType(
    {
        Place.WHOLE: operator.eq,
        Place.START: str.startswith,
        Place.END: str.endswith,
        Place.INSIDE: operator.contains,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldReference:
    """`field|fieldref`: the text of the field is, or begins with, ..., that of another field."""

    field: str
    place: Place = Place.WHOLE
    cased: bool = False

    def matches(self, found: FieldValues | None, record: Record) -> bool:
        other = record.found(self.field)
        if found is None or other is None:
            return False
        test = _PLACES[self.place]
        if self.cased:
            return any(test(text, part) for text in found.texts for part in other.texts)
        return any(test(text, part) for text in found.folded for part in other.folded)


_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?([eE][+-]?\d+)?", re.ASCII)


def number_of(value: object) -> int | float | None:
    """The number that a value is or writes in decimal form; None of anything else."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return value
    if not isinstance(value, str) or not _NUMBER.fullmatch(value):
        return None
    try:
        return int(value)
    except ValueError:
        return float(value)


@lru_cache(maxsize=1024)
def _address(text: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(text)
    except ValueError:
        return None


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None
