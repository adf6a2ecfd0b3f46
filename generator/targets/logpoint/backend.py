"""Logpoint queries: the published back end with its faults mended.

A condition that the search language can say exactly stays in the search. Every other one (a
regular expression, a literal wildcard, a cased string) becomes a flag that `process regex` and
`process eval` compute for each log; a `search` after them then reads the flags beside whatever
stands in one condition with them. `docs/targets/logpoint.md` names each fault that is mended.
"""

from __future__ import annotations

import re
from typing import Any, cast

from sigma.backends.logpoint.logpoint import Logpoint
from sigma.conditions import (
    ConditionAND,
    ConditionFieldEqualsValueExpression,
    ConditionNOT,
    ConditionOR,
    ConditionValueExpression,
)
from sigma.conversion.base import TextQueryBackend
from sigma.conversion.state import ConversionState
from sigma.correlations import SigmaCorrelationRule
from sigma.exceptions import SigmaFeatureNotSupportedByBackendError
from sigma.rule import SigmaRule
from sigma.types import (
    SigmaBool,
    SigmaCasedString,
    SigmaNumber,
    SigmaRegularExpression,
    SigmaString,
)

from generator.targets.logpoint.flags import RESERVED, flags_of
from generator.targets.logpoint.terms import conjuncts, disjuncts, is_or, listed
from generator.targets.logpoint.values import (
    ANY,
    begins_and_ends,
    has_case,
    number,
    pattern_of_regex,
    pattern_of_text,
    quoted,
    substring,
)

RAW_MESSAGE = "msg"
"""The field in which Logpoint keeps a log as it came."""

JSON_FIELDS = ("modified_property.", "target_modified_property.")


class LogpointBackend(Logpoint):
    """Converts rules to Logpoint's search query language; to be used with `logpoint_pipeline`."""

    name = "Logpoint"
    requires_pipeline = False

    convert_or_as_in = False  # `_alternatives` makes the lists
    field_null_expression = "-{field}=*"

    def convert_condition(self, cond: Any, state: ConversionState) -> Any:
        flags = flags_of(state)
        if flags.started:
            return super().convert_condition(cond, state)
        flags.started = True
        return self._convert_whole(cond, state)

    def _convert_whole(self, cond: Any, state: ConversionState) -> str:
        """The whole condition: what needs a flag is kept for the `search` after the flags."""
        flags = flags_of(state)
        parts = list(conjuncts(cond))
        after: list[str] = []
        for part in parts:
            uses = flags.uses
            text = self._grouped(part, state) if len(parts) > 1 else self._bare(part, state)
            (after if flags.uses > uses else flags.before).append(text)
        return " ".join(after or flags.before)

    def finish_query(
        self, rule: SigmaRule | SigmaCorrelationRule, query: Any, state: ConversionState
    ) -> Any:
        flags = flags_of(state)
        if not flags.numbers:
            return query
        lines = [f"| {command}" for command in (*flags.commands(), f"search {query}")]
        return "\n".join([" ".join(flags.before), *lines] if flags.before else lines)

    def _bare(self, cond: Any, state: ConversionState) -> str:
        self.modify_condition_from_json_value_construction(cond)
        return str(self.convert_condition(cond, state))

    def _grouped(self, cond: Any, state: ConversionState) -> str:
        """A condition that can stand in any other: AND and OR in parentheses."""
        if is_or(cond):
            terms = self._alternatives(cond, state)
            return terms[0] if len(terms) == 1 else f"({' OR '.join(terms)})"
        text = self._bare(cond, state)
        return f"({text})" if isinstance(cond, ConditionAND) else text

    def _alternatives(self, cond: Any, state: ConversionState) -> list[str]:
        """The terms of an OR; values of one field, where Logpoint's lists can hold them, in one."""
        lists: dict[str, list[str]] = {}
        terms: list[str | list[str]] = []
        for part in disjuncts(cond):
            self.modify_condition_from_json_value_construction(part)
            value = listed(part)
            if value is None:
                terms.append(self._grouped(part, state))
                continue
            if part.field not in lists:
                lists[part.field] = []
                terms.append([self.escape_and_quote_field(part.field), part.field])
            lists[part.field].append(value)
        return [
            term if isinstance(term, str) else _equals_one_of(term[0], lists[term[1]])
            for term in terms
        ]

    def convert_condition_and(self, cond: ConditionAND, state: ConversionState) -> str:
        return " ".join(self._grouped(part, state) for part in conjuncts(cond))

    def convert_condition_or(self, cond: ConditionOR, state: ConversionState) -> str:
        return " OR ".join(self._alternatives(cond, state))

    def convert_condition_not(self, cond: ConditionNOT, state: ConversionState) -> str:
        arg = cond.args[0]
        if isinstance(arg, ConditionNOT):
            return self._grouped(arg.args[0], state)
        text = self._grouped(arg, state)
        if " IN [" in text and not text.startswith("("):
            text = f"({text})"
        return text[1:] if text.startswith("-") else f"-{text}"

    def convert_condition_field_eq_val(
        self, cond: ConditionFieldEqualsValueExpression, state: ConversionState
    ) -> Any:
        # Not the published dispatch, which turns the value `-` into a missing field.
        return TextQueryBackend.convert_condition_field_eq_val(self, cond, state)

    def convert_condition_field_eq_expansion(
        self, cond: ConditionFieldEqualsValueExpression, state: ConversionState
    ) -> str:
        return " OR ".join(self._alternatives(cond, state))

    convert_condition_field_eq_val_cidr = convert_condition_field_eq_expansion

    def convert_condition_field_eq_val_str(
        self, cond: ConditionFieldEqualsValueExpression, state: ConversionState
    ) -> str:
        value = cast(SigmaString, cond.value)
        _refuse_placeholder(value, f"field `{cond.field}`")
        name = self.escape_and_quote_field(cond.field)
        if tuple(value.s) == (ANY,):
            return f"{name}=*"
        if tuple(value.s) == ("-",):
            return f'({name}="-" OR -{name}=*)'
        if (text := quoted(value)) is not None:
            return f"{name}={text}"
        if (pair := begins_and_ends(value)) is not None:
            return f"({name}={pair[0]} -{name}={pair[1]})"
        return flags_of(state).test(cond.field, pattern_of_text(value, cased=False))

    def convert_condition_field_eq_val_str_case_sensitive(
        self, cond: ConditionFieldEqualsValueExpression, state: ConversionState
    ) -> str:
        value = cast(SigmaCasedString, cond.value)
        if not has_case(value):
            return self.convert_condition_field_eq_val_str(cond, state)
        _refuse_placeholder(value, f"field `{cond.field}`")
        return flags_of(state).test(cond.field, pattern_of_text(value, cased=True))

    def convert_condition_field_eq_val_num(
        self, cond: ConditionFieldEqualsValueExpression, state: ConversionState
    ) -> str:
        return f"{self.escape_and_quote_field(cond.field)}={number(cast(SigmaNumber, cond.value))}"

    def convert_condition_field_eq_val_re(
        self, cond: ConditionFieldEqualsValueExpression, state: ConversionState
    ) -> Any:
        value = cast(SigmaRegularExpression, cond.value)
        return flags_of(state).test(cond.field, pattern_of_regex(value))

    def convert_condition_field_eq_val_bool(
        self, cond: ConditionFieldEqualsValueExpression, state: ConversionState
    ) -> str:
        value = cast(SigmaBool, cond.value)
        return f'{self.escape_and_quote_field(cond.field)}="{str(bool(value)).lower()}"'

    def convert_condition_val_str(
        self, cond: ConditionValueExpression, state: ConversionState
    ) -> str:
        written = cast(SigmaString, cond.value)
        _refuse_placeholder(written, "the keywords")
        value, cased = substring(written), isinstance(written, SigmaCasedString)
        text = None if cased else quoted(value)
        return text or flags_of(state).test(RAW_MESSAGE, pattern_of_text(value, cased=cased))

    def convert_condition_val_num(
        self, cond: ConditionValueExpression, state: ConversionState
    ) -> str:
        return f'"*{cond.value}*"'

    def convert_condition_val_re(
        self, cond: ConditionValueExpression, state: ConversionState
    ) -> str:
        value = cast(SigmaRegularExpression, cond.value)
        return flags_of(state).test(RAW_MESSAGE, pattern_of_regex(value))

    def escape_and_quote_field(self, field_name: str) -> str:
        if '"' in field_name:
            raise SigmaFeatureNotSupportedByBackendError(
                f"The field name `{field_name}` has a double quote in it, which Logpoint's query"
                " language has no way to write."
            )
        plain = re.fullmatch(r"[\w.]+", field_name) and field_name.lower() not in RESERVED
        return field_name if plain else f'"{field_name}"'

    def modify_condition_from_json_value_construction(self, cond: Any) -> None:
        """As published, where `logpoint_azure` and `logpoint_m365` have put a field into JSON."""
        field = (getattr(cond, "field", None) or "").lower()
        if not field.startswith(JSON_FIELDS) or "modifiedproperties" not in re.split(r"\W", field):
            return
        if not isinstance(cond.value, SigmaString) or isinstance(cond.value, SigmaCasedString):
            raise SigmaFeatureNotSupportedByBackendError(
                f"Logpoint keeps `{cond.field}` as JSON text, in which only strings can be looked"
                " for."
            )
        super().modify_condition_from_json_value_construction(cond)

    def convert_condition_field_eq_field(
        self, cond: ConditionFieldEqualsValueExpression, state: ConversionState
    ) -> str:
        raise SigmaFeatureNotSupportedByBackendError(
            "The modifier `|fieldref` compares two fields of one log, for which Logpoint documents"
            " no condition that ignores case as Sigma does."
        )

    def convert_condition_field_eq_val_timestamp_part(
        self, cond: ConditionFieldEqualsValueExpression, state: ConversionState
    ) -> str:
        raise SigmaFeatureNotSupportedByBackendError(
            "The modifiers `|minute`, `|hour`, `|day`, `|week`, `|month` and `|year` take a part of"
            " a time, which Logpoint documents for its own time fields only."
        )

    def convert_correlation_rule(self, rule: SigmaCorrelationRule, *_: Any, **__: Any) -> list[Any]:
        raise SigmaFeatureNotSupportedByBackendError(
            "Correlation rules are not supported by the Logpoint target."
        )


def _equals_one_of(name: str, values: list[str]) -> str:
    return f"{name}={values[0]}" if len(values) == 1 else f"{name} IN [{', '.join(values)}]"


def _refuse_placeholder(value: SigmaString, place: str) -> None:
    if value.contains_placeholder():
        raise SigmaFeatureNotSupportedByBackendError(
            "The modifier `|expand` needs a list of values that is not known here: the placeholder"
            f" in `{value.to_plain()}` of {place} is not filled."
        )
