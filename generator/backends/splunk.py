"""The `splunk` target: the published Splunk back end, with its faults mended.

Only how a condition becomes SPL is replaced; formats, settings and the shape of correlations are
those of pysigma-backend-splunk. What was wrong there, with examples, stands in
`docs/targets/splunk.md`.
"""

from __future__ import annotations

from typing import Any, ClassVar

from sigma.backends.splunk.splunk import SplunkBackend
from sigma.conversion.state import ConversionState
from sigma.correlations import SigmaCorrelationRule
from sigma.rule import SigmaRule

from generator.backends.splunk_correlation import SplunkCorrelations
from generator.backends.splunk_expression import Node, either, every, layout, negate
from generator.backends.splunk_pipeline import splunk_pipeline
from generator.backends.splunk_text import search_field
from generator.backends.splunk_values import SplunkValues

__all__ = ["SplunkSearchBackend", "splunk_pipeline"]


class SplunkSearchBackend(SplunkCorrelations, SplunkValues, SplunkBackend):
    """SPL that means what the rule means.

    Construct it with `splunk_pipeline()`. Raises SigmaFeatureNotSupportedByBackendError for what
    SPL cannot say. One object may convert any number of rules: it keeps nothing of them.
    """

    name: ClassVar[str] = "Splunk SPL"
    convert_or_as_in: ClassVar[bool] = False  # either() gathers values, wherever they stand
    convert_and_as_in: ClassVar[bool] = False

    def convert_condition_or(self, cond: Any, state: ConversionState) -> Any:
        """Any of the parts; None where none is left."""
        parts = self._parts(cond, state)
        return either(parts) if parts else None

    def convert_condition_and(self, cond: Any, state: ConversionState) -> Any:
        """All of the parts; None where none is left."""
        parts = self._parts(cond, state)
        return every(parts) if parts else None

    def convert_condition_not(self, cond: Any, state: ConversionState) -> Any:
        """The negation, which holds for an event without the field."""
        parts = self._parts(cond, state)
        return negate(parts[0]) if parts else None

    def _parts(self, cond: Any, state: ConversionState) -> list[Node]:
        parts: list[Any] = [self.convert_condition(part, state) for part in cond.args]
        return [part for part in parts if part is not None]

    def escape_and_quote_field(self, field_name: str) -> str:
        """A field's name for the search command and those that take a list of names."""
        return search_field(field_name)

    def finish_query(
        self, rule: SigmaRule | SigmaCorrelationRule, query: Any, state: ConversionState
    ) -> Any:
        """The SPL of a condition; a correlation's is text already."""
        text = query if isinstance(query, str) else layout(query)
        return super().finish_query(rule, text, state)

    def finalize_query_default(
        self,
        rule: SigmaRule | SigmaCorrelationRule,
        query: str,
        index: int,
        state: ConversionState,
    ) -> str:
        """The query, and a table of the fields that the rule names."""
        return query + _table(rule)

    def finalize_query_savedsearches(
        self,
        rule: SigmaRule | SigmaCorrelationRule,
        query: str,
        index: int,
        state: ConversionState,
    ) -> str:
        """The query as a stanza of savedsearches.conf."""
        settings = {
            **(self.query_settings(rule) if isinstance(rule, SigmaRule) else {}),
            "description": " ".join((rule.description or "").split()),
            "search": query + _table(rule),
        }
        title = rule.title.translate({ord(char): None for char in "[]\n\r"})
        text: str = self._generate_settings(settings)  # type: ignore[no-untyped-call]
        return f"\n[{title}]{text}"

    def finalize_query_data_model(
        self, rule: SigmaRule, query: str, index: int, state: ConversionState
    ) -> str:
        """The first search as the where clause of tstats, and after it what has to be computed."""
        first, separator, later = query.partition("\n| ")
        text: str = super().finalize_query_data_model(rule, first, index, state)
        grouping = f" by {' '.join(state.processing_state['fields'])}"
        return text.replace(grouping, grouping + f"{separator}{later}".replace("\n", " "), 1)


def _table(rule: SigmaRule | SigmaCorrelationRule) -> str:
    if not isinstance(rule, SigmaRule) or not rule.fields:
        return ""
    return "\n| table " + ",".join(map(search_field, rule.fields))
