r"""LogQL, the query language of Grafana Loki; a back end of its own, so that nothing of it comes
under the AGPL, which the published one has.

A label that is missing is an empty one, and a regular expression has to match a whole label. There
is no `not`: it is carried down to the comparisons. `and` and `or` are evaluated from left to right,
so each group has parentheses. A comparison of numbers keeps what is no number, so it is asked first
whether it is one ("Log queries" and "Template functions" of Loki's documentation).
"""

from __future__ import annotations

import json
import re
from ipaddress import IPv4Network, IPv6Network
from typing import Any, ClassVar

from sigma.conditions import (
    ConditionAND,
    ConditionNOT,
    ConditionOR,
    ConditionValueExpression,
)
from sigma.conversion.state import ConversionState
from sigma.correlations import SigmaCorrelationRule
from sigma.rule import SigmaRule
from sigma.types import (
    SigmaCompareExpression,
    SigmaExists,
    SigmaFieldReference,
    SigmaNumber,
    SigmaRegularExpression,
)

from generator.targets.loki.conditions import Texts, conjunction, conjuncts, keywords_of, merged
from generator.targets.shared.expressions import ExpressionBackend, operator_of
from generator.targets.shared.network_patterns import network_pattern
from generator.targets.shared.re2 import re2_parts
from generator.targets.shared.required_texts import Shape, Wanted, refused, wanted
from generator.targets.shared.scope import is_of_windows

WINDOWS = '{job=~"eventlog|winlog|windows|fluentbit.*"}'
EVERYTHING = '{job=~".+"}'

LONGEST = 131_072
"""Characters of a query that Loki takes."""

NUMBER = r"-?[0-9]+([.][0-9]+)?"
LINE = "sigma_line"
"""A label that has the whole line, for keywords inside of other conditions."""

_OCTET = "(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"
_GROUP = "(?:[0-9a-f]{1,4})"
_OPPOSITE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<"}
_FILTERS = "line filters"
_LABELS = "computed labels"


class LogQLQueryBackend(ExpressionBackend):
    """Queries over lines of JSON.

    Raises SigmaFeatureNotSupportedByBackendError for what LogQL cannot say.
    """

    name: ClassVar[str] = "Grafana Loki LogQL"
    product: ClassVar[str] = "Grafana Loki"
    formats: ClassVar[dict[str, str]] = {"default": "LogQL"}
    requires_pipeline: ClassVar[bool] = False
    or_token: ClassVar[str] = "or"  # noqa: S105 - no password
    and_token: ClassVar[str] = "and"  # noqa: S105 - no password
    correlation_methods: ClassVar[dict[str, str]] = {"default": "Metric queries"}
    default_correlation_method: ClassVar[str] = "default"
    correlation_search_single_rule_expression: ClassVar[str] = "{query}"
    groupby_expression: ClassVar[dict[str, str]] = {"default": " by ({fields})"}
    groupby_field_expression: ClassVar[dict[str, str]] = {"default": "{field}"}
    groupby_field_expression_joiner: ClassVar[dict[str, str]] = {"default": ", "}
    timespan_mapping: ClassVar[dict[str, str]] = {}
    event_count_correlation_query: ClassVar[dict[str, str]] = {"default": "{aggregate} {condition}"}
    event_count_aggregation_expression: ClassVar[dict[str, str]] = {
        "default": "sum{groupby} (count_over_time({search} [{timespan}]))"
    }
    event_count_condition_expression: ClassVar[dict[str, str]] = {"default": "{op} {count}"}

    _flipped = False
    _depth = 0

    def convert_condition(self, cond: Any, state: ConversionState) -> Any:
        """The condition as a label filter; keywords that stand alone become line filters."""
        if self._depth == 0:
            return self._whole(cond, state)
        if not isinstance(cond, ConditionNOT):
            return super().convert_condition(cond, state)
        self._flipped = not self._flipped
        try:
            return self.convert_condition(cond.args[0], state)
        finally:
            self._flipped = not self._flipped

    def _whole(self, cond: Any, state: ConversionState) -> str:
        filters: list[str] = []
        rest = []
        for part in conjuncts(cond):
            keywords = keywords_of(part.args[0] if isinstance(part, ConditionNOT) else part)
            if keywords is None:
                rest.append(part)
            else:
                operator = "!~" if isinstance(part, ConditionNOT) else "|~"
                patterns = "|".join(self._pattern(keyword) for keyword in keywords)
                filters.append(f"{operator} {quoted(patterns)}")
        state.processing_state = {**state.processing_state, _FILTERS: filters, _LABELS: {}}
        if not rest:
            return ""
        self._depth += 1
        self._flipped = False
        try:
            return str(self.convert_condition(merged(conjunction(rest)), state))
        finally:
            self._depth -= 1

    def _joined(self, cond: ConditionAND | ConditionOR, state: ConversionState) -> str:
        either = isinstance(cond, ConditionOR) is not self._flipped
        token = self.or_token if either else self.and_token
        return f" {token} ".join(self._part(arg, type(cond), state) for arg in cond.args)

    def kind_of(self, cond: Any) -> type | None:
        """A negated group is one of the other kind."""
        if isinstance(cond, ConditionNOT):
            kind = self.kind_of(cond.args[0])
            return kind and (ConditionOR if kind is ConditionAND else ConditionAND)
        return super().kind_of(cond)

    def comparison(self, name: str, value: Any, state: ConversionState) -> str:
        """The test of a label."""
        if isinstance(value, Texts):
            choices = "|".join(wanted(text).whole_regex() for text in value.texts)
            return self._matches(self.field(name), f"(?is)(?:{choices})")
        if isinstance(value, SigmaFieldReference):
            return self._equal(self.field(name), self.field(value.field), value, state)
        if isinstance(value, SigmaExists):
            return self.exists(self.field(name)) if value else self.missing(self.field(name))
        return super().comparison(name, value, state)

    def negated(self, condition: str) -> str:
        """Never asked for: a negation is carried down before."""
        raise refused(f"The condition {condition} cannot be negated.")

    def field(self, name: str) -> str:
        """The label that the parser of JSON makes of a field."""
        label = re.sub(r"[^A-Za-z0-9_]", "_", name)
        return f"_{label}" if label[:1].isdigit() else label

    def text(self, field: str, value: Wanted) -> str:
        """A text with its wildcards, which an expression for all of the label says."""
        if value.shape is Shape.ANYTHING:
            return self.exists(field)
        if value.shape is Shape.WHOLE and (value.cased or not value.has_case):
            return f"{field}{'!=' if self._flipped else '='}{quoted(value.text)}"
        flags = "s" if value.cased else "is"
        return self._matches(field, f"(?{flags}){value.whole_regex()}")

    def _matches(self, field: str, expression: str) -> str:
        return f"{field}{'!~' if self._flipped else '=~'}{quoted(expression)}"

    def expression(self, field: str, value: SigmaRegularExpression) -> str:
        """A regular expression, anywhere in the label."""
        return self._matches(field, f"(?s:.*){_grouped(value)}(?s:.*)")

    def number(self, field: str, value: SigmaNumber) -> str:
        """A number, which a label holds as the text that it is."""
        return f"{field}{'!=' if self._flipped else '='}{quoted(str(value))}"

    def exists(self, field: str) -> str:
        return f'{field}{"=" if self._flipped else "!="}""'

    def missing(self, field: str) -> str:
        return f'{field}{"!=" if self._flipped else "="}""'

    def network(self, field: str, network: IPv4Network | IPv6Network) -> str:
        """The addresses of a network; what `ip()` makes of a label that has none is not told."""
        pattern = network_pattern(network)
        pattern = pattern.replace("(?&_octet)", _OCTET).replace("(?&_hex)", _GROUP)
        return self._matches(field, f"(?i){pattern}")

    def compared(self, field: str, value: SigmaCompareExpression) -> str:
        """An order of numbers, for labels that are one."""
        operator = operator_of(value)
        joined = "or" if self._flipped else "and"
        if self._flipped:
            operator = _OPPOSITE[operator]
        number = self._matches(field, NUMBER)
        return f"({number} {joined} {field}{operator}{value.number})"

    def _equal(
        self, field: str, other: str, value: SigmaFieldReference, state: ConversionState
    ) -> str:
        """Two labels that are alike, which a template tells."""
        test = "eq"
        if value.starts_with and value.ends_with:
            test = "contains"
        elif value.starts_with or value.ends_with:
            test = "hasPrefix" if value.starts_with else "hasSuffix"
        template = f"{{{{ if {test} (lower .{other}) (lower .{field}) }}}}true{{{{ end }}}}"
        labels = state.processing_state[_LABELS]
        label = labels.setdefault(template, f"sigma_{len(labels) + 1}")
        joined = " or " if self._flipped else " and "
        told = f'{label}{"!=" if self._flipped else "="}"true"'
        return f"({joined.join((self.exists(field), self.exists(other), told))})"

    def _keyword(self, cond: ConditionValueExpression, state: ConversionState) -> str:
        state.processing_state[_LABELS]["{{ __line__ }}"] = LINE
        return self._matches(LINE, f"(?s:.*)(?:{self._pattern(cond)})(?s:.*)")

    def _pattern(self, cond: ConditionValueExpression) -> str:
        """A keyword as an expression, also in the spelling that it has inside of JSON."""
        self._said = ""
        super()._keyword(cond, ConversionState())
        return self._said

    def keyword(self, value: Wanted) -> str:
        inner = Wanted(
            tuple(_as_json(piece) if isinstance(piece, str) else piece for piece in value.pieces),
            value.cased,
        )
        spellings = dict.fromkeys((value.regex(), inner.regex()))
        self._said = f"(?{'s' if value.cased else 'is'}:{'|'.join(spellings)})"
        return self._said

    def keyword_expression(self, value: SigmaRegularExpression) -> str:
        self._said = _grouped(value)
        return self._said

    def finish_query(
        self, rule: SigmaRule | SigmaCorrelationRule, query: Any, state: ConversionState
    ) -> Any:
        """The streams, the filters of lines, and those of labels. Raises as the class says."""
        if isinstance(rule, SigmaRule):
            query = _assembled(rule, str(query), state)
        return super().finish_query(rule, query, state)


def _assembled(rule: SigmaRule, query: str, state: ConversionState) -> str:
    parts = [WINDOWS if is_of_windows(rule) else EVERYTHING]
    parts += state.processing_state.get(_FILTERS, ())
    if query:
        labels = state.processing_state.get(_LABELS, {})
        parts += ["| json"]
        parts += [f"| label_format {label}=`{made}`" for made, label in labels.items()]
        parts += [f"| {query}"]
    text = " ".join(parts)
    if len(text) > LONGEST:
        raise refused(f"The query has {len(text):,} characters; Loki takes {LONGEST:,}.")
    return text


def quoted(text: str) -> str:
    """A text as a string of LogQL: between backticks as it is, else with Go's escapes."""
    if "`" not in text and not re.search(r"[\x00-\x1f\x7f\ud800-\udfff]", text):
        return f"`{text}`"
    return json.dumps(text, ensure_ascii=False).replace("\x7f", r"\u007f")


def _grouped(value: SigmaRegularExpression) -> str:
    written, flags = re2_parts(value)
    return f"(?{flags}:{written})"


def _as_json(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)[1:-1]
