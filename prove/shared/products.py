"""Events as products with names of their own hold them, and queries judged over these."""

from __future__ import annotations

import re
from abc import abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from ipaddress import ip_address
from typing import Any

from generator.logic.evaluate import compile_rule, scope_event
from generator.logic.evaluate.tree import leaves
from prove.engine import Engine, Event, Question, places_of
from prove.shared.expressions import Condition, Value
from prove.splunk.index import with_message

RAW = "_raw"


class Product(Engine):
    """A judge of one expression over one event.

    What a product calls a field is taken from the pipeline; a field with several names stands
    under each. Where it has one name for several fields that a rule asks for, only events in which
    these are equal can be told from others, and only those are asked about. Lists and maps are
    left out. `empty_is_missing` says that the product does not keep an empty text, or does not
    tell it from a field that is missing.
    """

    empty_is_missing = True
    message = ""
    """The field that holds the event as it came, in which keywords are looked for."""

    by_channel = False
    """Whether Windows events are told apart by `Channel` and `EventID`, as they are in their log."""
    whole_addresses = False
    """Whether a field that a rule compares with networks can hold addresses only."""
    scope_pattern: re.Pattern[str] | None = None
    """Finds the conditions that a pipeline adds for a log source, as groups `name` and `value`."""

    @abstractmethod
    def condition(self, query: str) -> Condition:
        """The query as a condition. Raises NotUnderstood and Rejected."""

    def scope(self, question: Question) -> Mapping[str, Value]:
        """What the product itself says of an event of the rule's log source. Which source that
        is, is a fact of the product and taken from the query, but for fields that the rule asks for."""
        found: dict[str, Value] = {}
        asked = _asked(question.rule)
        own = {name for field in asked for name in question.names.get(field, (field,))}
        if self.scope_pattern is not None:
            for match in self.scope_pattern.finditer(question.query):
                if match["name"] not in own:
                    found.setdefault(match["name"], match["value"])
        return found

    def value(self, name: str, value: Any) -> Value:
        """A value as the product holds it in one of its own fields."""
        if isinstance(value, bool):
            return "true" if value else "false"
        return str(value)

    def events(self, question: Question, made: Event) -> Iterator[Event]:
        event = {**scope_event(question.rule), **made} if self.by_channel else dict(made)
        if self.whole_addresses and not _has_whole_addresses(question.rule, event):
            return
        if any(isinstance(value, list | dict) for value in event.values()):
            return
        if self.message:
            event = with_message(event)
        if self.stored(question, event) is not None:
            yield event

    def stored(self, question: Question, event: Event) -> dict[str, Value] | None:
        """The event in the product; None where it cannot hold it."""
        held: dict[str, Value] = {}
        for field in (*_asked(question.rule), *event):
            value = event.get(field)
            kept = None if value is None else self.value(field, value)
            names = (self.message,) if field == RAW else question.names.get(field, (field,))
            for name, placed in places_of(names, field, kept, question.rule):
                if name in held and held[name] != placed:
                    return None
                held[name] = placed
        present = {name: value for name, value in held.items() if value is not None}
        return {**self.scope(question), **present}

    def readings(self, question: Question, event: Event) -> Iterator[Event]:
        yield from super().readings(question, event)
        if self.empty_is_missing:
            filled = {name: value for name, value in event.items() if value not in ("", None)}
            yield filled
            missing = [name for name in _asked(question.rule) if name not in filled]
            for name in missing:
                yield {**filled, name: ""}
            yield {**filled, **dict.fromkeys(missing, "")}

    def finds(self, question: Question, events: Sequence[Event]) -> Sequence[bool]:
        condition = self.condition(question.query)
        rows = [self.stored(question, event) or {} for event in events]
        return [condition(row) is True for row in rows]


def _has_whole_addresses(rule: Mapping[str, Any], event: Event) -> bool:
    """Whether every field that is compared with a network holds an address, or nothing."""
    fields = re.findall(r"'([^'|]+)\|[^']*cidr", repr(rule.get("detection")))
    return all(is_address(event[name]) for name in fields if event.get(name) not in (None, ""))


def is_address(value: Any) -> bool:
    try:
        ip_address(str(value))
    except ValueError:
        return False
    return True


def _asked(rule: Mapping[str, Any]) -> list[str]:
    """The fields that a rule asks for."""
    found = [leaf.field for leaf in leaves(compile_rule(rule).root) if leaf.field]
    return list(dict.fromkeys(found))
