"""The state of a running command: variables, script blocks, operators and methods."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv6Address
from typing import Any
from xml.etree import ElementTree

from prove.powershell import dotnet
from prove.powershell.dotnet import Table, items, regex, text
from prove.problems import NotUnderstood

Run = Callable[["Scopes"], Any]


class Return(Exception):
    """`return`: ends the script block."""


class Continue(Exception):
    """`continue`: ends this pass of the loop."""


@dataclass
class Scopes:
    """The variables, and the output of the running block."""

    stack: list[dict[str, Any]] = field(default_factory=lambda: [{}])
    output: list[Any] = field(default_factory=list)
    log: list[Any] = field(default_factory=list)

    def get(self, name: str) -> Any:
        for scope in reversed(self.stack):
            if name in scope:
                return scope[name]
        raise NotUnderstood(f"the variable ${name} was never set")

    def set(self, name: str, value: Any) -> None:
        self.stack[-1][name] = value


@dataclass(frozen=True)
class Block:
    """A script block `{ ... }`."""

    parameters: tuple[tuple[str, Run | None], ...]
    body: Run

    def output_of(self, scopes: Scopes) -> list[Any]:
        """The output of the block, in the current scope."""
        outer, scopes.output = scopes.output, []
        try:
            self.body(scopes)
        except Return:
            pass
        finally:
            inner, scopes.output = scopes.output, outer
        return inner

    def call(self, scopes: Scopes, arguments: list[Any]) -> Any:
        """`& block arguments`: one value, or an array of several."""
        local: dict[str, Any] = {"args": arguments[len(self.parameters) :]}
        for number, (name, default) in enumerate(self.parameters):
            if number < len(arguments):
                local[name] = arguments[number]
            else:
                local[name] = default(scopes) if default else None
        scopes.stack.append(local)
        try:
            output = self.output_of(scopes)
        finally:
            scopes.stack.pop()
        return output[0] if len(output) == 1 else (output or None)


@dataclass(frozen=True)
class Type:
    """`[name]`."""

    name: str


def events_of(log: list[Any], arguments: list[Any]) -> list[Any]:
    """Get-WinEvent: the events that one of the hash tables describes."""
    parameter, tables, *rest = arguments
    if parameter != "-FilterHashtable" or rest not in ([], ["-Oldest"]):
        raise NotUnderstood(f"Get-WinEvent {arguments}")
    for table in items(tables):
        if not set(table) <= {"logname", "id"} or len(items(table["Id"])) > 23:
            raise NotUnderstood(f"-FilterHashtable {table}")
    return [event for event in log if any(_described(event, t) for t in items(tables))]


def _described(event: Any, table: Table) -> bool:
    logs = [name.lower() for name in items(table["LogName"])]
    return event.LogName.lower() in logs and ("Id" not in table or event.Id in items(table["Id"]))


def _match(left: Any, right: Any, options: str) -> bool:
    if isinstance(left, list):
        raise NotUnderstood("a match on an array filters it")
    return regex(right, options).search(text(left)) is not None


def _equal(left: Any, right: Any) -> bool:
    if isinstance(left, list):
        raise NotUnderstood("-eq on an array filters it")
    if isinstance(left, str) and right is not None:
        return left.lower() == text(right).lower()
    return bool(left == right)


def _replace(left: Any, right: Any) -> str:
    pattern, replacement = right
    if re.search(r"[$\\]", replacement):
        raise NotUnderstood(f"-replace with {replacement}")
    return regex(pattern, "IgnoreCase").sub(replacement, text(left))


def _as(left: Any, right: Type) -> Any:
    if right.name != "ipaddress":
        raise NotUnderstood(f"-as [{right.name}]")
    return dotnet.as_address(text(left))


def _formatted(left: str, right: Any) -> str:
    if left == "0x{0:x}":
        return f"0x{right:x}" if isinstance(right, int) else text(right)
    if re.fullmatch(r"[^{}]*\{0\}[^{}]*", left):
        return left.replace("{0}", text(right))
    raise NotUnderstood(f"-f on {left}")


OPERATORS: dict[str, Callable[[Any, Any], Any]] = {
    "-match": lambda a, b: _match(a, b, "IgnoreCase"),
    "-notmatch": lambda a, b: not _match(a, b, "IgnoreCase"),
    "-cnotmatch": lambda a, b: not _match(a, b, "None"),
    "-replace": _replace,
    "-join": lambda a, b: b.join(map(text, items(a))),
    "-split": lambda a, b: re.split(b, a),
    "-f": _formatted,
    "-as": _as,
    "-eq": _equal,
    "-ne": lambda a, b: not _equal(a, b),
    "-gt": lambda a, b: a > b,
    "-ge": lambda a, b: a >= b,
    "-lt": lambda a, b: a < b,
    "-le": lambda a, b: a <= b,
}
CASTS: dict[str, Callable[[Any], Any]] = {
    "xml": dotnet.parse_xml,
    "string": text,
    "decimal": lambda value: dotnet.as_decimal(text(value)),
    "ipaddress": lambda value: dotnet.as_address(text(value)),
}


def property_of(value: Any, name: str) -> Any:
    if isinstance(value, str) and name == "length":
        return len(value)
    if isinstance(value, list | None) and name == "count":
        return len(value or ())
    if isinstance(value, ElementTree.Element):
        return {"localname": dotnet.local_name, "innertext": dotnet.inner_text}[name](value)
    if isinstance(value, re.Match) and name == "groups":
        return [value.group(number) for number in range(value.re.groups + 1)]
    if isinstance(value, str) and name == "value":  # of a group
        return value
    if value is None:
        return None
    if name in ("id", "logname", "providername", "machinename", "recordid", "message", "level") or (
        name in ("task", "opcode", "keywords", "version", "userid", "processid", "threadid")
    ):
        return getattr(value, name)
    raise NotUnderstood(f"property {name} of {value!r}")


def invoked(value: Any, name: str, given: list[Any]) -> Any:
    kind = f"[{value.name}]" if isinstance(value, Type) else ""
    match kind, name, value, given:
        case "[regex]", "ismatch", _, [subject, pattern, options]:
            return regex(pattern, options).search(text(subject)) is not None
        case "[regex]", "escape", _, [one]:
            return re.sub(r"([\\*+?|{\[()^$.# ])", r"\\\1", text(one)).replace("\n", "\\n")
        case "[regex]", "matches", _, [subject, pattern]:
            return list(regex(pattern, "None").finditer(text(subject)))
        case "[convert]", "tostring", _, [number, 2]:
            return f"{number:b}"
        case "", "toxml", _, []:
            return value.xml
        case "", "selectnodes", ElementTree.Element(), [xpath]:
            return dotnet.select_nodes(value, xpath)
        case "", "getattribute", ElementTree.Element(), [attribute]:
            return value.get(attribute, "")
        case "", "containskey", Table(), [key]:
            return key in value
        case "", "replace", str(), [old, new]:
            return value.replace(old, new)
        case "", "padleft", str(), [width, fill]:
            return value.rjust(width, fill)
        case "", "substring", str(), [start, length]:
            return value[start : start + int(length)]
        case "", "getaddressbytes", IPv4Address() | IPv6Address(), []:
            return list(value.packed)
    raise NotUnderstood(f"method {kind}{name} of {value!r} with {given}")
