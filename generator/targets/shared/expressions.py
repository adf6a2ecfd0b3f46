"""A rule's condition as one boolean expression, for products whose query is one.

The published back ends of such products each have faults of their own in the same few places:
values of a list that lose their parentheses, wildcards, escapes, negations, letters of either
case. A subclass of `ExpressionBackend` and of the published one keeps the latter's names of
fields and forms of output, and says for each kind of value how the product tests it. What it does
not say is refused with a reason.
"""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Network, IPv6Network
from typing import Any, ClassVar

from sigma.conditions import (
    ConditionAND,
    ConditionFieldEqualsValueExpression,
    ConditionNOT,
    ConditionOR,
    ConditionValueExpression,
)
from sigma.conversion.base import TextQueryBackend
from sigma.conversion.state import ConversionState
from sigma.exceptions import SigmaFeatureNotSupportedByBackendError
from sigma.types import (
    SigmaBool,
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
)

from generator.targets.shared.required_texts import MANY, Pieces, Wanted, refused, wanted

Comparison = ConditionFieldEqualsValueExpression


_JOINED = (ConditionAND, ConditionOR)
"""A tuple, since to ask for a union of types takes ten times as long."""


class ExpressionBackend(TextQueryBackend):
    """The condition walked as it is: AND and OR in parentheses where one stands in the other,
    NOT before parentheses, and one call for each comparison.

    `product` and `language` are named in reasons.
    """

    product: ClassVar[str]
    convert_or_as_in: ClassVar[bool] = False
    convert_and_as_in: ClassVar[bool] = False
    negation: ClassVar[str] = "NOT {condition}"
    """With parentheses in it where the product wants them around a single comparison too."""
    own_names: ClassVar[bool] = False
    """Whether the product has a model of its own, in which fields of a rule may fall together."""

    def convert_condition(self, cond: Any, state: ConversionState) -> Any:
        """The condition as text; what is printed for AND and OR has no parentheses around it."""
        if isinstance(cond, _JOINED):
            return self._joined(cond, state)
        if isinstance(cond, ConditionNOT):
            return self.negated(self._operand(cond.args[0], state))
        if isinstance(cond, ConditionFieldEqualsValueExpression):
            return self._comparison(cond, state)
        if isinstance(cond, ConditionValueExpression):
            return self._keyword(cond, state)
        raise refused(f"The condition {type(cond).__name__} is not known here.")

    def negated(self, condition: str) -> str:
        """A condition that is one comparison or stands in parentheses, negated."""
        form = self.negation
        if condition.startswith("("):
            form = form.replace("({condition})", "{condition}")
        return form.format(condition=condition)

    def _joined(self, cond: ConditionAND | ConditionOR, state: ConversionState) -> str:
        token = self.or_token if isinstance(cond, ConditionOR) else self.and_token
        return f" {token} ".join(self._part(arg, type(cond), state) for arg in cond.args)

    def _part(self, arg: Any, around: type, state: ConversionState) -> str:
        text = str(self.convert_condition(arg, state))
        inside = self.kind_of(arg)
        return text if inside is None or inside is around else f"({text})"

    def _operand(self, arg: Any, state: ConversionState) -> str:
        text = str(self.convert_condition(arg, state))
        return f"({text})" if self.kind_of(arg) is not None else text

    def kind_of(self, cond: Any) -> type | None:
        """Whether what is printed for a condition is joined by AND or by OR, or is one comparison."""
        if isinstance(cond, _JOINED):
            return type(cond) if len(cond.args) > 1 else self.kind_of(cond.args[0])
        if isinstance(cond, Comparison) and isinstance(cond.value, SigmaExpansion):
            return ConditionOR if len(list(_expanded(cond.value))) > 1 else None
        return None

    def _comparison(self, cond: Comparison, state: ConversionState) -> str:
        if isinstance(cond.value, SigmaExpansion):
            return str(self.convert_condition(_alternatives(cond), state))
        return self.comparison(cond.field, cond.value, state)

    def comparison(self, name: str, value: Any, state: ConversionState) -> str:
        """The test of a field for a value of any kind."""
        field = self.field(name)
        match value:
            case SigmaString():
                return self.text(field, wanted(value))
            case SigmaBool():
                return self.truth(field, truth=bool(value))
            case SigmaNumber():
                return self.number(field, value)
            case SigmaRegularExpression():
                return self.expression(field, value)
            case SigmaNull():
                return self.missing(field)
            case SigmaExists():
                return self.exists(field) if value else self.negated(self.exists(field))
            case SigmaCIDRExpression():
                return self.network(field, value.network)
            case SigmaCompareExpression():
                return self.compared(field, value)
            case SigmaFieldReference():
                return self.equal(field, self.field(value.field), value)
        raise self._cannot(f"a value of the kind {type(value).__name__}")

    def _keyword(self, cond: ConditionValueExpression, state: ConversionState) -> str:
        value: Any = cond.value
        if isinstance(value, SigmaString):
            sought = wanted(value)
            return self.keyword(Wanted(_open(sought.pieces), sought.cased))
        if isinstance(value, SigmaNumber):
            return self.keyword(Wanted((MANY, str(value), MANY), False))
        if isinstance(value, SigmaRegularExpression):
            return self.keyword_expression(value)
        raise self._cannot(f"a keyword of the kind {type(value).__name__}")

    def finalize_query(
        self, rule: Any, query: Any, index: int, state: ConversionState, output_format: str
    ) -> Any:
        """As the published back end does it; refuses a rule of which two fields fall on one name."""
        if self.own_names:
            self._check_names()
        return super().finalize_query(rule, query, index, state, output_format)

    def _check_names(self) -> None:
        fields: dict[str, list[str]] = {}
        for field, names in self.last_processing_pipeline.field_mappings.items():
            for name in names:
                fields.setdefault(str(name), []).append(str(field))
        for name, several in sorted(fields.items()):
            if len(several) > 1:
                listed = " and ".join(f"`{field}`" for field in sorted(several))
                raise refused(
                    f"{self.product} has only one field, `{name}`, for {listed}, which the rule"
                    " keeps apart."
                )

    # What a product says; each refuses unless it is given.

    def field(self, name: str) -> str:
        return str(self.escape_and_quote_field(name))

    def text(self, field: str, value: Wanted) -> str:
        raise self._cannot("a text")

    def expression(self, field: str, value: SigmaRegularExpression) -> str:
        raise self._cannot("a regular expression")

    def number(self, field: str, value: SigmaNumber) -> str:
        raise self._cannot("a number")

    def truth(self, field: str, *, truth: bool) -> str:
        return self.text(field, Wanted(("true" if truth else "false",), False))

    def missing(self, field: str) -> str:
        return self.negated(self.exists(field))

    def exists(self, field: str) -> str:
        raise self._cannot("a test whether a field exists")

    def network(self, field: str, network: IPv4Network | IPv6Network) -> str:
        raise self._cannot("a network")

    def compared(self, field: str, value: SigmaCompareExpression) -> str:
        raise self._cannot("a comparison with a number")

    def equal(self, field: str, other: str, value: SigmaFieldReference) -> str:
        raise self._cannot("a comparison of two fields")

    def keyword(self, value: Wanted) -> str:
        raise self._cannot("a keyword, a value without a field")

    def keyword_expression(self, value: SigmaRegularExpression) -> str:
        raise self._cannot("a keyword that is a regular expression")

    def _cannot(self, what: str) -> SigmaFeatureNotSupportedByBackendError:
        return refused(f"The rule has {what}, for which {self.product} documents no condition.")


class Guarded(ExpressionBackend):
    """For languages that do not say what NOT makes of a comparison with null: below a NOT, each
    comparison says first that the field is there, by `guard`."""

    guard: ClassVar[str]
    _below = 0

    def convert_condition(self, cond: Any, state: ConversionState) -> Any:
        if not isinstance(cond, ConditionNOT):
            return super().convert_condition(cond, state)
        self._below += 1
        try:
            return super().convert_condition(cond, state)
        finally:
            self._below -= 1

    def guarded(self, field: str, condition: str) -> str:
        """The condition, with its guard where it stands below a NOT."""
        return self.guard.format(field=field, condition=condition) if self._below else condition


OPERATORS = {"LT": "<", "LTE": "<=", "GT": ">", "GTE": ">="}


def operator_of(value: SigmaCompareExpression) -> str:
    """`<`, `<=`, `>` or `>=`."""
    return OPERATORS[value.op.name]


def flags_of(value: SigmaRegularExpression, order: str = "ims") -> str:
    """The letters of its flags."""
    names = {
        "i": SigmaRegularExpressionFlag.IGNORECASE,
        "m": SigmaRegularExpressionFlag.MULTILINE,
        "s": SigmaRegularExpressionFlag.DOTALL,
    }
    return "".join(letter for letter in order if names[letter] in value.flags)


def with_flags(letters: str, expression: str) -> str:
    return f"(?{letters}){expression}" if letters else expression


def _alternatives(cond: Comparison) -> ConditionOR:
    assert isinstance(cond.value, SigmaExpansion)
    return ConditionOR(
        [Comparison(cond.field, value) for value in _expanded(cond.value)], cond.source
    )


def _expanded(value: SigmaExpansion) -> Iterator[Any]:
    for one in value.values:
        if isinstance(one, SigmaExpansion):
            yield from _expanded(one)
        else:
            yield one


def _open(pieces: Pieces) -> Pieces:
    """The pieces with `*` at both ends: a keyword is looked for anywhere."""
    start: Pieces = () if pieces and pieces[0] is MANY else (MANY,)
    end: Pieces = () if pieces and pieces[-1] is MANY else (MANY,)
    return (*start, *pieces, *end)
