"""The expressions of a command, from the parse tree to functions."""

from __future__ import annotations

from functools import lru_cache

import tree_sitter
import tree_sitter_powershell
from tree_sitter import Node

from prove.powershell import dotnet
from prove.powershell.dotnet import Table, flat, items, text, truth
from prove.powershell.runtime import (
    CASTS,
    OPERATORS,
    Run,
    Scopes,
    Type,
    invoked,
    property_of,
)
from prove.problems import NotUnderstood


class Expressions:
    """Compiles expressions; a node's handler is the method `_on_` and the node's type."""

    def __init__(self, source: str) -> None:
        self.source = source.encode()

    def _text(self, node: Node) -> str:
        return self.source[node.start_byte : node.end_byte].decode()

    def _compiled(self, node: Node) -> Run:
        node = unwrapped(node)
        method = getattr(self, f"_on_{node.type}", None)
        if method is None:
            raise NotUnderstood(f"{node.type}: {self._text(node)[:80]}")
        run: Run = method(node)
        return run

    def _parts(self, node: Node) -> list[Run]:
        return [self._compiled(child) for child in node.named_children]

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
        """`@( )`: an array of the output; the $null of a property is kept."""
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
        raise NotUnderstood(f"operator {operator}")

    def _on_expression_with_unary_operator(self, node: Node) -> Run:
        operator = node.children[0]
        operand = self._compiled(node.named_children[-1])
        if operator.type == "-not":
            return lambda scopes: not truth(operand(scopes))
        if operator.type == "-join":
            return lambda scopes: "".join(map(text, items(operand(scopes))))
        if operator.type == "-":
            return lambda scopes: -operand(scopes)
        raise NotUnderstood(f"operator {operator.type}: {self._text(node)}")

    def _on_comparison_expression(self, node: Node) -> Run:
        left, operator, right = node.named_children
        return self._binary(self._text(operator).lower(), left, right)

    def _on_format_expression(self, node: Node) -> Run:
        left, *_, right = node.named_children
        return self._binary("-f", left, right)

    def _binary(self, operator: str, left: Node, right: Node) -> Run:
        function = OPERATORS.get(operator)
        if function is None:
            raise NotUnderstood(f"operator {operator}")
        first, second = self._compiled(left), self._compiled(right)
        return lambda scopes: function(first(scopes), second(scopes))

    def _on_cast_expression(self, node: Node) -> Run:
        target, operand = node.named_children
        name, value = self._text(target)[1:-1].lower(), self._compiled(operand)
        function = CASTS.get(name)
        if function is None:
            raise NotUnderstood(f"cast to {name}")
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
        return lambda scopes: property_of(value(scopes), name)

    def _on_invokation_expression(self, node: Node) -> Run:
        of, member, arguments = node.named_children
        value, name = self._compiled(of), self._text(member).lower()
        given = [self._compiled(a) for part in arguments.named_children for a in arguments_of(part)]
        return lambda scopes: invoked(value(scopes), name, [one(scopes) for one in given])


def unwrapped(node: Node) -> Node:
    while node.child_count == 1 and node.named_child_count == 1:
        node = node.named_children[0]
    return node


def statements_of(node: Node) -> list[Node]:
    node = unwrapped(node)
    return list(node.named_children) if node.type == "statement_list" else [node]


def arguments_of(node: Node) -> list[Node]:
    """The arguments of a method: a comma separates them at the first level only."""
    while node.type not in ("argument_expression",) and node.named_child_count == 1:
        if node.named_children[0].type == "parenthesized_expression":
            break
        node = node.named_children[0]
    return list(node.named_children) if node.type == "argument_expression_list" else [node]


def first_error(node: Node) -> str:
    if node.type == "ERROR" or node.is_missing:
        return f"{node.start_point}: {(node.text or b'').decode()[:60]}"
    return next((first_error(child) for child in node.children if child.has_error), "")


@lru_cache(maxsize=1)
def parser() -> tree_sitter.Parser:
    return tree_sitter.Parser(tree_sitter.Language(tree_sitter_powershell.language()))
