"""The Kusto targets: the published back end with the conversion of conditions replaced.

What was wrong there stands, with examples, in `docs/targets/defender-xdr.md`. Tables and the names
of columns come from `generator.targets.shared.tables` and the modules of the three products.
"""

from __future__ import annotations

from typing import Any, ClassVar

from sigma.backends.kusto.kusto import KustoBackend
from sigma.conditions import ConditionNOT
from sigma.conversion.state import ConversionState
from sigma.correlations import SigmaCorrelationRule
from sigma.exceptions import SigmaFeatureNotSupportedByBackendError
from sigma.rule import SigmaRule
from sigma.types import SigmaCasedString, SigmaString

from generator.targets.kusto.text import folds_beyond_ascii, literal, name, shape
from generator.targets.shared.re2 import re2_of, re2_of_text
from generator.targets.shared.tables import COMPUTED, TABLE, Table

LONGEST_CHAIN = 100
"""Parts of an `or` or `and` that stand in a row."""

WHOLE_NUMBERS = ("int", "long")


class KustoQueryBackend(KustoBackend):
    """KQL that means what the rule means; to be constructed with a pipeline of `Table`s.

    Raises SigmaFeatureNotSupportedByBackendError for what KQL cannot say.
    """

    name: ClassVar[str] = "Kusto Query Language"
    convert_and_as_in: ClassVar[bool] = False  # `has_all` finds terms, not texts

    def escape_and_quote_field(self, field_name: str) -> str:
        """A column's name."""
        return name(field_name)

    def decide_convert_condition_as_in_expression(self, cond: Any, state: ConversionState) -> bool:
        """Only whole texts, of which `in~` finds one."""
        if not super().decide_convert_condition_as_in_expression(cond, state):
            return False
        return all(self._listable(part, state) for part in cond.args)

    def _listable(self, cond: Any, state: ConversionState) -> bool:
        value = cond.value
        if not isinstance(value, SigmaString) or isinstance(value, SigmaCasedString):
            return False
        plain = not value.contains_special() and str(value) != ""
        return (
            plain
            and _type(cond.field, state) == "string"
            and not folds_beyond_ascii(_characters(value))
        )

    def convert_condition_as_in_expression(self, cond: Any, state: ConversionState) -> str:
        """`Column in~ ("a", "b")`."""
        values = dict.fromkeys(literal(_characters(part.value)) for part in cond.args)
        return f"{name(cond.args[0].field)} in~ ({', '.join(values)})"

    def convert_condition_not(self, cond: ConditionNOT, state: ConversionState) -> Any:
        """The negation."""
        part: Any = cond.args[0]
        return f"not({self.convert_condition(part, state)})"

    def convert_condition_or(self, cond: Any, state: ConversionState) -> Any:
        """Any of the parts."""
        return super().convert_condition_or(_grouped(cond), state)

    def convert_condition_and(self, cond: Any, state: ConversionState) -> Any:
        """All of the parts."""
        return super().convert_condition_and(_grouped(cond), state)

    def convert_condition_field_eq_val_str(self, cond: Any, state: ConversionState) -> str:
        """A text, which is compared as one whatever the type of its column."""
        column, kind = name(cond.field), _type(cond.field, state)
        value: SigmaString = cond.value
        cased = isinstance(value, SigmaCasedString)
        if kind in WHOLE_NUMBERS and _characters(value).isdecimal() and not _wild(value):
            return f"{column} == {int(_characters(value))}"
        if kind != "string":
            column = f"tostring({column})"
        found = shape(value)
        if found is None:
            return f"{column} matches regex {literal(re2_of_text(value, cased=cased))}"
        how, text = found
        if text == "":
            return f"isempty({column})" if how == "equals" else f"isnotempty({column})"
        if cased:
            operator = {"equals": "=="}.get(how, f"{how}_cs")
            return f"{column} {operator} {literal(text)}"
        if folds_beyond_ascii(text):
            column, text = f"tolower({column})", text.lower()
        return f"{column} {'=~' if how == 'equals' else how} {literal(text)}"

    def convert_condition_field_eq_val_str_case_sensitive(
        self, cond: Any, state: ConversionState
    ) -> str:
        """A text with regard to case."""
        return self.convert_condition_field_eq_val_str(cond, state)

    def convert_condition_field_eq_val_num(self, cond: Any, state: ConversionState) -> str:
        """A number; in a column of texts, the text that it is."""
        column, kind = name(cond.field), _type(cond.field, state)
        if kind in (*WHOLE_NUMBERS, "real"):
            return f"{column} == {cond.value}"
        if kind != "string":
            column = f"tostring({column})"
        return f"{column} =~ {literal(str(cond.value))}"

    def convert_condition_field_eq_val_bool(self, cond: Any, state: ConversionState) -> str:
        """A truth value; in a column of texts, its word."""
        column, word = name(cond.field), "true" if cond.value else "false"
        if _type(cond.field, state) == "bool":
            return f"{column} == {word}"
        return f'tostring({column}) =~ "{word}"'

    def convert_condition_field_eq_val_re(self, cond: Any, state: ConversionState) -> str:
        """A regular expression, which is looked for anywhere."""
        column = name(cond.field)
        if _type(cond.field, state) != "string":
            column = f"tostring({column})"
        return f"{column} matches regex {literal(re2_of(cond.value))}"

    def convert_condition_field_eq_val_cidr(self, cond: Any, state: ConversionState) -> str:
        """A network; the functions give null for what is no address, which `not` would keep."""
        network = cond.value.network
        function = f"ipv{network.version}_is_in_range"
        text = f"{function}({name(cond.field)}, {literal(str(network))})"
        return self._never_null(text, cond)

    def convert_condition_field_compare_op_val(self, cond: Any, state: ConversionState) -> str:
        """An order of numbers; of texts, as far as they are numbers."""
        column, kind = name(cond.field), _type(cond.field, state)
        if kind not in (*WHOLE_NUMBERS, "real"):
            column = f"todouble({column})"
        operator = self.compare_operators[cond.value.op]
        return self._never_null(f"{column} {operator} {cond.value.number}", cond)

    def _never_null(self, test: str, cond: Any) -> str:
        """A test whose null counts for false, also after a `not`."""
        if cond.parent_condition_chain_contains(ConditionNOT):
            return f"coalesce({test}, false)"
        return test

    def convert_condition_field_eq_field(self, cond: Any, state: ConversionState) -> str:
        """Two columns that are alike; both have to hold something."""
        first, second = name(cond.field), name(cond.value.field)
        operator = "=="
        if cond.value.starts_with and cond.value.ends_with:
            operator = "contains_cs"
        elif cond.value.starts_with:
            operator = "startswith_cs"
        elif cond.value.ends_with:
            operator = "endswith_cs"
        kinds = _type(cond.field, state), _type(cond.value.field, state)
        texts = [
            f"tolower({column})" if kind == "string" else f"tolower(tostring({column}))"
            for column, kind in zip((first, second), kinds, strict=True)
        ]
        return (
            f"(isnotempty({first}) and isnotempty({second}) and {texts[0]} {operator} {texts[1]})"
        )

    def convert_condition_field_eq_val_null(self, cond: Any, state: ConversionState) -> str:
        """A column that holds nothing: a text is never null, it is empty."""
        return f"isempty({name(cond.field)})"

    def convert_condition_val_str(self, cond: Any, state: ConversionState) -> Any:
        """Raises SigmaFeatureNotSupportedByBackendError."""
        raise SigmaFeatureNotSupportedByBackendError(
            "No column of the table has the whole event, in which a keyword could be looked for."
        )

    convert_condition_val_num = convert_condition_val_str
    convert_condition_val_re = convert_condition_val_str

    def finalize_query_default(
        self,
        rule: SigmaRule | SigmaCorrelationRule,
        query: Any,
        index: int,
        state: ConversionState,
    ) -> str:
        """The table, what tells its events from others, computed columns, and the condition."""
        table = state.processing_state.get(TABLE)
        if not isinstance(table, Table):
            return f"search {query}"
        lines = [table.name]
        if table.where:
            lines.append(f"where {table.where}")
        used = state.processing_state.get(COMPUTED, ())
        lines += [
            f"extend {name(field)} = {expression}"
            for field in sorted(used)
            for expression in table.expressions(field)
        ]
        lines.append(f"where {query}")
        return "\n| ".join(lines)


def _grouped(cond: Any) -> Any:
    """A condition of very many parts as one of groups of them.

    Microsoft's parser reads a chain of `or` as one that is as deep as it is long, and gives up
    where that is too deep.
    """
    if len(cond.args) <= LONGEST_CHAIN:
        return cond
    groups = [
        type(cond)(cond.args[start : start + LONGEST_CHAIN])
        for start in range(0, len(cond.args), LONGEST_CHAIN)
    ]
    return _grouped(type(cond)(groups))


def _type(field: str, state: ConversionState) -> str:
    table = state.processing_state.get(TABLE)
    return table.type_of(field) if isinstance(table, Table) else "string"


def _characters(value: SigmaString) -> str:
    return "".join(part for part in value.s if isinstance(part, str))


def _wild(value: SigmaString) -> bool:
    return value.contains_special()
