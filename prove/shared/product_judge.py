"""Events under a product's own field names, and queries of one expression judged over these."""

from __future__ import annotations

import re
from abc import abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar

from generator.logic.evaluate import scope_event
from prove.engine import Engine, Event, Question, fields_of, places_of
from prove.shared.events import RAW, with_message
from prove.shared.expressions import Condition
from prove.shared.values import Row, Value, is_address


class ProductJudge(Engine):
    """A judge of one expression over one event.

    The names of the fields are taken from the pipeline; a field with several names is held under
    each. Where several fields of a rule share a name, only events in which these are equal can be
    told from others, and only those are used. Lists and maps are left out. `empty_is_missing` says
    that the product does not keep an empty text, or does not tell it from a missing field.
    """

    empty_is_missing: ClassVar[bool] = True
    message: ClassVar[str] = ""
    """The field with the original text of the event, in which keywords are looked for."""
    by_channel: ClassVar[bool] = False
    """Whether Windows events are told apart by `Channel` and `EventID`, as they are in their log."""
    whole_addresses: ClassVar[bool] = False
    """Whether a field that a rule compares with networks can hold addresses only."""
    scope_pattern: ClassVar[re.Pattern[str] | None] = None
    """Finds the conditions that a pipeline adds for a log source, as groups `name` and `value`."""

    @abstractmethod
    def condition(self, query: str) -> Condition[Row]:
        """The query as a condition. Raises NotUnderstood and Rejected."""

    def scope(self, question: Question) -> Mapping[str, Value]:
        """What the product itself says of an event of the rule's log source. Which log source that
        is, is taken from the query, except for fields that the rule itself tests."""
        found: dict[str, Value] = {}
        tested = fields_of(question.rule)
        own = {name for field in tested for name in question.names.get(field, (field,))}
        if self.scope_pattern is not None:
            for match in self.scope_pattern.finditer(question.query):
                if match["name"] not in own:
                    found.setdefault(match["name"], match["value"])
        return found

    def value(self, name: str, value: Any) -> Value:
        """A value as the product holds it in one of its fields."""
        if isinstance(value, bool):
            return "true" if value else "false"
        return str(value)

    def events(self, question: Question, generated: Event) -> Iterator[Event]:
        event = {**scope_event(question.rule), **generated} if self.by_channel else dict(generated)
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
        for field in (*fields_of(question.rule), *event):
            value = event.get(field)
            written = None if value is None else self.value(field, value)
            names = (self.message,) if field == RAW else question.names.get(field, (field,))
            for name, placed in places_of(names, field, written, question.rule):
                if name in held and held[name] != placed:
                    return None
                held[name] = placed
        present = {name: value for name, value in held.items() if value is not None}
        return {**self.scope(question), **present}

    def equivalents(self, question: Question, event: Event) -> Iterator[Event]:
        yield from super().equivalents(question, event)
        if self.empty_is_missing:
            filled = {name: value for name, value in event.items() if value not in ("", None)}
            yield filled
            missing = [name for name in fields_of(question.rule) if name not in filled]
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
