"""Tables of products that record events in columns of their own, and which a rule's field is.

A product records some things otherwise than Sigma's fields say them: user and domain in two
columns, a registry value apart from its key. Such a field is computed before the condition, so
that whatever a rule asks of it is asked of the text that Sigma means; or its values are rewritten.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sigma.exceptions import SigmaTransformationError
from sigma.processing.pipeline import ProcessingItem, ProcessingPipeline
from sigma.processing.transformations import FieldMappingTransformation
from sigma.rule import SigmaDetectionItem, SigmaLogSource, SigmaRule
from sigma.types import (
    SigmaExists,
    SigmaFieldReference,
    SigmaNull,
    SigmaString,
    SigmaType,
    SpecialChars,
)

TABLE = "table"
"""The pipeline's state that has the table of a rule."""
COMPUTED = "computed fields"
"""The pipeline's state that has the computed fields of a rule."""

_TYPES = {
    "integer": "int",
    "int": "int",
    "long": "long",
    "bigint": "long",
    "boolean": "bool",
    "bool": "bool",
    "datetime": "datetime",
    "date/time": "datetime",
    "dynamic": "dynamic",
    "real": "real",
    "double": "real",
    "guid": "guid",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table as a log source sees it.

    `columns` are Sigma's fields and where they stand, `types` all columns with their types.
    `computed` are fields that no column holds as Sigma means them, with the expressions that make
    them, one after the other. `file_names` are fields of which only the file name is recorded, with
    the column. `values` rewrite what a rule says of a field as the product writes it. `where` holds
    for the events of the log source. `elsewhere` makes the expressions of
    a field that has no column, where a column holds all the rest of an event. `keywords` says
    whether a product can look for a text in all of an event.
    """

    name: str
    columns: Mapping[str, str]
    types: Mapping[str, str]
    computed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    file_names: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Callable[[SigmaType], SigmaType]] = field(default_factory=dict)
    where: str = ""
    elsewhere: Callable[[str], tuple[str, ...]] | None = None
    keywords: bool = False

    def column(self, sigma: str) -> str | None:
        """Where a field stands; None where the table has nothing like it."""
        if sigma in self.computed:
            return sigma
        found = self.columns.get(sigma) or self.file_names.get(sigma)
        if found is None:
            found = {name.lower(): name for name in self.types}.get(sigma.lower())
        if found is None and self.elsewhere is not None and sigma.isidentifier():
            return sigma
        return found if found and self.type_of(found) != "dynamic" else None

    def expressions(self, column: str) -> tuple[str, ...]:
        """The expressions that make a column, none where the table has it."""
        if column in self.computed:
            return self.computed[column]
        if column in self.types or self.elsewhere is None:
            return ()
        return self.elsewhere(column)

    def type_of(self, column: str) -> str:
        """A type of Kusto; computed columns are texts."""
        return "string" if column in self.computed else self.types.get(column, "string")


Tables = Callable[[SigmaLogSource], Table | None]
"""The table of a log source, if a product has one."""


def types_of(columns: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """The columns of a table as the published package lists them, with Kusto's types."""
    return {
        column: _TYPES.get(described["data_type"].lower(), "string")
        for column, described in columns.items()
    }


@dataclass
class Columns(FieldMappingTransformation):
    """Chooses the table and gives each field its column.

    Raises SigmaTransformationError for a log source without a table, a field without a column, and
    a path where only file names are recorded.
    """

    product: str = ""
    tables: Tables | None = None

    def apply(self, rule: Any) -> None:
        if not isinstance(rule, SigmaRule):
            return
        assert self.tables is not None
        assert self._pipeline is not None
        self.table = self.tables(rule.logsource)
        if self.table is None:
            raise SigmaTransformationError(
                f"{self.product} has no events of this log source, or none that are known here."
            )
        self._pipeline.state[TABLE] = self.table
        self._pipeline.state[COMPUTED] = set()
        rule.fields = []  # Only for showing; few of them have a column.
        super().apply(rule)

    def apply_field_name(self, field: str | None) -> str | None:
        """The column; what is computed is noted in the pipeline's state."""
        if field is None:
            return None
        assert self.table is not None
        assert self._pipeline is not None
        column = self.table.column(field)
        if column is None:
            raise SigmaTransformationError(
                f"`{self.table.name}` has nothing for the field `{field}`."
            )
        if self.table.expressions(column):
            self._pipeline.state[COMPUTED].add(column)
        return column

    def apply_detection_item(self, detection_item: SigmaDetectionItem) -> Any:
        assert self.table is not None
        asked = detection_item.field
        if asked is None and not self.table.keywords:
            raise SigmaTransformationError(
                f"No field of `{self.table.name}` has the whole event, in which a keyword could be "
                "looked for."
            )
        if asked is not None and asked in self.table.file_names:
            detection_item.value = [self._file_name(asked, value) for value in detection_item.value]
        if asked is not None and asked in self.table.values:
            rewrite = self.table.values[asked]
            detection_item.value = [rewrite(value) for value in detection_item.value]
        assert self._pipeline is not None
        for value in detection_item.value:
            if isinstance(value, SigmaFieldReference):
                self._comparable(asked, value.field)
                # pySigma notes the names of fields, but not of those that are referred to.
                column = self.apply_field_name(value.field) or value.field
                self._pipeline.field_mappings.add_mapping(value.field, column)
        return super().apply_detection_item(detection_item)

    def _comparable(self, *fields: str | None) -> None:
        """Raises SigmaTransformationError for fields that are not as Sigma means them."""
        assert self.table is not None
        for field_name in fields:
            if field_name in self.table.file_names or field_name in self.table.values:
                raise SigmaTransformationError(
                    f"`{self.table.name}` has `{field_name}` in another form, which cannot be "
                    "compared with another field."
                )

    def _file_name(self, asked: str, value: Any) -> Any:
        r"""`*\tool.exe` as `tool.exe`: the end of a path with one backslash is a file name."""
        if isinstance(value, SigmaNull | SigmaExists) or str(value) == "":
            return value
        if not isinstance(value, SigmaString):
            raise self._path(asked)
        first, *rest = value.s
        text = rest[0] if len(rest) == 1 else None
        if (
            first is not SpecialChars.WILDCARD_MULTI
            or not isinstance(text, str)
            or text[:1] not in ("\\", "/")
            or set(text[1:]) & {"\\", "/"}
            or len(text) == 1
        ):
            raise self._path(asked)
        made = SigmaString()
        made.s = [text[1:]]
        return made

    def _path(self, asked: str) -> SigmaTransformationError:
        assert self.table is not None
        return SigmaTransformationError(
            f"`{self.table.name}` has only the file name of `{asked}`, and the rule asks for more."
        )


def tables_pipeline(product: str, tables: Tables) -> ProcessingPipeline:
    """The pipeline of a product, by the tables that it has."""
    return ProcessingPipeline(
        name=f"Tables and columns of {product}",
        priority=10,
        items=[
            ProcessingItem(
                identifier="columns",
                transformation=Columns(mapping={}, product=product, tables=tables),
            )
        ],
    )


__all__ = ["COMPUTED", "TABLE", "Table", "tables_pipeline", "types_of"]
