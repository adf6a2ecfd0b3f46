"""EQL over events of an index whose strings are keywords, as they are mapped by default."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib import metadata
from typing import Any

from prove.engine import Engine, Event, Missing, NotUnderstood, Parser, Question, Rejected
from prove.engines.ecs_index import ecs, without_blanks
from prove.engines.elastic_index import Stored, flat


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


class EqlJudge(Engine):
    """A judge of the language over that parser's tree."""

    def __init__(self) -> None:
        _installed()

    @property
    def name(self) -> str:
        return f"a judge of EQL over the parse tree of eql {metadata.version('eql')}"

    def events(self, question: Question, made: Event) -> Iterator[Event]:
        for event in super().events(question, made):
            if is_held(question.rule, event):
                yield event

    def readings(self, question: Question, event: Event) -> Iterator[Event]:
        yield from super().readings(question, event)
        yield from without_blanks(event)

    def finds(self, question: Question, events: Sequence[Event]) -> Sequence[bool]:
        from prove.judges.eql import EqlError, EqlQuery

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


def keywords(
    rule: Mapping[str, Any], event: Event, *, index: Callable[..., Stored] = ecs
) -> dict[str, str | float]:
    """The event with one value a field: a number where `number_fields` has it."""
    numbers = number_fields(rule)
    held: dict[str, str | float] = {}
    for name, values in index(rule, event).items():
        if name.endswith(".cased") and name != "message.cased":
            continue
        text = "\n".join(values) if name.startswith("message.") else values[0]
        held[name] = float(text) if name in numbers else text
    return held


def is_held(rule: Mapping[str, Any], event: Event) -> bool:
    """Whether an index holds the event as it is: EQL and ES|QL know no field of several values,
    and what is mapped as a number takes nothing but numbers."""
    numbers = number_fields(rule)
    for name, value in flat("", event):
        if isinstance(value, list) and len(value) > 1:
            return False
        single = value[0] if isinstance(value, list) and value else value
        if name in numbers and not _is_number(single):
            return False
    return True


def _is_number(value: Any) -> bool:
    if value is None or value == []:
        return True
    if isinstance(value, bool):
        return False
    return re.fullmatch(r"-?(0|[1-9]\d*)(\.\d*[1-9])?", str(value)) is not None


def number_fields(rule: Mapping[str, Any]) -> set[str]:
    """The fields that are mapped as numbers, for events that are not of Windows: those that the
    rule compares with a number."""
    if rule.get("logsource", {}).get("product") == "windows":
        return set()
    found: set[str] = set()
    for part in rule["detection"].values():
        for item in part if isinstance(part, list) else [part]:
            if isinstance(item, Mapping):
                found |= {name for name, value in _items(item) if _asks_number(name, value)}
    return {name.partition("|")[0] for name in found}


def _items(item: Mapping[Any, Any]) -> Iterator[tuple[str, Any]]:
    for name, value in item.items():
        yield str(name), value


def _asks_number(name: str, value: Any) -> bool:
    values = value if isinstance(value, list) else [value]
    if set(name.split("|")[1:]) & {"lt", "lte", "gt", "gte"}:
        return True
    plain = "|" not in name or name.endswith("|neq")
    return plain and any(isinstance(v, (int, float)) and not isinstance(v, bool) for v in values)
