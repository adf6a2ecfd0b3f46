"""A judge of SPL: runs a query over events, as Splunk's documentation says it should.

It knows the part of the language that the targets print and refuses everything else, so that
nothing passes because it was not understood. It shares no code with the back end. The sources of
expressions are in `search` and `eval`; for the commands here: Splunk Search Reference, "eval",
"search", "sort", "tstats", "streamstats" (`time_window` looks back from each event, and needs the
events in the order of their times), "rename", "table", "multisearch"; Search Manual, "Anatomy of a
search" for the pipe, which does not divide inside quotation marks or brackets.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from prove.problems import NotUnderstood
from prove.splunk.eval import eval_expression, to_number
from prove.splunk.search import Event, Search, unquoted, values_of

Row = dict[str, Any]
Command = Callable[[list[Row]], list[Row]]

_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_STREAMSTATS = re.compile(
    r"time_window=(\d+)([smhd]) (count|(\w+)\((\"[^\"]+\"|[\w.]+)\)) as (\w+)(?: by (.+))?"
)


class SplQuery:
    """A query, parsed once. Raises NotUnderstood.

    `closed` is whether an event exactly one `time_window` ago is still in it, which Splunk's
    documentation does not say.
    """

    def __init__(self, query: str, *, closed: bool = False) -> None:
        stages = [stage.strip() for stage in _divided(query, "|")]
        if len(stages) > 1 and not stages[0] and stages[1].startswith("tstats "):
            commands = []
        elif stages[0]:
            commands = [_search(stages[0])]
        elif len(stages) > 1 and stages[1].startswith("multisearch"):
            commands = []
        else:
            raise NotUnderstood("a query begins with a search")
        self.commands = commands + [_command(stage, closed) for stage in stages[1:]]

    def run(self, events: Iterable[Event]) -> list[Row]:
        """What the query returns, in the order in which it does."""
        rows = [dict(event) for event in events]
        for command in self.commands:
            rows = command(rows)
        return rows

    def finds(self, event: Event) -> bool:
        """Whether the query returns this one event."""
        return bool(self.run([event]))


def finds(query: str, event: Mapping[str, Any]) -> bool:
    """Whether a query returns an event; `_raw` in it is the text of the event."""
    return SplQuery(query).finds(event)


def _divided(text: str, at: str) -> list[str]:
    """The parts of a text between a character, outside strings and brackets."""
    parts, start, depth, quote = [], 0, 0, False
    position = 0
    while position < len(text):
        char = text[position]
        if quote:
            if char == "\\":
                position += 1
            elif char == '"':
                quote = False
        elif char == '"':
            quote = True
        elif char in "[]":
            depth += 1 if char == "[" else -1
        elif char == at and depth == 0:
            parts.append(text[start:position])
            start = position + 1
        position += 1
    if quote or depth:
        raise NotUnderstood("a quotation mark or a bracket is not closed")
    return [*parts, text[start:]]


def _command(stage: str, closed: bool = False) -> Command:
    macro = re.fullmatch(r"`drop_dm_object_name\((\w+)\)`", stage)
    if macro is not None:
        return _without_object(macro[1])
    name, _, rest = stage.partition(" ")
    name, newline, more = name.partition("\n")
    if name not in _COMMANDS:
        raise NotUnderstood(f"the judge does not know the command {name!r}")
    text = (more + " " + rest if newline else rest).strip()
    return _streamstats(text, closed) if name == "streamstats" else _COMMANDS[name](text)


def _search(text: str) -> Command:
    test = Search(text).condition()
    return lambda rows: [row for row in rows if test(row)]


def _where(text: str) -> Command:
    expression = eval_expression(text)
    return lambda rows: [row for row in rows if expression(row) is True]


def _eval(text: str) -> Command:
    name, _, body = text.partition("=")
    if not re.fullmatch(r"[A-Za-z_]\w*", name):
        raise NotUnderstood(f"eval assigns to {name!r}")
    expression = eval_expression(body)
    return lambda rows: [{**row, name: _stored(expression(row))} for row in rows]


def _stored(value: Any) -> Any:
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _table(text: str) -> Command:
    names = [_name(part) for part in _divided(text, ",")]
    return lambda rows: [{name: row[name] for name in names if name in row} for row in rows]


def _rename(text: str) -> Command:
    match = re.fullmatch(r'("[^"]+"|[\w.]+) as ("[^"]+"|[\w.]+)', text)
    if match is None:
        raise NotUnderstood(f"rename of {text!r}")
    old, new = _name(match[1]), _name(match[2])
    return lambda rows: [
        {new if name == old else name: value for name, value in row.items()} for row in rows
    ]


def _sort(text: str) -> Command:
    if text != "0 _time":
        raise NotUnderstood(f"sort of {text!r}")
    return lambda rows: sorted(rows, key=lambda row: row["_time"])


def _multisearch(text: str) -> Command:
    searches = []
    for part in re.split(r"(?<=\])\s+(?=\[)", text):
        if not part.startswith("[ search ") or not part.endswith("]"):
            raise NotUnderstood(f"not a subsearch: {part!r}")
        searches.append(SplQuery(part.removeprefix("[ search ")[:-1]))
    if len(searches) < 2:
        raise NotUnderstood("multisearch needs at least two searches")
    return lambda rows: [row for search in searches for row in search.run(rows)]


def _streamstats(text: str, closed: bool = False) -> Command:
    match = _STREAMSTATS.fullmatch(text)
    if match is None:
        raise NotUnderstood(f"streamstats of {text!r}")
    window = int(match[1]) * _SECONDS[match[2]]
    edge = 1e-6 if closed else 0  # Seconds; times of events are not finer.
    groups = [_name(name) for name in re.findall(r'"[^"]+"|[\w.]+', match[7] or "")]
    field = _name(match[5] or "")
    aggregate = _aggregate(match[4] or match[3])

    def command(rows: list[Row]) -> list[Row]:
        times = [row["_time"] for row in rows]
        if times != sorted(times):
            raise NotUnderstood("streamstats with a time window needs the events in order")
        result = []
        for position, row in enumerate(rows):
            key = [values_of(row, name) for name in groups]
            if not all(key):
                result.append(row)
                continue
            seen = [
                other
                for other in rows[: position + 1]
                if row["_time"] - other["_time"] < window + edge
                and [values_of(other, name) for name in groups] == key
            ]
            values = [value for other in seen for value in values_of(other, field)]
            result.append({**row, match[6]: len(seen) if not field else aggregate(values)})
        return result

    return command


def _aggregate(name: str) -> Callable[[list[str]], Any]:
    def numbers(values: list[str]) -> list[float]:
        return [number for value in values if (number := to_number(value)) is not None]

    aggregates: dict[str, Callable[[list[str]], Any]] = {
        "count": len,
        "dc": lambda values: len(set(values)),
        "values": lambda values: sorted(set(values)),
        "sum": lambda values: sum(numbers(values)),
        "avg": lambda values: sum(numbers(values)) / max(len(numbers(values)), 1),
    }
    if name not in aggregates:
        raise NotUnderstood(f"the judge does not know the function {name!r}")
    return aggregates[name]


def _name(text: str) -> str:
    text = text.strip()
    return unquoted(text[1:-1]) if text.startswith('"') else text


_TSTATS = re.compile(
    r'summariesonly=false allow_old_summaries=true fillnull_value="(?P<null>\w+)" count '
    r"min\(_time\) as firstTime max\(_time\) as lastTime from datamodel=(?P<model>[\w.]+)"
    r"(?: where (?P<where>.*))? by (?P<fields>[\w. ]+)",
    re.DOTALL,
)


def _tstats(text: str) -> Command:
    """Search Reference, "tstats": a row for each combination of the fields after `by`, of the events
    for which the expression after `where` holds; `fillnull_value` replaces a missing value, and
    without it such an event is left out."""
    match = _TSTATS.fullmatch(text)
    if match is None:
        raise NotUnderstood(f"tstats of {text!r}")
    test = Search(match["where"]).condition() if match["where"] else None
    fields = match["fields"].split()

    def command(rows: list[Row]) -> list[Row]:
        groups: dict[tuple[str, ...], Row] = {}
        for row in rows:
            if test is not None and not test(row):
                continue
            values = [values_of(row, field) for field in fields]
            if any(len(texts) > 1 for texts in values):
                raise NotUnderstood("several values in a field that tstats groups by")
            key = tuple(texts[0] if texts else match["null"] for texts in values)
            groups.setdefault(key, dict(zip(fields, key, strict=True)))
        return list(groups.values())

    return command


def _without_object(prefix: str) -> Command:
    """The macro of the Common Information Model: `rename prefix.* as *`."""
    return lambda rows: [
        {name.removeprefix(f"{prefix}."): value for name, value in row.items()} for row in rows
    ]


def _convert(text: str) -> Command:
    """Changes only how a time is displayed."""
    if not re.fullmatch(r'timeformat="[^"]*" ctime\((firstTime|lastTime)\)', text):
        raise NotUnderstood(f"convert of {text!r}")
    return lambda rows: rows


_COMMANDS: dict[str, Callable[[str], Command]] = {
    "convert": _convert,
    "eval": _eval,
    "multisearch": _multisearch,
    "rename": _rename,
    "search": _search,
    "sort": _sort,
    "streamstats": _streamstats,
    "table": _table,
    "tstats": _tstats,
    "where": _where,
}
