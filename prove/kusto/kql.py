"""The Kusto Query Language: Microsoft's own parser with the tables' columns, and a judge over its
tree."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice, product
from typing import Any

from prove.engine import Engine, Event, Question, fields_of
from prove.kusto import rows
from prove.kusto.judge import keeps, table_of, understood
from prove.kusto.rows import Row
from prove.node import Script, version_of
from prove.problems import Rejected
from prove.shared import re2
from prove.shared.sensors import Unrecorded

PACKAGE = "@kusto/language-service-next"

Tables = Mapping[str, Mapping[str, str]]
"""Tables with the types of their columns."""

_TYPES = {
    "integer": "int",
    "int": "int",
    "long": "long",
    "bool": "bool",
    "boolean": "bool",
    "datetime": "datetime",
    "dynamic": "dynamic",
    "real": "real",
    "double": "real",
    "guid": "guid",
}


def types_of(described: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """Columns with Kusto's types, of a table as a published package lists it."""
    return {
        name: _TYPES.get(column["data_type"].lower(), "string")
        for name, column in described.items()
        if " " not in name
    }


class KustoEngine(Engine):
    """A product that is queried in KQL. A string is never null: an empty one is a missing one."""

    def __init__(self) -> None:
        re2.require()
        self.script = Script("kql.mjs", PACKAGE)
        self.script.tell({"tables": self.tables()})
        self._last: tuple[str, Mapping[str, Any]] = ("", {})

    @property
    def name(self) -> str:
        return f"{PACKAGE} {version_of(PACKAGE)}, and a judge of the documented language"

    @abstractmethod
    def tables(self) -> Tables:
        """The tables of the product."""

    @abstractmethod
    def sensed(self, rule: Mapping[str, Any], event: Event) -> dict[str, Any]:
        """The event as Sysmon would write it if the product records it. Raises Unrecorded."""

    @abstractmethod
    def row(self, rule: Mapping[str, Any], event: Event) -> Row:
        """The columns that do not simply hold a field. Raises Unrecorded."""

    def computed(self, rule: Mapping[str, Any]) -> frozenset[str]:
        """The fields that `row` handles."""
        return frozenset()

    def columns(self, types: Mapping[str, str], names: Iterable[str]) -> Iterable[str]:
        """Of the names that the pipeline gives a field, those that its table must have."""
        return names

    def tree(self, query: str) -> Mapping[str, Any]:
        """The syntax tree of a query; the last one is cached. Raises Rejected and NotUnderstood."""
        if self._last[0] == query:
            return self._last[1]
        answer = self.script.ask({"query": query})
        if "error" in answer:
            raise Rejected(answer["error"])
        found: Mapping[str, Any] = answer["tree"]
        understood(found)
        self._last = (query, found)
        return found

    def events(self, question: Question, generated: Event) -> Iterator[Event]:
        tree = self.tree(question.query)
        try:
            event = self.sensed(question.rule, generated)
            self._row(question, table_of(tree), event)
        except Unrecorded:
            return
        yield event

    def equivalents(self, question: Question, event: Event) -> Iterator[Event]:
        """Empty and missing are the same."""
        tested = fields_of(question.rule)
        empty = sorted(field for field in tested if not rows.present(event, field))
        filled = {name: value for name, value in event.items() if name not in empty}
        for chosen in islice(product((False, True), repeat=len(empty)), 256):
            texts = {name: "" for name, there in zip(empty, chosen, strict=True) if there}
            yield {**filled, **texts}

    def finds(self, question: Question, events: Sequence[Event]) -> Sequence[bool]:
        tree = self.tree(question.query)
        name = table_of(tree)
        return [keeps(tree, self._row(question, name, event)) for event in events]

    def _row(self, question: Question, name: str, event: Event) -> Row:
        types = self.tables()[name]
        row = {column: "" if kind == "string" else None for column, kind in types.items()}
        computed = self.computed(question.rule)
        for field, value in event.items():
            if field not in computed:
                for column in self.columns(types, question.names.get(field, ())):
                    row[column] = rows.stored(value, types[column])
        row.update(self.row(question.rule, event))
        return row
