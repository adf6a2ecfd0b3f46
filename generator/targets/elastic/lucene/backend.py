"""Lucene queries for Elasticsearch, OpenSearch and what is built on them.

The published back end (pysigma-backend-elasticsearch) is mended here: its regular expressions,
its negations, which Lucene reads as something else beside an OR, its escaping, its networks.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from sigma.conditions import (
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
    SigmaFieldReference,
    SigmaRegularExpression,
    SigmaString,
    SigmaTimestampPart,
)

from generator.targets.elastic.lucene.conditions import Field, LuceneConditions
from generator.targets.elastic.lucene.text import (
    EVERYTHING,
    field_name,
    is_anything,
    value_text,
    within,
)
from generator.targets.elastic.lucene.values import (
    alternatives,
    comparison,
    regex_text,
    unsupported,
    value_of,
)
from generator.targets.elastic.watcher import Schedule, query_string, watch_command
from generator.targets.shared.range_patterns import network_regex
from generator.targets.shared.scope import is_of_windows
from generator.targets.shared.winlogbeat import TEXT_NUMBERS

WINDOWS_INDICES = ("winlogbeat-*",)
OTHER_INDICES = ("logs-*",)


class LuceneQueryBackend(LuceneConditions):
    """Sigma rules as Lucene query strings over keyword fields.

    A field is expected to be of the type keyword with a lower-casing normalizer; its sub-field
    `.cased` holds the same text as it is, for `|cased` and for regular expressions, whose text
    Elasticsearch would lower-case too. Keywords are looked for in `message_field`, in the
    sub-fields `lower` and `cased`. `indices` and `schedule` are for watches.

    Raises SigmaFeatureNotSupportedByBackendError for what has no query, with the reason.
    """

    name: ClassVar[str] = "Lucene query string"
    formats: ClassVar[dict[str, str]] = {
        "default": "Lucene query strings",
        "dsl_lucene": "Elasticsearch query DSL with the query string",
        "kibana_ndjson": "Kibana saved searches",
        "xpack_watcher": "curl commands that create watches",
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
        indices: Sequence[str] = (),
        schedule: Schedule = Schedule(),  # noqa: B008 - frozen
        **options: Any,
    ) -> None:
        super().__init__(processing_pipeline, collect_errors, **options)
        self.message_field = message_field
        self.indices = tuple(indices)
        self.schedule = schedule

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

    def finalize_query_xpack_watcher(
        self, rule: SigmaRule, query: str, index: int, state: ConversionState
    ) -> str:
        """The command that puts a watch for the query into Elasticsearch."""
        indices = self.indices or (WINDOWS_INDICES if is_of_windows(rule) else OTHER_INDICES)
        return watch_command(rule, query, index, indices=indices, schedule=self.schedule)

    def finalize_output_xpack_watcher(self, queries: list[str]) -> list[str]:
        """One command for each query."""
        return list(queries)
