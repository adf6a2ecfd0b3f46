"""The `splunk` target: the published Splunk back end, with its faults mended.

Only how a condition becomes SPL is replaced; formats, settings and the shape of correlations are
those of pysigma-backend-splunk. What was wrong there, with examples, stands in
`docs/targets/splunk.md`.
"""

from __future__ import annotations

import re
from typing import Any, ClassVar

from sigma.backends.splunk.splunk import SplunkBackend
from sigma.conversion.state import ConversionState
from sigma.correlations import SigmaCorrelationRule
from sigma.rule import SigmaRule

from generator.base.boolean import negated
from generator.targets.shared.tables import TABLE, Table
from generator.targets.splunk.correlation import SplunkCorrelations
from generator.targets.splunk.expression import EVERYTHING, Node, every, layout, some
from generator.targets.splunk.pipeline import splunk_pipeline
from generator.targets.splunk.text import search_field
from generator.targets.splunk.values import SplunkValues

__all__ = ["SplunkSearchBackend", "splunk_pipeline"]

MISSING = "null"
"""What `tstats` is to put in the place of a missing value, without which it drops the event."""

TSTATS = (
    f'tstats summariesonly=false allow_old_summaries=true fillnull_value="{MISSING}" count '
    "min(_time) as firstTime max(_time) as lastTime from datamodel="
)

_DATA_MODEL_FIELD = re.compile(
    r"(?<![\w\"*\\.])(?:Processes|Registry|Filesystem|Web|DNS)\.(\w+)(?=['=<>! ])"
)
"""A field with the name of its dataset, outside of texts."""


class SplunkSearchBackend(SplunkCorrelations, SplunkValues, SplunkBackend):
    """SPL that means what the rule means.

    Construct it with `splunk_pipeline()`. Raises SigmaFeatureNotSupportedByBackendError for what
    SPL cannot say. One object may convert any number of rules: it keeps nothing of them.
    """

    name: ClassVar[str] = "Splunk SPL"
    convert_or_as_in: ClassVar[bool] = False  # some() gathers values, wherever they stand
    convert_and_as_in: ClassVar[bool] = False

    def convert_condition_or(self, cond: Any, state: ConversionState) -> Any:
        """Any of the parts; None where none is left."""
        parts = self._parts(cond, state)
        return some(parts) if parts else None

    def convert_condition_and(self, cond: Any, state: ConversionState) -> Any:
        """All of the parts; None where none is left."""
        parts = self._parts(cond, state)
        return every(parts) if parts else None

    def convert_condition_not(self, cond: Any, state: ConversionState) -> Any:
        """The negation, which holds for an event without the field."""
        parts = self._parts(cond, state)
        return negated(parts[0]) if parts else None

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
        """The first search as the where clause of tstats, and after it what has to be computed.

        What has to be computed asks for fields under their own names, and takes what `tstats` has
        put in the place of a missing value for missing.
        """
        table = state.processing_state.get(TABLE)
        if not isinstance(table, Table):
            return self._published_data_model(rule, query, index, state)
        fields = tuple(dict.fromkeys(table.columns.values()))
        prefix = fields[0].partition(".")[0]
        first, separator, later = query.partition("\n| ")
        conditions = [part for part in (table.where, "" if first == EVERYTHING else first) if part]
        where = f" where {' '.join(conditions)}" if conditions else ""
        stages = [f"{TSTATS}{table.name}{where} by {' '.join(fields)}"]
        stages.append(f"`drop_dm_object_name({prefix})`")
        if separator:
            text = _DATA_MODEL_FIELD.sub(r"\1", later.replace("\n", " "))
            plain = [name.partition(".")[2] for name in fields]
            stages += [
                f'eval {name}=nullif({name},"{MISSING}")'
                for name in plain
                if re.search(rf"\b{name}\b", text)
            ]
            stages.append(text)
        times = 'convert timeformat="%Y-%m-%dT%H:%M:%S" ctime'
        stages += [f"{times}(firstTime)", f"{times}(lastTime)"]
        return "| " + "\n| ".join(stages)

    def _published_data_model(
        self, rule: SigmaRule, query: str, index: int, state: ConversionState
    ) -> str:
        """The same behind the published pipeline, which says the dataset in words of its own."""
        first, separator, later = query.partition("\n| ")
        text: str = super().finalize_query_data_model(rule, first, index, state)
        grouping = f" by {' '.join(state.processing_state['fields'])}"
        return text.replace(grouping, grouping + f"{separator}{later}".replace("\n", " "), 1)


def _table(rule: SigmaRule | SigmaCorrelationRule) -> str:
    if not isinstance(rule, SigmaRule) or not rule.fields:
        return ""
    return "\n| table " + ",".join(map(search_field, rule.fields))
