"""Lucene queries for Graylog.

Sources: Graylog's Beats input (`Beats2Codec`: fields are flattened with `_` and, by default, get
the name of the Beat as a prefix) and its `Message` class (dots in names become `_`; text values
lose blanks at both ends, and an empty one is not stored at all).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, ClassVar

from sigma.conditions import ConditionFieldEqualsValueExpression, ConditionOR
from sigma.conversion.state import ConversionState
from sigma.processing.pipeline import ProcessingItem, ProcessingPipeline
from sigma.processing.transformations.fields import FieldFunctionTransformation
from sigma.types import SigmaNull, SigmaString

from generator.targets.elastic.lucene.backend import LuceneQueryBackend
from generator.targets.elastic.lucene.conditions import flat
from generator.targets.elastic.lucene.values import unsupported
from generator.targets.shared.scope import WindowsCondition
from generator.targets.shared.winlogbeat import SYSTEM_FIELDS, windows_items

PREFIX = "winlogbeat_"
"""What the Beats input puts before a field of winlogbeat, unless it is told not to."""


class GraylogBackend(LuceneQueryBackend):
    """Sigma rules as Graylog searches.

    Besides what a Lucene query cannot express, refuses a rule that looks for a blank at an end
    of a value or for an empty value: no event that Graylog has stored holds one. Behind a NOT
    they do no harm: the NOT then excludes nothing.
    """

    name: ClassVar[str] = "Graylog search"
    formats: ClassVar[dict[str, str]] = {"default": "Graylog search queries"}
    assumption: ClassVar[str] = (
        "Leading wildcards are switched on (`allow_leading_wildcard_searches = true`), and string"
        " fields are mapped as `keyword` with a lowercase normalizer and a sub-field `.cased`"
        " without one."
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._absent: frozenset[str] = frozenset()

    def convert_condition_or(self, cond: ConditionOR, state: ConversionState) -> str:
        """As ever, but an empty value needs no event where a missing field will do as well."""
        with self._asking_for_absent(cond):
            return super().convert_condition_or(cond, state)

    @contextmanager
    def _asking_for_absent(self, cond: ConditionOR) -> Iterator[None]:
        before = self._absent
        self._absent = before | {
            arg.field
            for arg in flat(cond, ConditionOR)
            if isinstance(arg, ConditionFieldEqualsValueExpression)
            and isinstance(arg.value, SigmaNull)
        }
        try:
            yield
        finally:
            self._absent = before

    def _value(self, cond: ConditionFieldEqualsValueExpression) -> str:
        if isinstance(cond.value, SigmaString) and not self._negated:
            self._check_ends(cond.field, cond.value)
        return super()._value(cond)

    def _check_ends(self, field: str, value: SigmaString) -> None:
        if not value.s or value.s == [""]:
            if field not in self._absent:
                raise unsupported(
                    f"The rule asks for an empty {field}; Graylog does not store a field without"
                    " a value, so it cannot be told from one that is missing."
                )
            return
        first, last = value.s[0], value.s[-1]
        if (isinstance(first, str) and first != first.lstrip()) or (
            isinstance(last, str) and last != last.rstrip()
        ):
            raise unsupported(
                f"The rule asks for a blank at an end of {field} ({value.to_plain()!r}); Graylog"
                " stores values without blanks at their ends."
            )


def graylog_pipeline() -> ProcessingPipeline:
    """Names the fields as Graylog's Beats input does with winlogbeat; elsewhere `_` for dots.

    To come after `scope_pipeline()`.
    """
    names = {
        sigma: name if name.startswith("message.") else graylog_name(name)
        for sigma, name in SYSTEM_FIELDS.items()
    }
    elsewhere = ProcessingItem(
        identifier="graylog_dots",
        transformation=FieldFunctionTransformation({}, transform_func=_without_dots),
        rule_conditions=[WindowsCondition()],
        rule_condition_negation=True,
    )
    return ProcessingPipeline(
        name="Graylog field names",
        priority=20,
        items=[
            *windows_items(
                names,
                event_data=graylog_name("winlog.event_data."),
                user_data=graylog_name("winlog.user_data."),
            ),
            elsewhere,
        ],
    )


def graylog_name(name: str) -> str:
    """What Graylog's Beats input makes of a field of winlogbeat."""
    return PREFIX + name.replace(".", "_")


def _without_dots(field: str | None) -> str:
    return (field or "").replace(".", "_")
