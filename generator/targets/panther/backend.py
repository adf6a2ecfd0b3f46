"""Rules of Panther in Python.

The published back end (pysigma-backend-panther) compares case by case, looks for expressions at
the beginning of a text only and fails on a field that is missing.
"""

from __future__ import annotations

from ipaddress import IPv4Network, IPv6Network
from typing import Any, ClassVar

from sigma.conversion.state import ConversionState
from sigma.types import (
    SigmaCompareExpression,
    SigmaFieldReference,
    SigmaNumber,
    SigmaRegularExpression,
)

from generator.targets.shared.expressions import (
    ExpressionBackend,
    flags_of,
    operator_of,
    with_flags,
)
from generator.targets.shared.required_texts import Shape, Wanted

HELPERS = {
    "texts": '''\
def texts(event, *names):
    """The values of a field as texts; none where it is missing."""
    value = event.deep_get(*names)
    values = [value] if isinstance(value, str) or not hasattr(value, "__iter__") else list(value)
    return [str(v).lower() if isinstance(v, bool) else str(v) for v in values if v is not None]
''',
    "everything": '''\
def everything(value):
    """Every value of an event as a text."""
    if isinstance(value, dict):
        return [text for part in value.values() for text in everything(part)]
    if isinstance(value, (list, tuple)):
        return [text for part in value for text in everything(part)]
    return [] if value is None else [str(value)]
''',
    "is_number": '''\
def is_number(text):
    """Whether a text is a number in decimal notation."""
    return re.fullmatch(r"[+-]?[0-9]+([.][0-9]+)?", text) is not None
''',
    "in_network": '''\
def in_network(text, network):
    """Whether a text is an address of a network."""
    try:
        return ipaddress.ip_address(text) in ipaddress.ip_network(network)
    except ValueError:
        return False
''',
}
IMPORTS = {"re": "re.", "ipaddress": "ipaddress."}
INDENT = "    "


class PantherRuleBackend(ExpressionBackend):
    """A function `rule` with the helpers that it needs; one comparison a line."""

    name: ClassVar[str] = "Panther"
    product: ClassVar[str] = "Panther"
    negation: ClassVar[str] = "not {condition}"
    formats: ClassVar[dict[str, str]] = {"default": "Python rules", "python": "Python rules"}
    requires_pipeline: ClassVar[bool] = False
    and_token: ClassVar[str] = "and"  # noqa: S105
    or_token: ClassVar[str] = "or"  # noqa: S105
    _depth = 0

    def _joined(self, cond: Any, state: ConversionState) -> str:
        token = self.or_token if self.kind_of(cond) is not None and _is_or(cond) else self.and_token
        line = "\n" + INDENT * (self._depth + 2)
        return f"{line}{token} ".join(self._part(arg, type(cond), state) for arg in cond.args)

    def _part(self, arg: Any, around: type, state: ConversionState) -> str:
        inside = self.kind_of(arg)
        if inside is None or inside is around:
            return str(self.convert_condition(arg, state))
        return self._deeper(arg, state)

    def _operand(self, arg: Any, state: ConversionState) -> str:
        if self.kind_of(arg) is None:
            return str(self.convert_condition(arg, state))
        return self._deeper(arg, state)

    def _deeper(self, arg: Any, state: ConversionState) -> str:
        self._depth += 1
        try:
            text = str(self.convert_condition(arg, state))
            line = "\n" + INDENT * (self._depth + 2)
        finally:
            self._depth -= 1
        return f"({line}{text}\n{INDENT * (self._depth + 2)})"

    def field(self, name: str) -> str:
        return ", ".join(_literal(part) for part in name.split("."))

    def text(self, field: str, value: Wanted) -> str:
        if value.shape is Shape.ANYTHING:
            return self.exists(field)
        return f"any({_test(value)} for t in texts(event, {field}))"

    def expression(self, field: str, value: SigmaRegularExpression) -> str:
        return f"any({_search(value)} for t in texts(event, {field}))"

    def number(self, field: str, value: SigmaNumber) -> str:
        return f'"{value}" in texts(event, {field})'

    def exists(self, field: str) -> str:
        return f"event.deep_get({field}) is not None"

    def missing(self, field: str) -> str:
        return f"not texts(event, {field})"

    def network(self, field: str, network: IPv4Network | IPv6Network) -> str:
        return f'any(in_network(t, "{network}") for t in texts(event, {field}))'

    def compared(self, field: str, value: SigmaCompareExpression) -> str:
        test = f"is_number(t) and float(t) {operator_of(value)} {value.number}"
        return f"any({test} for t in texts(event, {field}))"

    def equal(self, field: str, other: str, value: SigmaFieldReference) -> str:
        one, two = "t.lower()", "o.lower()"
        test = f"{one} == {two}"
        if value.starts_with or value.ends_with:
            test = f"{one}.{'startswith' if value.starts_with else 'endswith'}({two})"
        if value.starts_with and value.ends_with:
            test = f"{two} in {one}"
        return f"any({test} for t in texts(event, {field}) for o in texts(event, {other}))"

    def keyword(self, value: Wanted) -> str:
        return f"any({_test(value)} for t in everything(event.copy()))"

    def keyword_expression(self, value: SigmaRegularExpression) -> str:
        return f"any({_search(value)} for t in everything(event.copy()))"

    def finalize_query_default(
        self, rule: Any, query: Any, index: int, state: ConversionState
    ) -> str:
        return self.finalize_query_python(rule, query, index, state)

    def finalize_query_python(
        self, rule: Any, query: Any, index: int, state: ConversionState
    ) -> str:
        """The function, after what it calls."""
        used = [text for name, text in HELPERS.items() if f"{name}(" in query]
        whole = "\n\n".join(
            [*used, f"def rule(event):\n{INDENT}return (\n{INDENT * 2}{query}\n{INDENT})\n"]
        )
        imports = [f"import {name}" for name, mark in sorted(IMPORTS.items()) if mark in whole]
        return "\n".join([*imports, "", "", whole] if imports else [whole]).strip("\n")

    def finalize_output_python(self, queries: list[str]) -> list[str]:
        return list(queries)


def _is_or(cond: Any) -> bool:
    return type(cond).__name__ == "ConditionOR"


def _test(value: Wanted) -> str:
    """The test of a text `t`."""
    folded = not value.cased and value.has_case
    subject = "t.lower()" if folded else "t"
    wanted = _literal(value.text.lower() if folded else value.text)
    match value.shape:
        case Shape.WHOLE:
            return f"{subject} == {wanted}"
        case Shape.START:
            return f"{subject}.startswith({wanted})"
        case Shape.END:
            return f"{subject}.endswith({wanted})"
        case Shape.PART:
            return f"{wanted} in {subject}"
    pattern = with_flags("is" if folded else "s", value.whole_regex())
    return f"re.fullmatch({_literal(pattern)}, t)"


def _search(value: SigmaRegularExpression) -> str:
    written = str(value.regexp.to_plain_regex())
    return f"re.search({_literal(with_flags(flags_of(value), written))}, t)"


def _literal(text: str) -> str:
    """A literal of Python in double quotes; a raw one for backslashes where it can be one."""
    if "\\" in text and '"' not in text and text.isprintable() and not text.endswith("\\"):
        return f'r"{text}"'
    body = repr(text)
    if body.startswith("'"):
        body = '"' + body[1:-1].replace("\\'", "'").replace('"', '\\"') + '"'
    return body
