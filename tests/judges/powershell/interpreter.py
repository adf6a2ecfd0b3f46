"""An interpreter of the PowerShell that the commands are written in.

A parse tree becomes Python functions once; they are called per event. Variables are looked up
through all scopes, as PowerShell does; `&` opens a scope, a pipeline's script block does not.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address
from typing import Any
from xml.etree import ElementTree

import tree_sitter
import tree_sitter_powershell
from tree_sitter import Node

from tests.judges.powershell import dotnet
from tests.judges.powershell.dotnet import JudgeError, Table, flat, items, regex, text, truth

Run = Callable[["Scopes"], Any]


class _Return(Exception):
    pass


class _Continue(Exception):
    pass


@dataclass
class Scopes:
    """The variables, and what the block that runs has put out."""

    stack: list[dict[str, Any]] = field(default_factory=lambda: [{}])
    output: list[Any] = field(default_factory=list)
    log: list[Any] = field(default_factory=list)

    def get(self, name: str) -> Any:
        for scope in reversed(self.stack):
            if name in scope:
                return scope[name]
        raise JudgeError(f"the variable ${name} was never set")

    def set(self, name: str, value: Any) -> None:
        self.stack[-1][name] = value


@dataclass(frozen=True)
class Block:
    """A script block `{ ... }`."""

    parameters: tuple[tuple[str, Run | None], ...]
    body: Run

    def put_out(self, scopes: Scopes) -> list[Any]:
        """What the block puts out, in the scope that is open."""
        saved, scopes.output = scopes.output, []
        try:
            self.body(scopes)
        except _Return:
            pass
        finally:
            made, scopes.output = scopes.output, saved
        return made

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
            made = self.put_out(scopes)
        finally:
            scopes.stack.pop()
        return made[0] if len(made) == 1 else (made or None)


@dataclass(frozen=True)
class Type:
    """`[name]`."""

    name: str


class Command:
    """A command, parsed; raises JudgeError where it is no PowerShell."""

    def __init__(self, source: str) -> None:
        self.source = source.encode()
        tree = _parser().parse(self.source)
        if tree.root_node.has_error:
            raise JudgeError(f"no PowerShell: {_first_error(tree.root_node)}")
        self.run = self._statement(tree.root_node)

    def hits(self, log: Iterable[Any]) -> list[Any]:
        """The events of a machine's logs that the command returns."""
        scopes = Scopes(log=list(log))
        self.run(scopes)
        return scopes.output

    def _text(self, node: Node) -> str:
        return self.source[node.start_byte : node.end_byte].decode()

    def _compiled(self, node: Node) -> Run:
        node = _unwrapped(node)
        method = getattr(self, f"_on_{node.type}", None)
        if method is None:
            raise JudgeError(f"{node.type} is not known: {self._text(node)[:80]}")
        run: Run = method(node)
        return run

    def _parts(self, node: Node) -> list[Run]:
        return [self._compiled(child) for child in node.named_children]

    # Statements

    def _on_statement_list(self, node: Node) -> Run:
        runs = [self._statement(child) for child in node.named_children]

        def run(scopes: Scopes) -> None:
            for one in runs:
                one(scopes)

        return run

    def _statement(self, node: Node) -> Run:
        """A statement: the value of an expression is put out."""
        node = _unwrapped(node)
        run = self._compiled(node)
        if node.type in _SILENT:
            return run
        return lambda scopes: scopes.output.extend(flat([run(scopes)]))

    def _on_foreach_statement(self, node: Node) -> Run:
        variable, over, body = node.named_children
        name = self._text(variable)[1:].lower()
        values, inner = self._compiled(over), self._body(body)

        def run(scopes: Scopes) -> None:
            for value in items(values(scopes)):
                scopes.set(name, value)
                try:
                    inner(scopes)
                except _Continue:
                    continue

        return run

    def _body(self, block: Node) -> Run:
        statements = [self._statement(c) for n in block.named_children for c in _statements(n)]

        def run(scopes: Scopes) -> None:
            for one in statements:
                one(scopes)

        return run

    def _on_if_statement(self, node: Node) -> Run:
        condition, body = node.named_children
        test, inner = self._compiled(condition), self._body(body)

        def run(scopes: Scopes) -> None:
            if truth(test(scopes)):
                inner(scopes)

        return run

    def _on_flow_control_statement(self, node: Node) -> Run:
        word = node.children[0].type
        value = self._parts(node)

        def run(scopes: Scopes) -> None:
            if word == "continue":
                raise _Continue
            scopes.output.extend(flat([one(scopes) for one in value]))
            raise _Return

        return run

    def _on_continue(self, node: Node) -> Run:
        def run(scopes: Scopes) -> None:
            raise _Continue

        return run

    def _on_assignment_expression(self, node: Node) -> Run:
        left, operator, right = (_unwrapped(child) for child in node.named_children)
        value, added = self._compiled(right), self._text(operator) == "+="
        if left.type == "array_literal_expression":
            names = [self._text(name)[1:].lower() for name in left.named_children]

            def several(scopes: Scopes) -> None:
                for name, one in zip(names, value(scopes), strict=True):
                    scopes.set(name, one)

            return several
        if left.type == "variable":
            name = self._text(left)[1:].lower()
            return lambda scopes: scopes.set(name, value(scopes))
        if left.type == "element_access":
            of, key = self._parts(left)

            def element(scopes: Scopes) -> None:
                table, made = of(scopes), value(scopes)
                if added:
                    old = table[key(scopes)]
                    if not isinstance(old, list):
                        raise JudgeError("+= to what is no array")
                    made = [*old, *items(made)]
                table[key(scopes)] = made

            return element
        if self._text(left) == "[regex]::CacheSize":
            return lambda scopes: None
        raise JudgeError(f"assignment to {self._text(left)}")

    # Pipelines and commands

    def _on_pipeline_chain(self, node: Node) -> Run:
        first, *rest = node.named_children
        source = self._compiled(first)
        stages = [self._stage(_unwrapped(stage)) for stage in rest]

        def run(scopes: Scopes) -> Any:
            values = items(source(scopes))
            for stage in stages:
                values = stage(scopes, values)
            return values

        return run

    def _stage(self, node: Node) -> Callable[[Scopes, list[Any]], list[Any]]:
        name, arguments = self._call(node)

        def run(scopes: Scopes, values: list[Any]) -> list[Any]:
            given = [argument(scopes) for argument in arguments]
            if name == "Select-Object":
                if given[0] != "-Property" or not all(map(str.isalpha, given[1])):
                    raise JudgeError(f"Select-Object {given}")
                return values
            (block,) = given
            kept: list[Any] = []
            for value in values:
                scopes.set("_", value)
                made = block.put_out(scopes)
                kept += made if name == "ForEach-Object" else [value] if truth(made) else []
            return kept

        if name not in ("Where-Object", "ForEach-Object", "Select-Object"):
            raise JudgeError(f"unknown command {name}")
        return run

    def _on_command(self, node: Node) -> Run:
        name, arguments = self._call(node)
        if name == "Get-WinEvent":
            return lambda scopes: _events(scopes.log, [one(scopes) for one in arguments])
        if not name.startswith("$"):
            raise JudgeError(f"unknown command {name}")

        def run(scopes: Scopes) -> Any:
            block = scopes.get(name[1:].lower())
            return block.call(scopes, [argument(scopes) for argument in arguments])

        return run

    def _call(self, node: Node) -> tuple[str, list[Run]]:
        name = next(c for c in node.named_children if c.type.startswith("command_name"))
        arguments: list[Run] = []
        for elements in node.named_children:
            if elements.type != "command_elements":
                continue
            for element in elements.named_children:
                if element.type == "command_parameter":
                    word = self._text(element)
                    arguments.append(lambda scopes, word=word: word)
                elif element.type != "command_argument_sep":
                    arguments.append(self._compiled(element))
        return self._text(name), arguments

    def _on_script_block_expression(self, node: Node) -> Run:
        parameters: list[tuple[str, Run | None]] = []
        bodies: list[Node] = []
        pending = list(node.named_children)
        while pending:
            child = pending.pop(0)
            if child.type in ("script_block", "script_block_body"):
                pending = [*child.named_children, *pending]
            elif child.type == "param_block":
                parameters = self._parameters(child)
            else:
                bodies.append(child)
        statements = [self._statement(s) for body in bodies for s in _statements(body)]

        def body(scopes: Scopes) -> None:
            for statement in statements:
                statement(scopes)

        block = Block(tuple(parameters), body)
        return lambda scopes: block

    def _parameters(self, node: Node) -> list[tuple[str, Run | None]]:
        (listed,) = node.named_children
        found: list[tuple[str, Run | None]] = []
        for parameter in listed.named_children:
            name, *default = parameter.named_children
            value = self._compiled(default[0].named_children[-1]) if default else None
            found.append((self._text(name)[1:].lower(), value))
        return found

    # Expressions

    def _on_variable(self, node: Node) -> Run:
        name = self._text(node)[1:].lower()
        constants = {"true": True, "false": False, "null": None}
        if name in constants:
            return lambda scopes: constants[name]
        return lambda scopes: scopes.get(name)

    def _on_verbatim_string_characters(self, node: Node) -> Run:
        value = dotnet.verbatim(self._text(node))
        return lambda scopes: value

    def _on_decimal_integer_literal(self, node: Node) -> Run:
        value = int(self._text(node))
        return lambda scopes: value

    def _on_parenthesized_expression(self, node: Node) -> Run:
        return self._compiled(node.named_children[0])

    def _on_array_literal_expression(self, node: Node) -> Run:
        parts = self._parts(node)
        return lambda scopes: [part(scopes) for part in parts]

    def _on_array_expression(self, node: Node) -> Run:
        """`@( )`: an array of what is put out; one $null of a property stays."""
        parts = self._parts(node)
        return lambda scopes: flat([part(scopes) for part in parts])

    def _on_hash_literal_expression(self, node: Node) -> Run:
        entries: list[tuple[str, Run]] = []
        for body in node.named_children:
            for entry in body.named_children:
                key, value = entry.named_children
                entries.append((self._text(key), self._compiled(value)))

        def run(scopes: Scopes) -> Table:
            table = Table()
            for key, value in entries:
                table[key] = value(scopes)
            return table

        return run

    def _on_logical_expression(self, node: Node) -> Run:
        left, right = self._parts(node)
        operator = node.children[1].type.lower()
        if operator == "-and":
            return lambda scopes: truth(left(scopes)) and truth(right(scopes))
        if operator == "-or":
            return lambda scopes: truth(left(scopes)) or truth(right(scopes))
        raise JudgeError(f"operator {operator}")

    def _on_expression_with_unary_operator(self, node: Node) -> Run:
        operator = node.children[0]
        operand = self._compiled(node.named_children[-1])
        if operator.type == "-not":
            return lambda scopes: not truth(operand(scopes))
        if operator.type == "-join":
            return lambda scopes: "".join(map(text, items(operand(scopes))))
        if operator.type == "-":
            return lambda scopes: -operand(scopes)
        raise JudgeError(f"operator {operator.type}: {self._text(node)}")

    def _on_comparison_expression(self, node: Node) -> Run:
        left, operator, right = node.named_children
        return self._binary(self._text(operator).lower(), left, right)

    def _on_format_expression(self, node: Node) -> Run:
        left, *_, right = node.named_children
        return self._binary("-f", left, right)

    def _binary(self, operator: str, left: Node, right: Node) -> Run:
        function = _OPERATORS.get(operator)
        if function is None:
            raise JudgeError(f"operator {operator}")
        first, second = self._compiled(left), self._compiled(right)
        return lambda scopes: function(first(scopes), second(scopes))

    def _on_cast_expression(self, node: Node) -> Run:
        target, operand = node.named_children
        name, value = self._text(target)[1:-1].lower(), self._compiled(operand)
        function = _CASTS.get(name)
        if function is None:
            raise JudgeError(f"cast to {name}")
        return lambda scopes: function(value(scopes))

    def _on_type_literal(self, node: Node) -> Run:
        value = Type(self._text(node)[1:-1].lower())
        return lambda scopes: value

    def _on_element_access(self, node: Node) -> Run:
        of, key = self._parts(node)
        return lambda scopes: of(scopes)[key(scopes)]

    def _on_member_access(self, node: Node) -> Run:
        of, member = node.named_children
        value, name = self._compiled(of), self._text(member).lower()
        return lambda scopes: _property(value(scopes), name)

    def _on_invokation_expression(self, node: Node) -> Run:
        of, member, arguments = node.named_children
        value, name = self._compiled(of), self._text(member).lower()
        given = [self._compiled(a) for part in arguments.named_children for a in _listed(part)]
        return lambda scopes: _invoke(value(scopes), name, [one(scopes) for one in given])


_SILENT = {"assignment_expression", "foreach_statement", "if_statement", "flow_control_statement"}
_SILENT |= {"continue", "statement_list"}


def _unwrapped(node: Node) -> Node:
    while node.child_count == 1 and node.named_child_count == 1:
        node = node.named_children[0]
    return node


def _statements(node: Node) -> list[Node]:
    node = _unwrapped(node)
    return list(node.named_children) if node.type == "statement_list" else [node]


def _listed(node: Node) -> list[Node]:
    """The arguments of a method: a comma separates them at the first level only."""
    while node.type not in ("argument_expression",) and node.named_child_count == 1:
        if node.named_children[0].type == "parenthesized_expression":
            break
        node = node.named_children[0]
    return list(node.named_children) if node.type == "argument_expression_list" else [node]


def _first_error(node: Node) -> str:
    if node.type == "ERROR" or node.is_missing:
        return f"{node.start_point}: {(node.text or b'').decode()[:60]}"
    return next((_first_error(child) for child in node.children if child.has_error), "")


@lru_cache(maxsize=1)
def _parser() -> tree_sitter.Parser:
    return tree_sitter.Parser(tree_sitter.Language(tree_sitter_powershell.language()))


def _events(log: list[Any], arguments: list[Any]) -> list[Any]:
    """Get-WinEvent: the events that one of the hash tables describes."""
    parameter, tables, *rest = arguments
    if parameter != "-FilterHashtable" or rest not in ([], ["-Oldest"]):
        raise JudgeError(f"Get-WinEvent {arguments}")
    for table in items(tables):
        if not set(table) <= {"logname", "id"} or len(items(table["Id"])) > 23:
            raise JudgeError(f"-FilterHashtable {table}")
    return [event for event in log if any(_described(event, t) for t in items(tables))]


def _described(event: Any, table: Table) -> bool:
    logs = [name.lower() for name in items(table["LogName"])]
    return event.LogName.lower() in logs and ("Id" not in table or event.Id in items(table["Id"]))


def _match(left: Any, right: Any, options: str) -> bool:
    if isinstance(left, list):
        raise JudgeError("a match on an array filters it")
    return regex(right, options).search(text(left)) is not None


def _equal(left: Any, right: Any) -> bool:
    if isinstance(left, list):
        raise JudgeError("-eq on an array filters it")
    if isinstance(left, str) and right is not None:
        return left.lower() == text(right).lower()
    return bool(left == right)


def _replace(left: Any, right: Any) -> str:
    pattern, replacement = right
    if re.search(r"[$\\]", replacement):
        raise JudgeError(f"-replace with {replacement}")
    return regex(pattern, "IgnoreCase").sub(replacement, text(left))


def _as(left: Any, right: Type) -> Any:
    if right.name != "ipaddress":
        raise JudgeError(f"-as [{right.name}]")
    return dotnet.as_address(text(left))


def _formatted(left: str, right: Any) -> str:
    if left == "0x{0:x}":
        return f"0x{right:x}" if isinstance(right, int) else text(right)
    if re.fullmatch(r"[^{}]*\{0\}[^{}]*", left):
        return left.replace("{0}", text(right))
    raise JudgeError(f"-f on {left}")


_OPERATORS: dict[str, Callable[[Any, Any], Any]] = {
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
_CASTS: dict[str, Callable[[Any], Any]] = {
    "xml": dotnet.parse_xml,
    "string": text,
    "decimal": lambda value: dotnet.as_decimal(text(value)),
    "ipaddress": lambda value: dotnet.as_address(text(value)),
}


def _property(value: Any, name: str) -> Any:
    if isinstance(value, str) and name == "length":
        return len(value)
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
    raise JudgeError(f"property {name} of {value!r}")


def _invoke(value: Any, name: str, given: list[Any]) -> Any:
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
    raise JudgeError(f"method {kind}{name} of {value!r} with {given}")


