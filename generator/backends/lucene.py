"""Lucene queries for Elasticsearch, OpenSearch and what is built on them.

The published back end (pysigma-backend-elasticsearch) is mended here: its regular expressions,
its negations, which Lucene reads as something else beside an OR, its escaping, its networks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, ClassVar

from sigma.backends.elasticsearch.elasticsearch_lucene import LuceneBackend
from sigma.conditions import (
    ConditionAND,
    ConditionFieldEqualsValueExpression,
    ConditionItem,
    ConditionNOT,
    ConditionOR,
    ConditionValueExpression,
)
from sigma.conversion.state import ConversionState
from sigma.correlations import SigmaCorrelationRule
from sigma.processing.pipeline import ProcessingPipeline
from sigma.rule import SigmaRule
from sigma.types import (
    SigmaCasedString,
    SigmaCIDRExpression,
    SigmaCompareExpression,
    SigmaExists,
    SigmaExpansion,
    SigmaFieldReference,
    SigmaNull,
    SigmaNumber,
    SigmaRegularExpression,
    SigmaString,
    SigmaTimestampPart,
)

from generator.backends.lucene_ranges import network_regex
from generator.backends.lucene_text import (
    EVERYTHING,
    field_name,
    is_anything,
    value_text,
    within,
)
from generator.backends.lucene_values import (
    alternatives,
    comparison,
    number_text,
    regex_text,
    unsupported,
    value_of,
)

TEXT_NUMBERS = "text_numbers"
"""Key of the pipeline state that says that numbers are stored as text in the rule's events."""

Field = ConditionFieldEqualsValueExpression
Clause = tuple[bool, str]
"""Whether an expression is negated, and the expression itself, grouped where it needs it."""


class LuceneQueryBackend(LuceneBackend):
    """Sigma rules as Lucene query strings over keyword fields.

    A field is expected to be of the type keyword with a lower-casing normalizer; its sub-field
    `.cased` holds the same text as it is, for `|cased` and for regular expressions, whose text
    Elasticsearch would lower-case too. Keywords are looked for in `message_field`, in the
    sub-fields `lower` and `cased`.

    Raises SigmaFeatureNotSupportedByBackendError for what has no query, with the reason.
    """

    name: ClassVar[str] = "Lucene query string"
    formats: ClassVar[dict[str, str]] = {
        "default": "Lucene query strings",
        "dsl_lucene": "Elasticsearch query DSL with the query string",
        "kibana_ndjson": "Kibana saved searches",
    }
    requires_pipeline: ClassVar[bool] = True
    assumption: ClassVar[str] = (
        "String fields are mapped as `keyword` with a lowercase normalizer and a sub-field"
        " `.cased` without one."
    )
    """One sentence for the page: what the index must be like for the query to be right."""

    def __init__(
        self,
        processing_pipeline: ProcessingPipeline | None = None,
        collect_errors: bool = False,
        message_field: str = "message",
        **options: Any,
    ) -> None:
        super().__init__(processing_pipeline, collect_errors, **options)
        self.message_field = message_field
        self._negated = False

    # Boolean operators. A NOT subtracts from the rest of its group: alone, or beside an OR, it
    # needs `*:*` to subtract from. Lucene knows no precedence, so every group has parentheses.

    def convert_condition_and(self, cond: ConditionAND, state: ConversionState) -> str:
        clauses = [self._clause(arg, state) for arg in flat(cond, ConditionAND)]
        terms = [f"NOT {text}" if negated else text for negated, text in clauses]
        if all(negated for negated, _ in clauses):
            terms.insert(0, EVERYTHING)
        return " AND ".join(terms)

    def convert_condition_or(self, cond: ConditionOR, state: ConversionState) -> str:
        clauses = (self._clause(arg, state) for arg in flat(cond, ConditionOR))
        return " OR ".join(
            f"({EVERYTHING} AND NOT {text})" if negated else text for negated, text in clauses
        )

    def convert_condition_not(self, cond: ConditionNOT, state: ConversionState) -> str:
        negated, text = self._clause(cond, state)
        return f"{EVERYTHING} AND NOT {text}" if negated else text

    def _clause(self, cond: Any, state: ConversionState) -> Clause:
        """A condition with its negations counted away."""
        if isinstance(cond, ConditionNOT):
            self._negated = not self._negated
            try:
                negated, text = self._clause(cond.args[0], state)
            finally:
                self._negated = not self._negated
            return not negated, text
        if isinstance(cond, Field):
            if isinstance(cond.value, SigmaNull):
                return True, self._exists(cond.field)
            if isinstance(cond.value, SigmaExists):
                return not cond.value, self._exists(cond.field)
            if isinstance(cond.value, SigmaExpansion):
                cond = alternatives(cond)
        if isinstance(cond, (ConditionAND, ConditionOR)) and len(cond.args) == 1:
            return self._clause(cond.args[0], state)
        text = str(self.convert_condition(cond, state))
        in_list = isinstance(cond, ConditionOR) and self._is_list(cond)
        if isinstance(cond, ConditionItem) and not in_list:
            text = f"({text})"
        return False, text

    def decide_convert_condition_as_in_expression(self, cond: Any, state: ConversionState) -> bool:
        return isinstance(cond, ConditionOR) and self._is_list(cond)

    def _is_list(self, cond: ConditionOR) -> bool:
        """Whether alternatives can be written as `field:(a OR b)`."""
        args = [arg for arg in cond.args if isinstance(arg, Field)]
        return (
            len(args) == len(cond.args) > 1
            and len({arg.field for arg in args}) == 1
            and all(self._is_listed(arg.value) for arg in args)
        )

    def _is_listed(self, value: object) -> bool:
        if isinstance(value, SigmaString):
            return not isinstance(value, SigmaCasedString) and not is_anything(value)
        return isinstance(value, SigmaNumber) and not isinstance(value, SigmaTimestampPart)

    def convert_condition_as_in_expression(self, cond: Any, state: ConversionState) -> str:
        values = " OR ".join(self._value(arg) for arg in cond.args)
        return f"{field_name(cond.args[0].field)}:({values})"

    # Values of a field.

    def convert_condition_field_eq_val_str(self, cond: Field, state: ConversionState) -> str:
        if is_anything(value_of(cond, SigmaString)):
            return self._exists(cond.field)
        return f"{field_name(cond.field)}:{self._value(cond)}"

    def convert_condition_field_eq_val_str_case_sensitive(
        self, cond: Field, state: ConversionState
    ) -> str:
        if is_anything(value_of(cond, SigmaString)):
            return self._exists(cond.field)
        return f"{field_name(self.cased(cond.field))}:{self._value(cond)}"

    def convert_condition_field_eq_val_num(self, cond: Field, state: ConversionState) -> str:
        return f"{field_name(cond.field)}:{self._value(cond)}"

    def convert_condition_field_eq_val_bool(self, cond: Field, state: ConversionState) -> str:
        return f"{field_name(cond.field)}:{'true' if cond.value else 'false'}"

    def convert_condition_field_eq_val_null(self, cond: Field, state: ConversionState) -> str:
        return f"{EVERYTHING} AND NOT {self._exists(cond.field)}"

    def convert_condition_field_eq_val_exists(self, cond: Field, state: ConversionState) -> str:
        exists = self._exists(cond.field)
        return exists if cond.value else f"{EVERYTHING} AND NOT {exists}"

    def convert_condition_field_eq_expansion(self, cond: Field, state: ConversionState) -> str:
        return str(self.convert_condition(alternatives(cond), state))

    def convert_condition_field_eq_val_re(self, cond: Field, state: ConversionState) -> str:
        return f"{field_name(self.cased(cond.field))}:{regex_text(value_of(cond, SigmaRegularExpression))}"

    def convert_condition_field_eq_val_cidr(self, cond: Field, state: ConversionState) -> str:
        network = value_of(cond, SigmaCIDRExpression).network
        return f"{field_name(cond.field)}:/{network_regex(network)}/"

    def convert_condition_field_compare_op_val(self, cond: Field, state: ConversionState) -> str:
        compared = value_of(cond, SigmaCompareExpression)
        as_text = bool(state.processing_state.get(TEXT_NUMBERS))
        return comparison(cond.field, compared, as_text=as_text)

    def convert_condition_field_eq_field(self, cond: Any, state: ConversionState) -> str:
        other = value_of(cond, SigmaFieldReference).field
        raise unsupported(
            f"The modifier fieldref compares {cond.field} with {other}; a Lucene query"
            " cannot compare two fields of an event."
        )

    def convert_condition_field_eq_val_timestamp_part(
        self, cond: Field, state: ConversionState
    ) -> str:
        part = value_of(cond, SigmaTimestampPart).timestamp_part.name.lower()
        raise unsupported(
            f"The modifier {part} asks for a part of the date in {cond.field}; a Lucene query can"
            " only compare whole dates."
        )

    # Keywords.

    def convert_condition_val_str(
        self, cond: ConditionValueExpression, state: ConversionState
    ) -> str:
        value = within(value_of(cond, SigmaString))
        field = self.keyword_field()
        if isinstance(cond.value, SigmaCasedString):
            field = self.cased(field)
        if is_anything(value):
            return self._exists(field)
        return f"{field_name(field)}:{value_text(value)}"

    def convert_condition_val_num(
        self, cond: ConditionValueExpression, state: ConversionState
    ) -> str:
        value = value_text(within(SigmaString(str(cond.value))))
        return f"{field_name(self.keyword_field())}:{value}"

    def convert_condition_val_re(
        self, cond: ConditionValueExpression, state: ConversionState
    ) -> str:
        return f"{field_name(self.cased(self.keyword_field()))}:{regex_text(value_of(cond, SigmaRegularExpression))}"

    # Fields.

    def keyword_field(self) -> str:
        """The field that holds the raw message in lower case."""
        return f"{self.message_field}.lower"

    def cased(self, field: str) -> str:
        """The field that holds the same text with its case."""
        if field == self.keyword_field():
            return f"{self.message_field}.cased"
        return f"{field}.cased"

    def _exists(self, field: str) -> str:
        return f"_exists_:{field_name(field)}"

    def _value(self, cond: Field) -> str:
        if isinstance(cond.value, SigmaNumber):
            return number_text(cond.value)
        return value_text(value_of(cond, SigmaString))

    # Rules.

    def convert_correlation_rule(
        self,
        rule: SigmaCorrelationRule,
        output_format: str | None = None,
        method: str | None = None,
        callback: Callable[..., Any] | None = None,
    ) -> list[Any]:
        kind = rule.type.name.lower() if rule.type else "unknown"
        error = unsupported(
            f"This is a correlation rule ({kind}): a Lucene query looks at one event at a time."
        )
        if not self.collect_errors:
            raise error
        self.errors.append((rule, error))  # type: ignore[arg-type]
        return []

    def finalize_query_dsl_lucene(
        self, rule: SigmaRule, query: str, index: int, state: ConversionState
    ) -> dict[str, Any]:
        return query_string(query)


def flat(cond: ConditionItem, kind: type[ConditionItem]) -> Iterator[Any]:
    """The arguments of a condition, those of the same kind among them replaced by their own."""
    for arg in cond.args:
        if isinstance(arg, kind) and not _one_field(arg):
            yield from flat(arg, kind)
        else:
            yield arg


def _one_field(cond: ConditionItem) -> bool:
    """Whether the arguments are values of one field: then they stay together."""
    args = [arg for arg in cond.args if isinstance(arg, Field)]
    return (
        isinstance(cond, ConditionOR)
        and len(args) == len(cond.args)
        and len({arg.field for arg in args}) == 1
    )


def query_string(query: str) -> dict[str, Any]:
    """The query as Elasticsearch's query DSL."""
    return {"query_string": {"query": query, "analyze_wildcard": True}}
