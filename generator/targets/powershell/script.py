"""A condition on the events of a log, written as a command for PowerShell 5.1 and 7.

The command pastes into a console line by line: a line ends only where PowerShell must read on,
no line is empty, and nothing in it is a tab.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from generator.base.boolean import And, Not, Or, leaves
from generator.facts.logsources import EVENT_NAMES, UNNAMED_VALUES, EventSource
from generator.targets.powershell.conditions import (
    FOLDED,
    Compares,
    Condition,
    Exists,
    Has,
    Refers,
    Test,
    Within,
    event_ids,
    narrowed,
)
from generator.targets.powershell.fields import (
    DATA,
    DEFENDER,
    POWERSHELL_CLASSIC,
    RAW,
    SYSTEM_FIELDS,
    field_name,
    quoted,
)
from generator.targets.powershell.helpers import CLASSIC, CONTROLS, HELPERS, LEAVES

IDS_PER_TABLE = 20
"""Windows takes some 23 event ids in one XPath expression, of which a hash table becomes one."""

CACHED_EXPRESSIONS = 15
"""How many regular expressions .NET remembers unless it is told otherwise."""

WIDTH = 80
"""Where a line with many values is broken."""

COLUMNS = ("TimeCreated", "Id", "RecordId", "ProcessId", "MachineName", "Message")
INDENT = "  "


def command(source: EventSource, condition: Condition) -> str:
    """The command that returns the events of a log that meet the condition."""
    channels = source.channels
    ids = _ids(source, condition)
    known = {"eventid": frozenset(map(str, ids))} if ids else {}
    if EVENT_NAMES.keys() & {*channels}:  # Rules name the log, which Windows is asked for already.
        known["channel"] = frozenset(channel.lower() for channel in channels)
    left = narrowed(condition, known)
    if left == Or(()):  # No event can meet it; let the reader see what it asks.
        left = condition
    stages = [f"Get-WinEvent -FilterHashtable {_tables(channels, sorted(ids))}{_oldest(channels)}"]
    if left != And(()):
        stages.append("\n".join(["Where-Object {", *_block(channels, left), "}"]))
    stages.append("Select-Object -Property " + ", ".join(map(quoted, COLUMNS)))
    return " |\n".join([stages[0], *(_indented(stage) for stage in stages[1:])])


def _ids(source: EventSource, condition: Condition) -> frozenset[int]:
    """The ids that an event of the source can have and meet the condition; empty for any id."""
    of_source = frozenset(source.event_ids)
    asked = event_ids(condition)
    if asked is None:
        return of_source
    return (asked & of_source if of_source else asked) or of_source


def _indented(text: str) -> str:
    return "\n".join(INDENT + line for line in text.split("\n"))


def _tables(channels: tuple[str, ...], ids: list[int]) -> str:
    log = "LogName = " + ", ".join(map(quoted, channels))
    if not ids:
        return f"@{{ {log} }}"
    groups = [ids[i : i + IDS_PER_TABLE] for i in range(0, len(ids), IDS_PER_TABLE)]
    tables = [f"@{{ {log}; Id = {', '.join(map(str, group))} }}" for group in groups]
    return (",\n" + INDENT).join(tables)


def _oldest(channels: tuple[str, ...]) -> str:
    """Windows reads analytic and debug logs only forwards."""
    forwards = any(
        channel.endswith(("/Analytic", "/Analytical", "/Debug", "/Diagnostic"))
        for channel in channels
    )
    return " -Oldest" if forwards else ""


def _block(channels: tuple[str, ...], condition: Condition) -> Iterator[str]:
    asked: tuple[Test, ...] = tuple(leaves(condition))
    if sum(isinstance(test, Has) for test in asked) > CACHED_EXPRESSIONS:
        yield f"{INDENT}[regex]::CacheSize = 1000"
    for line in (*_values(channels, _fields(asked)), *_definitions(asked)):
        yield INDENT + line
    for line in _written(condition, channels):
        yield INDENT + line


def _fields(asked: tuple[Test, ...]) -> tuple[str, ...]:
    names = [test.field for test in asked]
    names += [test.other for test in asked if isinstance(test, Refers)]
    return tuple({name.lower(): name for name in names}.values())


def _values(channels: tuple[str, ...], fields: tuple[str, ...]) -> Iterator[str]:
    """The lines that make `$f`, the lists of the event's values by name."""
    yield "$f = @{}"
    if RAW in fields:
        yield f"$f[{quoted(RAW)}] = @([string]$_.Message)"
    yield f"$leaves = '{LEAVES}'"
    yield f"foreach ($d in ([xml]($_.ToXml() -replace '{CONTROLS}', '?')).SelectNodes($leaves)) {{"
    yield "  $n = $d.GetAttribute('Name')"
    yield "  if (-not $n) { $n = $d.LocalName }"
    if DEFENDER in channels:
        yield "  $n = $n.Replace(' ', '')"
    yield "  if (-not $f.ContainsKey($n)) { $f[$n] = @() }"
    yield "  $f[$n] += $d.InnerText"
    if RAW in fields:
        yield f"  $f[{quoted(RAW)}] += $d.InnerText"
    yield "}"
    if POWERSHELL_CLASSIC in channels and any(_in_text(name) for name in fields):
        yield from CLASSIC.split("\n")
    places = {name.lower(): at for log in channels for name, at in _places(log)}
    for name in fields:
        if name.lower() in SYSTEM_FIELDS:
            yield _system_line(name)
        elif name.lower() in places:
            at = places[name.lower()]
            yield f"if ($f['Data'].Count -ge {at}) {{ $f[{quoted(name)}] = @($f['Data'][{at - 1}]) }}"


def _places(log: str) -> Iterable[tuple[str, int]]:
    """What rules give a name and events of a log only a place."""
    return UNNAMED_VALUES.get(log, {}).items()


def _in_text(field: str) -> bool:
    """Whether the field of a classic PowerShell event is a line of its last value."""
    return field.lower() not in (RAW, DATA.lower(), *SYSTEM_FIELDS)


def _system_line(field: str) -> str:
    system, name = SYSTEM_FIELDS[field.lower()], quoted(field)
    free = "" if system.own else f" -and -not $f.ContainsKey({name})"
    return f"if ($null -ne {system.record}{free}) {{ $f[{name}] = @({system.expression()}) }}"


def _definitions(asked: tuple[Test, ...]) -> Iterator[str]:
    kinds = {type(test) for test in asked}
    for kind, text in HELPERS:
        if kind in kinds:
            yield from text.split("\n")


def _written(condition: Condition, channels: tuple[str, ...]) -> list[str]:
    """The lines of a condition; `-and` and `-or` bind alike, so that each has its parentheses."""
    match condition:
        case Not(part=part):
            first, *rest = _grouped(part, channels)
            return [f"-not {first}", *rest]
        case And(parts=parts):
            return _linked(parts, "-and", channels)
        case Or(parts=parts):
            return _linked(parts, "-or", channels)
        case Exists(field=field):
            return [f"$f.ContainsKey({quoted(field_name(field, channels))})"]
        case Compares(operator=operator, number=number):
            decimal = f"[decimal]{quoted(number)}" if "." in number else number
            test = f"{{ $args[0] {operator} {decimal} }}"
            return _call("compare", condition.field, [test], channels)
        case Within(networks=networks):
            return _call("within", condition.field, [quoted(n) for n in networks], channels)
        case Refers(other=other, place=place):
            name = quoted(field_name(other, channels))
            return _call("refers", condition.field, [name], channels, f" {quoted(place)}")
        case Has(patterns=patterns, options=options):
            tail = "" if options == FOLDED else f" {quoted(options)}"
            return _call("has", condition.field, [quoted(p) for p in patterns], channels, tail)


def _linked(parts: tuple[Condition, ...], operator: str, channels: tuple[str, ...]) -> list[str]:
    lines: list[str] = []
    for part in parts:
        if lines:
            lines[-1] += f" {operator}"
        lines += _grouped(part, channels)
    return lines


def _grouped(part: Condition, channels: tuple[str, ...]) -> list[str]:
    lines = _written(part, channels)
    if not isinstance(part, And | Or):
        return lines
    if not lines:
        return ["$true" if isinstance(part, And) else "$false"]
    return ["(", *(INDENT + line for line in lines), ")"]


def _call(
    helper: str, field: str, items: list[str], channels: tuple[str, ...], tail: str = ""
) -> list[str]:
    """A helper's call; an argument of many items stands on lines of its own."""
    start = f"(& ${helper} {quoted(field_name(field, channels))} "
    if len(items) == 1:
        return [f"{start}{items[0]}{tail})"]
    line = f"{start}({', '.join(items)}){tail})"
    if len(line) <= WIDTH:
        return [line]
    return [f"{start}(", *(INDENT + line for line in _filled(items)), f"){tail})"]


def _filled(items: list[str]) -> Iterator[str]:
    line = ""
    for item in items[:-1]:
        if line and len(line) + len(item) > WIDTH:
            yield line
            line = ""
        line += (" " if line else "") + item + ","
    if line and len(line) + len(items[-1]) > WIDTH:
        yield line
        line = ""
    yield line + (" " if line else "") + items[-1]
