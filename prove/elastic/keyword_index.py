"""Events in an index whose strings are keywords, as they are mapped by default, one value each."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from prove.elastic.ecs_index import ecs
from prove.elastic.index import Stored, flat_fields
from prove.engine import Engine, Event, Question
from prove.shared.events import is_windows

Value = str | float | bool


class KeywordIndex(Engine):
    """An index whose strings are keywords and whose fields hold one value each."""

    def events(self, question: Question, generated: Event) -> Iterator[Event]:
        for event in super().events(question, generated):
            if is_held(question.rule, event):
                yield event


def keywords(
    rule: Mapping[str, Any], event: Event, *, index: Callable[..., Stored] = ecs
) -> dict[str, Value]:
    """The event with one value per field, of the type that `field_types` gives."""
    types = field_types(rule)
    held: dict[str, Value] = {}
    for name, values in index(rule, event).items():
        if name.endswith(".cased") and name != "message.cased":
            continue
        text = "\n".join(values) if name.startswith("message.") else values[0]
        kind = types.get(name)
        held[name] = float(text) if kind is float else text == "true" if kind is bool else text
    return held


def one_message(held: dict[str, Value]) -> dict[str, Value]:
    """The event with its original message, for a language that respects case in all fields."""
    message = held.get("message.cased")
    return held if message is None else {**held, "message": message}


def is_held(rule: Mapping[str, Any], event: Event) -> bool:
    """Whether an index holds the event unchanged: EQL, ES|QL and PPL do not support fields of
    several values, and a field mapped as a number or boolean takes nothing else."""
    types = field_types(rule)
    for name, value in flat_fields(event):
        if isinstance(value, list) and len(value) > 1:
            return False
        single = value[0] if isinstance(value, list) and value else value
        kind = types.get(name)
        if kind is not None and single not in (None, []) and not _is(kind, single):
            return False
    return True


def _is(kind: type, value: Any) -> bool:
    if kind is bool:
        return isinstance(value, bool) or value in ("true", "false")
    if isinstance(value, bool):
        return False
    return re.fullmatch(r"-?(0|[1-9]\d*)(\.\d*[1-9])?", str(value)) is not None


def field_types(rule: Mapping[str, Any]) -> dict[str, type]:
    """The fields that are mapped as numbers or booleans: those that a rule compares with nothing
    else. Fields of Windows events are never."""
    if is_windows(rule):
        return {}
    tested: defaultdict[str, set[type]] = defaultdict(set)
    for part in rule["detection"].values():
        for item in part if isinstance(part, list) else [part]:
            for name, value in item.items() if isinstance(item, Mapping) else ():
                field, *modifiers = str(name).split("|")
                if "exists" not in modifiers:
                    tested[field] |= set(_types(modifiers, value))
    return {
        field: kind
        for field, kinds in tested.items()
        if len(kinds) == 1
        for kind in kinds
        if kind is not str
    }


def _types(modifiers: list[str], value: Any) -> Iterator[type]:
    for one in value if isinstance(value, list) else [value]:
        if one is None:
            continue
        if isinstance(one, bool):
            yield bool
        elif isinstance(one, (int, float)) and not {*modifiers} - {*SIZES, "neq", "all"}:
            yield float
        else:
            yield float if {*modifiers} & {*SIZES} else str


SIZES = ("lt", "lte", "gt", "gte")
