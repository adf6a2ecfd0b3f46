"""EQL over events of an index whose strings are keywords, as they are mapped by default."""

from __future__ import annotations

import contextlib
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib import metadata
from typing import Any

from prove.elastic.ecs_index import ecs, without_blanks
from prove.elastic.index import Stored, flat, is_windows
from prove.engine import Engine, Event, Missing, NotUnderstood, Parser, Question, Rejected


class EqlParser(Parser):
    """Elastic's own parser, which checks types of functions and literals too."""

    def __init__(self) -> None:
        _installed()

    @property
    def name(self) -> str:
        return f"the parser of eql {metadata.version('eql')}"

    def accepts(self, query: str) -> None:
        from eql.errors import EqlError as ParserError
        from eql.parser import elasticsearch_syntax, parse_query
        from eql.parser import elasticsearch_validate_optional_fields as optional

        with contextlib.ExitStack() as stack:
            stack.enter_context(elasticsearch_syntax)
            stack.enter_context(optional)
            try:
                parse_query(query)
            except ParserError as problem:
                raise Rejected(str(problem)) from problem


class KeywordIndex(Engine):
    """An index whose strings are keywords and whose fields hold one value each."""

    def events(self, question: Question, made: Event) -> Iterator[Event]:
        for event in super().events(question, made):
            if is_held(question.rule, event):
                yield event


class EqlJudge(KeywordIndex):
    """A judge of the language over that parser's tree."""

    def __init__(self) -> None:
        _installed()

    @property
    def name(self) -> str:
        return f"a judge of EQL over the parse tree of eql {metadata.version('eql')}"

    def readings(self, question: Question, event: Event) -> Iterator[Event]:
        yield from super().readings(question, event)
        yield from without_blanks(event)

    def finds(self, question: Question, events: Sequence[Event]) -> Sequence[bool]:
        from prove.elastic.eql_judge import EqlError, EqlQuery

        try:
            query = EqlQuery(question.query)
            return [query.finds(keywords(question.rule, event)) for event in events]
        except EqlError as problem:
            raise NotUnderstood(str(problem)) from problem


def _installed() -> None:
    try:
        metadata.version("eql")
    except metadata.PackageNotFoundError as problem:
        raise Missing("eql, with `pip install detection-catalogue[prove]`") from problem


Value = str | float | bool


def keywords(
    rule: Mapping[str, Any], event: Event, *, index: Callable[..., Stored] = ecs
) -> dict[str, Value]:
    """The event with one value a field, of the type that `field_types` says."""
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
    """The event with its message as it is, for a language that regards case in all fields."""
    message = held.get("message.cased")
    return held if message is None else {**held, "message": message}


def is_held(rule: Mapping[str, Any], event: Event) -> bool:
    """Whether an index holds the event as it is: EQL, ES|QL and PPL know no field of several
    values, and what is mapped as a number or boolean takes nothing else."""
    types = field_types(rule)
    for name, value in flat("", event):
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
    """The fields that are mapped as numbers or booleans: those for which a rule about events that
    are not of Windows asks nothing else."""
    if is_windows(rule):
        return {}
    asked: defaultdict[str, set[type]] = defaultdict(set)
    for part in rule["detection"].values():
        for item in part if isinstance(part, list) else [part]:
            for name, value in item.items() if isinstance(item, Mapping) else ():
                field, *modifiers = str(name).split("|")
                if "exists" not in modifiers:
                    asked[field] |= set(_types(modifiers, value))
    return {
        field: kind
        for field, kinds in asked.items()
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
