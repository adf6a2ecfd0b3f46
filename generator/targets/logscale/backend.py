r"""LogScale's query language: the published back end with the conversion of conditions replaced.

Everything but numbers is asked for by a regular expression, `field=/…/i`, since `=` compares with
regard to case. `or` binds more tightly than `and`, so every group has parentheses ("Operators" of
LogScale's documentation). What was wrong in the published back end stands in
`docs/targets/logscale.md`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, ClassVar

from sigma.backends.crowdstrike.logscale import LogScaleBackend
from sigma.conditions import ConditionNOT, ConditionOR
from sigma.conversion.deferred import DeferredQueryExpression
from sigma.conversion.state import ConversionState
from sigma.correlations import SigmaCorrelationRule
from sigma.exceptions import SigmaFeatureNotSupportedByBackendError
from sigma.rule import SigmaRule
from sigma.types import SigmaCasedString, SigmaRegularExpression, SigmaString

from generator.targets.shared.network_patterns import network_pattern
from generator.targets.shared.re2 import re2_body, re2_parts
from generator.targets.shared.tables import TABLE, Table

_OCTET = "(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"
_GROUP = "(?:[0-9a-f]{1,4})"
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_SLASH = re.compile(r"(\\.)|/", re.DOTALL)
_NAMED_GROUP = re.compile(r"(\\.)|\(\?P<\w+>", re.DOTALL)
_NO_WORD = re.compile(r"(\[\^?\]?(?:\\.|[^\]\\])*\]|\\[^W])|\\W", re.DOTALL)
_NO_WORD_CLASS = "[^0-9A-Za-z_]"  # `\W` is no letter to the older engine, so `7` is one.
_WILDCARD = re.compile(r"(?<!\\)(?:\\\\)*\.")
_FLAGS = str.maketrans({"s": "d"})


class LogScaleQueryBackend(LogScaleBackend):
    """Queries that mean what the rule means.

    Raises SigmaFeatureNotSupportedByBackendError for what LogScale cannot say.
    """

    name: ClassVar[str] = "CrowdStrike LogScale"
    parenthesize: bool = True
    and_token: ClassVar[str] = "and"  # noqa: S105 - no password
    deferred_start: ClassVar[str] = "\n| "
    deferred_separator: ClassVar[str] = "\n| "
    field_exists_expression: ClassVar[str] = "{field}=*"
    field_not_exists_expression: ClassVar[str] = "{field}!=*"

    def convert_condition_field_eq_val_str(self, cond: Any, state: ConversionState) -> str:
        """A text with its wildcards."""
        written = _of_text(cond.value)
        pattern = "*" if written.startswith("//") else written
        return f"{self.escape_and_quote_field(cond.field)}={pattern}"

    def convert_condition_field_eq_val_str_case_sensitive(
        self, cond: Any, state: ConversionState
    ) -> str:
        """The same with regard to case."""
        return self.convert_condition_field_eq_val_str(cond, state)

    def convert_condition_field_eq_val_num(self, cond: Any, state: ConversionState) -> str:
        """A number, which LogScale holds as the text that it is."""
        return f"{self.escape_and_quote_field(cond.field)}={cond.value}"

    def convert_condition_field_eq_val_bool(self, cond: Any, state: ConversionState) -> str:
        """The word for a truth value."""
        word = "true" if cond.value else "false"
        return f"{self.escape_and_quote_field(cond.field)}=/^{word}$/i"

    def convert_condition_field_eq_val_re(self, cond: Any, state: ConversionState) -> str:
        """A regular expression, which is looked for anywhere."""
        return f"{self.escape_and_quote_field(cond.field)}={_of_regex(cond.value)}"

    def convert_condition_field_eq_val_cidr(self, cond: Any, state: ConversionState) -> Any:
        """The addresses of a network; `cidr()` is a step of its own that no `or` can hold."""
        pattern = network_pattern(cond.value.network)
        pattern = pattern.replace("(?&_octet)", _OCTET).replace("(?&_hex)", _GROUP)
        return f"{self.escape_and_quote_field(cond.field)}=/^{pattern}$/i"

    def convert_condition_field_eq_field(self, cond: Any, state: ConversionState) -> Any:
        """Raises SigmaFeatureNotSupportedByBackendError inside an `or` or behind a `not`, where
        `test()`, a step of its own, cannot stand."""
        inside = cond.parent_condition_chain_contains
        if inside(ConditionOR) or inside(ConditionNOT):
            raise SigmaFeatureNotSupportedByBackendError(
                "Two fields are compared by `test()`, which in LogScale is a step of its own and "
                "cannot stand inside an `or` or a `not`."
            )
        if cond.value.starts_with or cond.value.ends_with:
            raise SigmaFeatureNotSupportedByBackendError(
                "LogScale has no documented test for the beginning or end of another field."
            )
        first, second = map(self.escape_and_quote_field, (cond.field, cond.value.field))
        _Test(state, first=first, second=second)
        return f"({first}=* and {second}=*)"

    def finalize_query_default(
        self,
        rule: SigmaRule | SigmaCorrelationRule,
        query: Any,
        index: int,
        state: ConversionState,
    ) -> str:
        """What tells the events of a log source from others, and the condition as the next step."""
        table = state.processing_state.get(TABLE)
        where = table.where if isinstance(table, Table) else ""
        return f"{where}\n| {query}" if where else str(query)

    def convert_condition_val_str(self, cond: Any, state: ConversionState) -> str:
        """A text anywhere in any field."""
        value: SigmaString = cond.value
        return _of_text(value, begin="", end="")

    def convert_condition_val_num(self, cond: Any, state: ConversionState) -> str:
        """A number anywhere in any field."""
        return f"/{re.escape(str(cond.value))}/"

    def convert_condition_val_re(self, cond: Any, state: ConversionState) -> str:
        """A regular expression in any field."""
        return _of_regex(cond.value)


@dataclass
class _Test(DeferredQueryExpression):
    """A comparison of two fields, as a step behind the filter; puts itself there."""

    first: str = ""
    second: str = ""

    def finalize_expression(self) -> str:
        return f"test(lower({self.first}) == lower({self.second}))"


def _of_text(value: SigmaString, *, begin: str = "^", end: str = "$") -> str:
    """A text as a regular expression between slashes, with its flags."""
    body = re2_body(value, begin=begin, end=end)
    flags = "" if isinstance(value, SigmaCasedString) else "i"
    return _delimited(body, flags + ("d" if _WILDCARD.search(body) else ""))


def _of_regex(value: SigmaRegularExpression) -> str:
    written, flags = re2_parts(value)
    written = _NAMED_GROUP.sub(lambda match: match[1] or "(?:", written.replace(r"\z", "$"))
    written = _NO_WORD.sub(lambda match: match[1] or _NO_WORD_CLASS, written)
    return _delimited(written, flags.translate(_FLAGS))


def _delimited(expression: str, flags: str) -> str:
    expression = _SLASH.sub(lambda match: match[1] or r"\/", expression)
    expression = _CONTROL.sub(lambda match: f"\\x{ord(match[0]):02x}", expression)
    return f"/{expression}/{flags}"
