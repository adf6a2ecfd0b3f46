"""Conditions in the language Expr, of Go's github.com/expr-lang/expr.

The published back end (pysigma-backend-golangexpr) fails where a field is missing, compares
wildcards case by case and finds parts where a whole value is meant.
"""

from __future__ import annotations

import re
from ipaddress import IPv4Network, IPv6Network
from typing import Any, ClassVar

from sigma.backends.golangexpr.golangexpr import GolangExprBackend
from sigma.conversion.state import ConversionState
from sigma.types import (
    SigmaCompareExpression,
    SigmaFieldReference,
    SigmaNumber,
    SigmaRegularExpression,
)

from generator.targets.shared.expressions import ExpressionBackend, operator_of
from generator.targets.shared.re2 import re2_of
from generator.targets.shared.re2_values import go_literal, network_text, value_text
from generator.targets.shared.required_texts import Shape, Wanted, refused

MOST_NODES = 10_000
_NODE = re.compile(r'"(?:[^"\\]|\\.)*"|`[^`]*`|[\w$#.]+|[=<>!?]+')
"""A literal, a name or an operator, each of which is a node of the tree."""
_NAME = re.compile(r"[A-Za-z_]\w*")
_RESERVED = frozenset(
    "and or not in let if else true false nil matches contains startsWith endsWith".split()
)
_IS_NUMBER = go_literal(r"^-?[0-9]+([.][0-9]+)?$")


class ExprBackend(ExpressionBackend, GolangExprBackend):
    """A field is taken as the text that it is written as (`string(x ?? "")`), so that a missing
    one and a number are no errors."""

    product: ClassVar[str] = "Expr"
    negation: ClassVar[str] = "not ({condition})"

    def finalize_query(
        self, rule: Any, query: Any, index: int, state: ConversionState, output_format: str
    ) -> Any:
        """Refuses what Expr does not compile unless its limit is raised (`MaxNodes`)."""
        if len(_NODE.findall(str(query))) > MOST_NODES:
            raise refused(f"The expression has more than the {MOST_NODES:,} nodes that Expr takes.")
        return super().finalize_query(rule, query, index, state, output_format)

    def field(self, name: str) -> str:
        """A name as a chain of members; what is no identifier is looked up in the environment."""
        first, *others = name.split(".")
        plain = _NAME.fullmatch(first) is not None and first not in _RESERVED
        made = first if plain else f"$env[{go_literal(first)}]"
        for part in others:
            made += f"?.{part}" if _NAME.fullmatch(part) else f"?.[{go_literal(part)}]"
        return made

    def text(self, field: str, value: Wanted) -> str:
        if value.shape is Shape.ANYTHING:
            return self.exists(field)
        if value.shape is Shape.PATTERN:
            return f"{_string(field)} matches {go_literal(value_text(value))}"
        if value.shape is Shape.WHOLE and not value.text:
            return f'{field} == ""'
        operator = {
            Shape.WHOLE: "==",
            Shape.START: "startsWith",
            Shape.END: "endsWith",
            Shape.PART: "contains",
        }[value.shape]
        if value.cased or not value.has_case:
            return f"{_string(field)} {operator} {go_literal(value.text)}"
        return f"lower({_string(field)}) {operator} {go_literal(value.text.lower())}"

    def expression(self, field: str, value: SigmaRegularExpression) -> str:
        test = f"{_string(field)} matches {go_literal(re2_of(value))}"
        found_in_nothing = re.search(str(value.regexp.to_plain_regex()), "") is not None
        return f"({self.exists(field)} and {test})" if found_in_nothing else test

    def number(self, field: str, value: SigmaNumber) -> str:
        return f'({field} == {value} or {field} == "{value}")'

    def exists(self, field: str) -> str:
        return f"{field} != nil"

    def missing(self, field: str) -> str:
        return f"{field} == nil"

    def network(self, field: str, network: IPv4Network | IPv6Network) -> str:
        return f"{_string(field)} matches {go_literal(network_text(network))}"

    def compared(self, field: str, value: SigmaCompareExpression) -> str:
        test = f"float({field}) {operator_of(value)} {value.number}"
        kinds = f'type({field}) in ["int", "float"]'
        return f"(({kinds} or {_string(field)} matches {_IS_NUMBER}) and {test})"

    def equal(self, field: str, other: str, value: SigmaFieldReference) -> str:
        operator = "startsWith" if value.starts_with else "endsWith" if value.ends_with else "=="
        operator = "contains" if value.starts_with and value.ends_with else operator
        test = f"lower({_string(field)}) {operator} lower({_string(other)})"
        return f"({self.exists(field)} and {self.exists(other)} and {test})"

    def keyword(self, value: Wanted) -> str:
        return f"any(values($env), {self.text('#', value)})"

    def keyword_expression(self, value: SigmaRegularExpression) -> str:
        return f"any(values($env), {self.expression('#', value)})"


def _string(field: str) -> str:
    return f'string({field} ?? "")'
