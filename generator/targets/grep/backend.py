"""The pySigma back end of the `grep` target."""

from __future__ import annotations

from typing import Any, ClassVar, NoReturn, cast

from sigma.conditions import (
    ConditionAND,
    ConditionNOT,
    ConditionOR,
)
from sigma.conversion.base import Backend
from sigma.conversion.state import ConversionState
from sigma.correlations import SigmaCorrelationRule
from sigma.exceptions import SigmaConditionError, SigmaFeatureNotSupportedByBackendError
from sigma.rule import SigmaRule
from sigma.types import CompareOperators, SigmaCasedString

from generator.base.boolean import Not
from generator.targets.grep.dates import date_pattern
from generator.targets.grep.nodes import LineTest, PresenceTest, ReferenceTest, ValueTest
from generator.targets.grep.numbers import comparison
from generator.targets.grep.regex import regex_value
from generator.targets.grep.shell import command, fits
from generator.targets.grep.text import Value, literal, string_value
from generator.targets.grep.tree import Node, every, pattern_of, some
from generator.targets.shared.network_patterns import network_pattern

Condition = Any
"""A field or keyword condition; its value is of the type that the method is named after."""


class GrepBackend(Backend):
    """Makes one `grep` command of a rule, to be given log lines by a pipe or an appended path.

    Between the steps a condition is a `Node`; `finalize_query_default` prints it.
    """

    name: ClassVar[str] = "grep"
    formats: ClassVar[dict[str, str]] = {"default": "grep -P commands"}
    requires_pipeline: ClassVar[bool] = False

    def convert_correlation_rule(
        self, rule: SigmaCorrelationRule, *args: Any, **kwargs: Any
    ) -> list[Any]:
        """Refused: grep looks at one line at a time."""
        error = SigmaFeatureNotSupportedByBackendError(
            "grep looks at one line at a time and cannot express a correlation of several events"
            f" ({rule.type.name.lower()}).",
            source=rule.source,
        )
        if not self.collect_errors:
            raise error
        self.errors.append((cast(SigmaRule, rule), error))
        return []

    def convert_condition(self, cond: Any, state: ConversionState) -> Any:
        """The node for a condition. Raises SigmaConditionError where no selection is left of it."""
        if cond is None:
            raise SigmaConditionError("The condition names no selection that the rule has.")
        return super().convert_condition(cond, state)

    def convert_condition_and(self, cond: ConditionAND, state: ConversionState) -> Node:
        return every(self.convert_condition(arg, state) for arg in cond.args)

    def convert_condition_or(self, cond: ConditionOR, state: ConversionState) -> Node:
        return some(self.convert_condition(arg, state) for arg in cond.args)

    def convert_condition_not(self, cond: ConditionNOT, state: ConversionState) -> Node:
        return Not(self.convert_condition(cond.args[0], state))

    def convert_condition_as_in_expression(self, cond: Any, state: ConversionState) -> NoReturn:
        raise NotImplementedError  # never asked for: convert_or_as_in is off

    def convert_condition_field_eq_val_str(self, cond: Condition, state: ConversionState) -> Node:
        return ValueTest(cond.field, (string_value(cond.value),))

    def convert_condition_field_eq_val_str_case_sensitive(
        self, cond: Condition, state: ConversionState
    ) -> Node:
        return ValueTest(cond.field, (string_value(cond.value, cased=True),))

    def convert_condition_field_eq_val_num(self, cond: Condition, state: ConversionState) -> Node:
        return ValueTest(cond.field, (Value(text=literal(str(cond.value)), ends=True),))

    def convert_condition_field_eq_val_bool(self, cond: Condition, state: ConversionState) -> Node:
        return ValueTest(cond.field, (Value(text=str(cond.value).lower(), ends=True),))

    def convert_condition_field_eq_val_timestamp_part(
        self, cond: Condition, state: ConversionState
    ) -> Node:
        return ValueTest(cond.field, (Value(text=date_pattern(cond.value)),))

    def convert_condition_field_eq_val_re(self, cond: Condition, state: ConversionState) -> Node:
        return ValueTest(cond.field, (regex_value(cond.value),))

    def convert_condition_field_eq_val_cidr(self, cond: Condition, state: ConversionState) -> Node:
        return ValueTest(cond.field, (Value(text=network_pattern(cond.value.network), ends=True),))

    def convert_condition_field_compare_op_val(
        self, cond: Condition, state: ConversionState
    ) -> Node:
        number = cond.value.number
        if cond.value.op is CompareOperators.NEQ:
            equal = ValueTest(cond.field, (Value(text=literal(str(number)), ends=True),))
            return Not(equal)
        pattern = comparison(cond.value.op, number.number)
        return ValueTest(cond.field, (Value(text=pattern, ends=True),))

    def convert_condition_field_eq_field(self, cond: Condition, state: ConversionState) -> Node:
        reference = cond.value
        return ReferenceTest(
            field=cond.field,
            other=reference.field,
            floats=reference.ends_with,
            ends=not reference.starts_with,
        )

    def convert_condition_field_eq_val_null(self, cond: Condition, state: ConversionState) -> Node:
        return Not(PresenceTest(cond.field, filled=True))

    def convert_condition_field_exists(self, cond: Condition, state: ConversionState) -> Node:
        return PresenceTest(cond.field, filled=False)

    def convert_condition_field_not_exists(self, cond: Condition, state: ConversionState) -> Node:
        return Not(PresenceTest(cond.field, filled=False))

    def convert_condition_field_eq_query_expr(
        self, cond: Condition, state: ConversionState
    ) -> NoReturn:
        raise _no_query_expression()

    def convert_condition_val_str(self, cond: Condition, state: ConversionState) -> Node:
        cased = isinstance(cond.value, SigmaCasedString)
        return LineTest((string_value(cond.value, cased=cased, keyword=True),))

    def convert_condition_val_num(self, cond: Condition, state: ConversionState) -> Node:
        return LineTest((Value(text=literal(str(cond.value)), floats=True),))

    def convert_condition_val_re(self, cond: Condition, state: ConversionState) -> Node:
        return LineTest((regex_value(cond.value),))

    def convert_condition_query_expr(self, cond: Condition, state: ConversionState) -> NoReturn:
        raise _no_query_expression()

    def _no_correlation(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise NotImplementedError  # never asked for: convert_correlation_rule refuses first

    convert_correlation_event_count_rule = _no_correlation
    convert_correlation_value_count_rule = _no_correlation
    convert_correlation_value_sum_rule = _no_correlation
    convert_correlation_value_avg_rule = _no_correlation
    convert_correlation_value_percentile_rule = _no_correlation
    convert_correlation_value_median_rule = _no_correlation
    convert_correlation_temporal_rule = _no_correlation
    convert_correlation_temporal_ordered_rule = _no_correlation
    convert_correlation_extended_temporal_rule = _no_correlation
    convert_correlation_extended_temporal_ordered_rule = _no_correlation

    def finalize_query_default(
        self, rule: SigmaRule, query: Node, index: int, state: ConversionState
    ) -> str:
        """The printed command. Raises SigmaFeatureNotSupportedByBackendError where it is too long."""
        pattern = pattern_of(query)
        return command(pattern if fits(pattern) else pattern_of(query, compact=True))

    def finalize_output_default(self, queries: list[str]) -> list[str]:
        """The commands, one per condition of each rule."""
        return queries


def _no_query_expression() -> SigmaFeatureNotSupportedByBackendError:
    return SigmaFeatureNotSupportedByBackendError(
        "A query expression put in by a processing pipeline is written for another query language."
    )
