"""Databases that are queried in SQL: events as rows of a table, in columns by the field names."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar

from generator.logic.evaluate import compile_rule, fires, scope_event
from generator.logic.evaluate.matchers import FieldReference
from generator.logic.evaluate.tree import leaves
from generator.targets.trust import Level
from prove.engine import Engine, Event, Question, places_of
from prove.shared.events import RAW
from prove.shared.values import text_of

TYPES = "types of the columns"
"""An additional key of an event: in columns of which types it is stored. No rule has such a field."""

NUMBER = "event number"
"""The column with the number of the event that a row holds."""

Columns = Mapping[str, type]
Row = Mapping[str, Any]
Table = tuple[dict[str, type], list[Row]]


class SqlEngine(Engine):
    """Each event in columns of its types, and again in columns of text.

    Lists are left out, which the column of a field does not hold, and so are events with two values
    for one column: the pipeline gives two fields one name, or names differ only in case.
    """

    level = Level.PROVEN
    raw: ClassVar[str] = "raw"
    """The column with the event as a whole."""
    cased_names: ClassVar[bool] = False
    numbers: ClassVar[tuple[type, ...]] = (int, str)
    """The types of column that a whole number is stored in."""

    def events(self, question: Question, generated: Event) -> Iterator[Event]:
        event: dict[str, Any] = {**scope_event(question.rule), **generated}
        if not all(map(is_scalar, event.values())):
            return
        if any(leaf.field is None for leaf in leaves(compile_rule(question.rule).root)):
            event.setdefault(
                RAW, "\n".join(str(text_of(v)) for v in event.values() if v is not None)
            )
        if self._row(question, event) is None:
            return
        for kind in self.numbers if _has_number(event) else self.numbers[:1]:
            yield {**event, TYPES: kind.__name__}

    def expected(self, question: Question, event: Event) -> bool:
        return fires(question.rule, _without_types(event))

    def finds(self, question: Question, events: Sequence[Event]) -> Sequence[bool]:
        tables: list[Table] = []
        for number, event in enumerate(events):
            row = self._row(question, _without_types(event)) or {}
            stored = {name: self._stored(value, event) for name, value in row.items()}
            kinds = {name: type(value) for name, value in stored.items()}
            _fitting(tables, kinds).append({**stored, NUMBER: number})
        tested = dict.fromkeys(self._columns(question), str)
        found: set[int] = set()
        for columns, rows in tables:
            found |= self.found(question.query, {NUMBER: int, **tested, **columns}, rows)
        return [number in found for number in range(len(events))]

    @abstractmethod
    def found(self, query: str, columns: Columns, rows: Sequence[Row]) -> set[int]:
        """The numbers of the rows of a table that the query finds. Raises Rejected."""

    def names(self, question: Question) -> Mapping[str, tuple[str, ...]]:
        """The columns of each field that the pipeline renames."""
        return question.names

    def _stored(self, value: Any, event: Event) -> Any:
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            return text_of(value) if event[TYPES] == "str" and isinstance(value, bool) else value
        if event[TYPES] == "str":
            return text_of(value)
        return float(value) if event[TYPES] == "float" else value

    def _row(self, question: Question, event: Event) -> dict[str, Any] | None:
        """The event by column; None where two values are for one column."""
        row: dict[str, Any] = {}
        for field, value in event.items():
            if value is None:
                continue
            names = (self.raw,) if field == RAW else self.names(question).get(field, (field,))
            for name, placed in places_of(names, field, value, question.rule):
                if name in row and row[name] != placed:
                    return None
                row[name] = placed
        if not self.cased_names:
            if len({name.lower() for name in row}) < len(row):
                return None
            columns = {name.lower(): name for name in self._columns(question)}
            row = {columns.get(name.lower(), name): value for name, value in row.items()}
        return row if self.holds(row) else None

    def holds(self, row: Row) -> bool:
        """Whether a table can have such columns."""
        return True

    def _columns(self, question: Question) -> list[str]:
        """The columns that a query may name, whatever fields the events have."""
        fields = [RAW, *scope_event(question.rule)]
        for leaf in leaves(compile_rule(question.rule).root):
            fields += [leaf.field] if leaf.field else []
            fields += [m.field for m in leaf.matchers if isinstance(m, FieldReference)]
        names: dict[str, str] = {}
        for field in fields:
            for name in (self.raw,) if field == RAW else self.names(question).get(field, (field,)):
                names.setdefault(name if self.cased_names else name.lower(), name)
        return list(names.values())


def arrow_table(columns: Columns, rows: Sequence[Row]) -> Any:
    """The rows as a table of Arrow, which every engine but SQLite can import."""
    import pyarrow

    types = arrow_types()
    schema = pyarrow.schema([(name, types[kind]) for name, kind in columns.items()])
    return pyarrow.Table.from_pylist([dict(row) for row in rows], schema=schema)


def arrow_types() -> dict[type, Any]:
    """Arrow's type of each type of column."""
    import pyarrow

    return {
        str: pyarrow.string(),
        int: pyarrow.int64(),
        float: pyarrow.float64(),
        bool: pyarrow.bool_(),
    }


def _fitting(tables: list[Table], kinds: Mapping[str, type]) -> list[Row]:
    """The rows of a table with no column of another type; of a new one if there is none."""
    for columns, rows in tables:
        if all(columns.get(name, kind) is kind for name, kind in kinds.items()):
            columns.update(kinds)
            return rows
    tables.append((dict(kinds), []))
    return tables[-1][1]


def _without_types(event: Event) -> dict[str, Any]:
    return {name: value for name, value in event.items() if name != TYPES}


def is_scalar(value: Any) -> bool:
    if isinstance(value, str):
        return not any("\ud800" <= char <= "\udfff" for char in value)
    if isinstance(value, int):
        return abs(value) < 2**63
    return value is None or isinstance(value, float)


def _has_number(event: Event) -> bool:
    return any(isinstance(value, (bool, int, float)) for value in event.values())
