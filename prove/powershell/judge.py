"""An interpreter of the PowerShell in which the commands are written.

A parse tree becomes Python functions once; they are called per event. Variables are looked up
through all scopes, as PowerShell does; `&` opens a scope, a pipeline's script block does not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from tree_sitter import Node

from prove.powershell.dotnet import flat, items, truth
from prove.powershell.expressions import (
    Expressions,
    first_error,
    parser,
    statements_of,
    unwrapped,
)
from prove.powershell.runtime import Block, Continue, Return, Run, Scopes, events_of
from prove.problems import NotUnderstood

SILENT = {"assignment_expression", "foreach_statement", "if_statement", "flow_control_statement"}
SILENT |= {"continue", "statement_list"}


class Command(Expressions):
    """A parsed command. Raises NotUnderstood."""

    def __init__(self, source: str) -> None:
        super().__init__(source)
        tree = parser().parse(self.source)
        if tree.root_node.has_error:
            raise NotUnderstood(f"not PowerShell: {first_error(tree.root_node)}")
        self.run = self._statement(tree.root_node)

    def hits(self, log: Iterable[Any]) -> list[Any]:
        """The events of a machine's logs that the command returns."""
        scopes = Scopes(log=list(log))
        self.run(scopes)
        return scopes.output

    # Statements

    def _on_statement_list(self, node: Node) -> Run:
        runs = [self._statement(child) for child in node.named_children]

        def run(scopes: Scopes) -> None:
            for one in runs:
                one(scopes)

        return run

    def _statement(self, node: Node) -> Run:
        """A statement: the value of an expression is output."""
        node = unwrapped(node)
        run = self._compiled(node)
        if node.type in SILENT:
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
                except Continue:
                    continue

        return run

    def _body(self, block: Node) -> Run:
        statements = [self._statement(c) for n in block.named_children for c in statements_of(n)]

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
                raise Continue
            scopes.output.extend(flat([one(scopes) for one in value]))
            raise Return

        return run

    def _on_continue(self, node: Node) -> Run:
        def run(scopes: Scopes) -> None:
            raise Continue

        return run

    def _on_assignment_expression(self, node: Node) -> Run:
        left, operator, right = (unwrapped(child) for child in node.named_children)
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
                table, assigned = of(scopes), value(scopes)
                if added:
                    old = table[key(scopes)]
                    if not isinstance(old, list):
                        raise NotUnderstood("+= to what is not an array")
                    assigned = [*old, *items(assigned)]
                table[key(scopes)] = assigned

            return element
        if self._text(left) == "[regex]::CacheSize":
            return lambda scopes: None
        raise NotUnderstood(f"assignment to {self._text(left)}")

    # Pipelines and commands

    def _on_pipeline_chain(self, node: Node) -> Run:
        first, *rest = node.named_children
        source = self._compiled(first)
        stages = [self._stage(unwrapped(stage)) for stage in rest]

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
                    raise NotUnderstood(f"Select-Object {given}")
                return values
            (block,) = given
            passed: list[Any] = []
            for value in values:
                scopes.set("_", value)
                output = block.output_of(scopes)
                if name == "ForEach-Object":
                    passed += output
                elif truth(output):
                    passed.append(value)
            return passed

        if name not in ("Where-Object", "ForEach-Object", "Select-Object"):
            raise NotUnderstood(f"unknown command {name}")
        return run

    def _on_command(self, node: Node) -> Run:
        name, arguments = self._call(node)
        if name == "Get-WinEvent":
            return lambda scopes: events_of(scopes.log, [one(scopes) for one in arguments])
        if not name.startswith("$"):
            raise NotUnderstood(f"unknown command {name}")

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
                    arguments.append(_constant(self._text(element)))
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
        statements = [self._statement(s) for body in bodies for s in statements_of(body)]

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


def _constant(word: str) -> Run:
    return lambda scopes: word
