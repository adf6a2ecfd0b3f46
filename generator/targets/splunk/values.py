"""What each kind of Sigma value is in SPL: a term of a search, or a test that eval computes."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from sigma.conditions import ConditionFieldEqualsValueExpression, ConditionValueExpression
from sigma.conversion.state import ConversionState
from sigma.exceptions import SigmaFeatureNotSupportedByBackendError
from sigma.types import (
    CompareOperators,
    SigmaBool,
    SigmaExpansion,
    SigmaNull,
    SigmaNumber,
    SigmaQueryExpression,
    SigmaRegularExpression,
    SigmaString,
    SigmaTimestampPart,
    SpecialChars,
    TimestampPart,
)

from generator.base.boolean import negated
from generator.targets.splunk.expression import Flag, Node, Raw, Term, some
from generator.targets.splunk.text import (
    eval_field,
    is_network,
    pattern,
    quoted,
    regex,
    search_field,
    searchable,
    value_regex,
)

MESSAGE = "_raw"
"""The field in which Splunk keeps the text of an event."""

_COMPARISONS: Mapping[CompareOperators, str] = MappingProxyType(
    {
        CompareOperators.LT: "<",
        CompareOperators.LTE: "<=",
        CompareOperators.GT: ">",
        CompareOperators.GTE: ">=",
    }
)

# By the part of an ISO 8601 time: what stands before it in the text, and how it is written.
_TIME_TEXT: Mapping[TimestampPart, tuple[str, str]] = MappingProxyType(
    {
        TimestampPart.YEAR: ("^", "{:04d}-"),
        TimestampPart.MONTH: (r"^\d{4}-", "{:02d}-"),
        TimestampPart.DAY: (r"^\d{4}-\d\d-", "{:02d}"),
        TimestampPart.HOUR: (r"^\d{4}-\d\d-\d\d[T ]", "{:02d}:"),
        TimestampPart.MINUTE: (r"^\d{4}-\d\d-\d\d[T ]\d\d:", "{:02d}"),
    }
)

# By whether the other field must stand at the start and at the end. Null wherever one of the two
# is missing, which makes the flag 0. No function of eval looks for a plain text inside another;
# splitting at it does.
_REFERENCES: Mapping[tuple[bool, bool], str] = MappingProxyType(
    {
        (False, False): "{field}={other}",
        (True, False): "substr({field},1,len({other}))={other}",
        (False, True): "len({field})>=len({other}) AND substr({field},-len({other}))={other}",
        (True, True): "mvcount(split({field},{other}))>1",
    }
)


class SplunkValues:
    """The part of the back end that converts conditions on one field or keyword to a `Node`.

    pySigma types what these methods give as text; ours is text only when the query is laid out.
    """

    convert_condition_field_eq_val: Callable[[Any, ConversionState], Any]

    def convert_condition_field_eq_val_str(self, cond: Any, state: ConversionState) -> Any:
        """A string: a term where the search command can say it exactly, else a flag."""
        return _text(cond.field, cond.value)

    def convert_condition_field_eq_val_str_case_sensitive(
        self, cond: Any, state: ConversionState
    ) -> Any:
        """A string with its case: a flag, because the search command does not know case."""
        return _text(cond.field, cond.value)

    def convert_condition_field_eq_val_num(self, cond: Any, state: ConversionState) -> Any:
        """A number, which the search command compares by its text."""
        return _number(cond.field, str(cond.value))

    def convert_condition_field_eq_val_bool(self, cond: Any, state: ConversionState) -> Any:
        """`true` or `false`, as JSON writes it."""
        value = quoted(str(cond.value).lower())
        return Term(field=search_field(cond.field), value=value, listable=True)

    def convert_condition_field_eq_val_re(self, cond: Any, state: ConversionState) -> Any:
        """A regular expression, found anywhere in the field."""
        return _matching(cond.field, regex(cond.value.escape((), escape_escape_char=False)))

    def convert_condition_field_eq_val_cidr(self, cond: Any, state: ConversionState) -> Any:
        """A network, IPv4 or IPv6, which the search command knows by its CIDR notation."""
        return Term(field=search_field(cond.field), value=quoted(cond.value.cidr))

    def convert_condition_field_eq_val_null(self, cond: Any, state: ConversionState) -> Any:
        """A missing field; an indexed event cannot hold a null."""
        return negated(Term(field=search_field(cond.field), value="*"))

    def convert_condition_field_exists(self, cond: Any, state: ConversionState) -> Any:
        """A field with any value."""
        return Term(field=search_field(cond.field), value="*")

    def convert_condition_field_not_exists(self, cond: Any, state: ConversionState) -> Any:
        """A missing field."""
        return negated(Term(field=search_field(cond.field), value="*"))

    def convert_condition_field_eq_expansion(self, cond: Any, state: ConversionState) -> Any:
        """Any of the values that a modifier or a pipeline made of one, nested ones included."""
        return some(
            self.convert_condition_field_eq_val(
                ConditionFieldEqualsValueExpression(cond.field, value), state
            )
            for value in cond.value.values
        )

    def convert_condition_field_compare_op_val(self, cond: Any, state: ConversionState) -> Any:
        """A comparison of numbers.

        The search command alone would compare a text that is no number by its characters.
        """
        number, kind = cond.value.number, cond.value.op
        if isinstance(number, SigmaTimestampPart):
            raise SigmaFeatureNotSupportedByBackendError(
                "A part of a time can only be compared with `=`; the modifiers lt, lte, gt and "
                "gte after minute, hour, day, week, month or year are not supported."
            )
        if kind not in _COMPARISONS:
            return negated(_number(cond.field, str(number)))
        operator = _COMPARISONS[kind]
        return Flag(
            test=f"isnotnull(mvfilter(tonumber({eval_field(cond.field)}){operator}{number}))",
            superset=Term(field=search_field(cond.field), operator=operator, value=str(number)),
        )

    def convert_condition_field_eq_val_timestamp_part(
        self, cond: Any, state: ConversionState
    ) -> Any:
        """A part of a time in ISO 8601 form, as it is written."""
        part, number = cond.value.timestamp_part, int(cond.value.number)
        if part in _TIME_TEXT:
            before, written = _TIME_TEXT[part]
            return _matching(cond.field, before + written.format(number))
        date = f'strptime(substr({eval_field(cond.field)},1,10),"%Y-%m-%d")'
        return Flag(test=f'tonumber(strftime({date},"%V"))={number}')

    def convert_condition_field_eq_field(self, cond: Any, state: ConversionState) -> Any:
        """A comparison with another field, which the search command does not have."""
        reference = cond.value
        template = _REFERENCES[reference.starts_with, reference.ends_with]
        field, other = (f"lower({eval_field(name)})" for name in (cond.field, reference.field))
        return Flag(test=template.format(field=field, other=other))

    def convert_condition_field_eq_query_expr(self, cond: Any, state: ConversionState) -> Any:
        """What a pipeline put in the place of a placeholder."""
        return Raw(text=cond.value.finalize(field=search_field(cond.field)))

    def convert_condition_query_expr(self, cond: Any, state: ConversionState) -> Any:
        """What a pipeline put in the place of a placeholder without a field."""
        return Raw(text=cond.value.finalize())

    def convert_condition_val(self, cond: Any, state: ConversionState) -> Any:
        """A condition without a field: any of an expansion's values, or one value.

        Raises SigmaFeatureNotSupportedByBackendError for what needs a field.
        """
        match cond.value:
            case SigmaExpansion():
                return some(
                    self.convert_condition_val(ConditionValueExpression(value), state)
                    for value in cond.value.values
                )
            case SigmaString():
                return self.convert_condition_val_str(cond, state)
            case SigmaTimestampPart() | SigmaBool() | SigmaNull():
                pass
            case SigmaNumber():
                return self.convert_condition_val_num(cond, state)
            case SigmaRegularExpression():
                return self.convert_condition_val_re(cond, state)
            case SigmaQueryExpression():
                return self.convert_condition_query_expr(cond, state)
        raise SigmaFeatureNotSupportedByBackendError(
            "Only texts, numbers and regular expressions can be looked for without a field, not "
            f"a value of the type {type(cond.value).__name__}."
        )

    def convert_condition_val_str(self, cond: Any, state: ConversionState) -> Any:
        """A keyword: a text anywhere in the message."""
        return _text(MESSAGE, _inside(cond.value))

    def convert_condition_val_num(self, cond: Any, state: ConversionState) -> Any:
        """A number anywhere in the message."""
        return _text(MESSAGE, _inside(SigmaString(str(cond.value))))

    def convert_condition_val_re(self, cond: Any, state: ConversionState) -> Any:
        """A regular expression, found anywhere in the message."""
        return _matching(MESSAGE, regex(cond.value.escape((), escape_escape_char=False)))


def _text(field: str, value: SigmaString) -> Node:
    text = pattern(value)
    term = Term(field=search_field(field), value=quoted(text), listable=True)
    if text == "*":
        term = dataclasses.replace(term, value=text, listable=False)
    if searchable(value):
        return term
    if not text:
        # How a field of several values compares with `=` is not documented; mvfind asks each.
        name = eval_field(field)
        return Flag(test=f'{name}="" OR isnotnull(mvfind({name},"^\\z"))')
    superset = None if text == "*" or is_network(value) else term
    return _matching(field, value_regex(value), superset)


def _number(field: str, text: str) -> Term:
    value = text if text.isdecimal() else quoted(text)
    return Term(field=search_field(field), value=value, listable=True)


def _matching(field: str, expression: str, superset: Node | None = None) -> Flag:
    """`mvfind` asks every value of a field that has several; the message is never several."""
    name = eval_field(field)
    if field == MESSAGE:
        return Flag(test=f'match({name},"{expression}")', superset=superset)
    return Flag(test=f'isnotnull(mvfind({name},"{expression}"))', superset=superset)


def _inside(value: SigmaString) -> SigmaString:
    """The value with a wildcard on either side."""
    if not value.startswith(SpecialChars.WILDCARD_MULTI):
        value = SpecialChars.WILDCARD_MULTI + value
    if not value.endswith(SpecialChars.WILDCARD_MULTI):
        value = value + SpecialChars.WILDCARD_MULTI
    return value
