"""What is asked in the Kusto Query Language: Microsoft's own parser with the tables' columns, and a
judge over its tree."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice, product
from typing import Any

from generator.logic.evaluate import compile_rule
from generator.logic.evaluate.tree import leaves
from prove.engine import Engine, Event, Question, Rejected
from prove.kusto import rows
from prove.kusto.judge import keeps, table_of, understood
from prove.kusto.rows import Row, Unheld
from prove.node import Script, version_of
from prove.shared import re2

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
    """A product that is asked in KQL. A string is never null: an empty one is a missing one."""

    def __init__(self) -> None:
        re2.installed()
        self.script = Script("kql.mjs", PACKAGE)
        self.script.tell({"tables": self.tables()})
        self._parsed: tuple[str, Mapping[str, Any]] = ("", {})

    @property
    def name(self) -> str:
        return f"{PACKAGE} {version_of(PACKAGE)}, and a judge of the documented language"

    @abstractmethod
    def tables(self) -> Tables:
        """The tables of the product."""

    @abstractmethod
    def sensed(self, rule: Mapping[str, Any], event: Event) -> dict[str, Any]:
        """The event as Sysmon would write it where the product knows of it. Raises Unheld."""

    @abstractmethod
    def row(self, rule: Mapping[str, Any], event: Event) -> Row:
        """The columns that the product fills otherwise than by name. Raises Unheld."""

    def computed(self, rule: Mapping[str, Any]) -> frozenset[str]:
        """Fields that `row` takes care of."""
        return frozenset()

    def columns(self, types: Mapping[str, str], names: Iterable[str]) -> Iterable[str]:
        """Of what the pipeline calls a field, what its table is to have."""
        return names

    def tree(self, query: str) -> Mapping[str, Any]:
        """The syntax tree of a query, the last one kept. Raises Rejected and NotUnderstood."""
        if self._parsed[0] == query:
            return self._parsed[1]
        answer = self.script.ask({"query": query})
        if "error" in answer:
            raise Rejected(answer["error"])
        found: Mapping[str, Any] = answer["tree"]
        understood(found)
        self._parsed = (query, found)
        return found

    def events(self, question: Question, made: Event) -> Iterator[Event]:
        tree = self.tree(question.query)
        try:
            event = self.sensed(question.rule, made)
            self._row(question, table_of(tree), event)
        except Unheld:
            return
        yield event

    def readings(self, question: Question, event: Event) -> Iterator[Event]:
        """An empty text for a missing one, and the other way round."""
        asked = {leaf.field for leaf in leaves(compile_rule(question.rule).root) if leaf.field}
        empty = sorted(field for field in asked if not rows.present(event, field))
        kept = {name: value for name, value in event.items() if name not in empty}
        for chosen in islice(product((False, True), repeat=len(empty)), 256):
            made = {name: "" for name, there in zip(empty, chosen, strict=True) if there}
            yield {**kept, **made}

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
