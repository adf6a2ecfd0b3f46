"""The values of a rule, as pySigma has read them, to tests on an event."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from sigma.conditions import (
    ConditionAND,
    ConditionFieldEqualsValueExpression,
    ConditionNOT,
    ConditionOR,
    ConditionValueExpression,
)
from sigma.exceptions import SigmaConditionError, SigmaFeatureNotSupportedByBackendError
from sigma.types import (
    CompareOperators,
    Placeholder,
    SigmaBool,
    SigmaCasedString,
    SigmaCIDRExpression,
    SigmaCompareExpression,
    SigmaExists,
    SigmaExpansion,
    SigmaFieldReference,
    SigmaNull,
    SigmaNumber,
    SigmaRegularExpression,
    SigmaRegularExpressionFlag,
    SigmaString,
    SigmaTimestampPart,
    SigmaType,
    SpecialChars,
    TimestampPart,
)

from generator.base.boolean import negated
from generator.facts.logsources import EventSource
from generator.targets.powershell.conditions import (
    CASED,
    FOLDED,
    Compares,
    Condition,
    Exists,
    Has,
    Refers,
    Within,
    every,
    some,
)
from generator.targets.powershell.dotnet import literal, translated, wildcards
from generator.targets.powershell.fields import LEVELS, RAW


def condition_of(node: Any) -> Condition:
    """A condition tree of pySigma as one of ours.

    Raises SigmaFeatureNotSupportedByBackendError for what a command cannot ask.
    """
    match node:
        case ConditionAND(args=args):
            return every(condition_of(arg) for arg in args)
        case ConditionOR(args=args):
            return some(condition_of(arg) for arg in args)
        case ConditionNOT(args=[arg]):
            return negated(condition_of(arg))
        case ConditionFieldEqualsValueExpression(field=field, value=value):
            return _test(field, value)
        case ConditionValueExpression(value=value):
            return _test(None, value)
    raise SigmaConditionError("The condition names no selection of the rule.")


def belongs_to(source: EventSource) -> Condition:
    """What tells the events of a source from others of the same log and event ids."""
    return every(
        some(_equal(name, value) for value in values) for name, values in source.values.items()
    )


def _test(field: str | None, value: SigmaType) -> Condition:
    for kind in type(value).__mro__:
        if kind in _FIELD_TESTS and field is not None:
            return _FIELD_TESTS[kind](field, value)
        if kind in _KEYWORD_TESTS and field is None:
            return _KEYWORD_TESTS[kind](RAW, value)
    name = type(value).__name__.removeprefix("Sigma")
    about = "A keyword, which has no field," if field is None else f"The field '{field}'"
    raise SigmaFeatureNotSupportedByBackendError(
        f"{about} has a value of the kind '{name}', which a Get-WinEvent command cannot compare."
    )


def _parts(field: str, value: SigmaString) -> tuple[str | SpecialChars, ...]:
    for part in value.s:
        if isinstance(part, Placeholder):
            where = "A keyword" if field == RAW else f"The field '{field}'"
            raise SigmaFeatureNotSupportedByBackendError(
                f"{where} asks for the placeholder %{part.name}% (modifier 'expand'), the values"
                " of which only a processing pipeline of one's own can give."
            )
    return tuple(part for part in value.s if not isinstance(part, Placeholder))


def _string(field: str, value: SigmaString) -> Condition:
    parts = _parts(field, value)
    if parts and set(parts) == {SpecialChars.WILDCARD_MULTI}:
        return Exists(field)
    options = CASED if isinstance(value, SigmaCasedString) else FOLDED
    if any(isinstance(part, SpecialChars) for part in parts):
        return Has(field, (wildcards(parts),), options)
    return _equal(field, "".join(str(part) for part in parts), options)


def _equal(field: str, text: str, options: str = FOLDED) -> Has:
    texts = (text, *(LEVELS.get(text.lower(), ()) if field.lower() == "level" else ()))
    return Has(
        field,
        tuple(wildcards((one,)) for one in texts),
        options,
        texts=texts if options == FOLDED else (),
    )


def _number(field: str, value: SigmaNumber) -> Condition:
    return _equal(field, str(value.number))


def _bool(field: str, value: SigmaBool) -> Condition:
    return _equal(field, "true" if value.boolean else "false")


def _null(field: str, value: SigmaNull) -> Condition:
    return negated(Exists(field))


def _exists(field: str, value: SigmaExists) -> Condition:
    return Exists(field) if value.exists else negated(Exists(field))


_FLAG_OPTIONS = {
    SigmaRegularExpressionFlag.IGNORECASE: "IgnoreCase, CultureInvariant",
    SigmaRegularExpressionFlag.MULTILINE: "Multiline",
    SigmaRegularExpressionFlag.DOTALL: "Singleline",
}


def _regex(field: str, value: SigmaRegularExpression) -> Condition:
    """Not joinable: a flag or a group number in it would reach into its neighbours."""
    _parts(field, value.regexp)
    options = ", ".join(text for flag, text in _FLAG_OPTIONS.items() if flag in value.flags)
    return Has(field, (translated(str(value.regexp)),), options or "None", joinable=False)


def _cidr(field: str, value: SigmaCIDRExpression) -> Condition:
    return Within(field, (str(value.network),))


_OPERATORS = {
    CompareOperators.LT: "-lt",
    CompareOperators.LTE: "-le",
    CompareOperators.GT: "-gt",
    CompareOperators.GTE: "-ge",
    CompareOperators.NEQ: "-ne",
}


def _compare(field: str, value: SigmaCompareExpression) -> Condition:
    return Compares(field, _OPERATORS[value.op], f"{Decimal(str(value.number.number)):f}")


def _field_reference(field: str, value: SigmaFieldReference) -> Condition:
    start = "" if value.ends_with else "\\A"
    end = "" if value.starts_with else "\\z"
    return Refers(field, value.field, f"{start}{{0}}{end}")


_DATE = "[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])"
_TIME_PARTS = {
    TimestampPart.MINUTE: f"{_DATE}[T ][0-9]{{2}}:{{:02}}(?![0-9])",
    TimestampPart.HOUR: f"{_DATE}[T ]{{:02}}:[0-9]{{2}}(?![0-9])",
    TimestampPart.DAY: "[0-9]{4}-(?:0[1-9]|1[0-2])-{:02}(?![0-9])",
    TimestampPart.MONTH: "[0-9]{4}-{:02}-(?:0[1-9]|[12][0-9]|3[01])(?![0-9])",
    TimestampPart.YEAR: "{:04}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])(?![0-9])",
}


def _time_part(field: str, value: SigmaTimestampPart) -> Condition:
    expression = _TIME_PARTS.get(value.timestamp_part)
    if expression is None:
        raise SigmaFeatureNotSupportedByBackendError(
            f"The field '{field}' is asked for its calendar week (modifier 'week'), which Windows"
            " PowerShell 5.1 cannot compute: its week numbers are not those of ISO 8601."
        )
    head, _, tail = expression.partition("{:0")
    width, _, tail = tail.partition("}")
    return Has(field, (f"\\A{head}{int(value.number):0{int(width)}d}{tail}",))


def _expansion(field: str | None, value: SigmaExpansion) -> Condition:
    return some(_test(None if field == RAW else field, one) for one in value.values)


def _keyword(field: str, value: SigmaString) -> Condition:
    options = CASED if isinstance(value, SigmaCasedString) else FOLDED
    return Has(field, (wildcards(_parts(field, value), whole=False),), options)


def _keyword_number(field: str, value: SigmaNumber) -> Condition:
    return Has(field, (literal(str(value.number)),))


_FIELD_TESTS: dict[type, Callable[[str, Any], Condition]] = {
    SigmaString: _string,
    SigmaNumber: _number,
    SigmaBool: _bool,
    SigmaNull: _null,
    SigmaExists: _exists,
    SigmaRegularExpression: _regex,
    SigmaCIDRExpression: _cidr,
    SigmaCompareExpression: _compare,
    SigmaFieldReference: _field_reference,
    SigmaTimestampPart: _time_part,
    SigmaExpansion: _expansion,
}
_KEYWORD_TESTS: dict[type, Callable[[str, Any], Condition]] = {
    SigmaString: _keyword,
    SigmaNumber: _keyword_number,
    SigmaRegularExpression: _regex,
    SigmaExpansion: _expansion,
}
