"""Correlation rules in SPL: the published templates, with a window that slides.

The published back end cuts time into fixed bins, so that what happens on both sides of a
boundary is missed. `streamstats time_window=` looks back from every event instead; its events
must be in the order of their times (Splunk Search Reference, "streamstats", argument
`time_window`).
"""

from __future__ import annotations

from typing import Any, ClassVar, NoReturn

from sigma.conversion.base import TextQueryBackend
from sigma.correlations import (
    SigmaCorrelationCondition,
    SigmaCorrelationConditionOperator,
    SigmaCorrelationTimespan,
)
from sigma.exceptions import SigmaFeatureNotSupportedByBackendError

_WINDOW = "| sort 0 _time\n| streamstats time_window={timespan} "

_AT_LEAST = frozenset({SigmaCorrelationConditionOperator.GT, SigmaCorrelationConditionOperator.GTE})

# The units that streamstats knows beside months, whose length it does not fix.
_UNITS = frozenset("smhd")


def _templates(aggregate: str, name: str) -> dict[str, str]:
    return {"stats": f"{_WINDOW}{aggregate} as {name}{{groupby}}"}


class SplunkCorrelations(TextQueryBackend):
    """The correlation part of the back end, to stand before the published one."""

    # The published back end annotates it as text, which it is not.
    default_correlation_query: ClassVar[Any] = {"stats": "{search}\n{aggregate}\n{condition}"}
    correlation_search_single_rule_expression: ClassVar[str] = "{query}{normalization}"
    groupby_expression: ClassVar[dict[str, str]] = {"stats": " by {fields}"}

    event_count_aggregation_expression: ClassVar[dict[str, str]] = _templates(
        "count", "event_count"
    )
    value_count_aggregation_expression: ClassVar[dict[str, str]] = _templates(
        "dc({field})", "value_count"
    )
    temporal_aggregation_expression: ClassVar[dict[str, str]] = _templates(
        "dc(event_type)", "event_type_count"
    )
    temporal_extended_aggregation_expression: ClassVar[dict[str, str]] = _templates(
        "values(event_type)", "event_types"
    )
    value_sum_aggregation_expression: ClassVar[dict[str, str]] = _templates(
        "sum({field})", "value_sum"
    )
    value_avg_aggregation_expression: ClassVar[dict[str, str]] = _templates(
        "avg({field})", "value_avg"
    )
    value_median_aggregation_expression: ClassVar[dict[str, str]] = _templates(
        "median({field})", "value_median"
    )
    value_percentile_aggregation_expression: ClassVar[dict[str, str]] = _templates(
        "perc{percentile}({field})", "value_percentile"
    )
    value_sum_condition_expression: ClassVar[dict[str, str]] = {
        "stats": "| search value_sum {op} {count}"
    }
    value_avg_condition_expression: ClassVar[dict[str, str]] = {
        "stats": "| search value_avg {op} {count}"
    }
    value_median_condition_expression: ClassVar[dict[str, str]] = {
        "stats": "| search value_median {op} {count}"
    }
    value_percentile_condition_expression: ClassVar[dict[str, str]] = {
        "stats": "| search value_percentile {op} {count}"
    }

    def compare_precedence(self, outer: Any, inner: Any) -> bool:
        """Never: each group of an extended condition gets its parentheses."""
        return False

    def convert_timespan(
        self,
        timespan: SigmaCorrelationTimespan,
        output_format: str | None = None,
        method: str | None = None,
    ) -> str:
        """The window's length, in seconds where streamstats does not know the unit."""
        return timespan.spec if timespan.unit in _UNITS else f"{timespan.seconds}s"

    def convert_correlation_condition_from_template(
        self, cond: Any, referenced_rules: Any, correlation_type: Any, method: str
    ) -> str:
        """The search for what exceeds the threshold.

        Raises SigmaFeatureNotSupportedByBackendError for other comparisons, and for the values
        of several fields together.
        """
        if isinstance(cond, SigmaCorrelationCondition):
            if cond.op not in _AT_LEAST:
                raise SigmaFeatureNotSupportedByBackendError(
                    f"The correlation condition '{cond.op.name.lower()}' is not supported: the "
                    "query looks back from each event, and at its first event every group is "
                    "small. Only gt and gte can be expressed."
                )
            if isinstance(cond.fieldref, list) and len(cond.fieldref) > 1:
                raise SigmaFeatureNotSupportedByBackendError(
                    "A correlation over the values of several fields together is not supported."
                )
        text: str = super().convert_correlation_condition_from_template(
            cond, referenced_rules, correlation_type, method
        )
        return text

    def convert_extended_correlation_condition_not(self, cond: Any, method: str) -> NoReturn:
        """Refused: an event that is still to come cannot be ruled out by looking back."""
        raise SigmaFeatureNotSupportedByBackendError(
            "`not` in the condition of a temporal correlation is not supported: the query looks "
            "back from each event and would not see one that follows within the time span."
        )

    def convert_correlation_temporal_ordered_rule(
        self, rule: Any, output_format: str | None = None, method: str = "default"
    ) -> NoReturn:
        """Refused: streamstats does not tell in which order its values came."""
        raise SigmaFeatureNotSupportedByBackendError(
            "A correlation of the type temporal_ordered is not supported: SPL's streamstats "
            "counts what happened within a time span but not in which order."
        )

    convert_correlation_extended_temporal_ordered_rule = convert_correlation_temporal_ordered_rule
