"""Apache DataFusion, the engine that Parseable runs its SQL with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from generator.logic.evaluate import compile_rule
from generator.logic.evaluate.matchers import FieldReference
from generator.logic.evaluate.tree import leaves
from generator.targets.convert.worker import Job, convert
from generator.targets.registry import preset
from prove.engine import Missing, Question, Rejected
from prove.sql.events import NUMBER, Columns, Row, SqlEngine, arrow_table

try:
    import datafusion
    import pyarrow  # noqa: F401
except ImportError:
    datafusion = None  # type: ignore[assignment]


class Parseable(SqlEngine):
    """Whole numbers in columns of whole numbers, in columns of numbers with decimals, as some
    versions of Parseable store all of them, and as texts."""

    raw = "message"
    cased_names = True
    numbers = (int, float, str)

    def __init__(self) -> None:
        if datafusion is None:
            raise Missing("DataFusion: pip install datafusion pyarrow, or the extra `prove`")
        options = datafusion.SessionConfig().with_target_partitions(1)
        self.session = datafusion.SessionContext(options)

    @property
    def name(self) -> str:
        return f"Apache DataFusion {datafusion.__version__}"

    def names(self, question: Question) -> Mapping[str, tuple[str, ...]]:
        """With those of fields that are only referred to, which no pipeline notes down."""
        referred = {
            matcher.field
            for leaf in leaves(compile_rule(question.rule).root)
            for matcher in leaf.matchers
            if isinstance(matcher, FieldReference)
        }
        names = dict(question.names)
        for field in referred - names.keys():
            detection = {"asked": {field: "x"}, "condition": "asked"}
            job = Job(documents=({**question.rule, "detection": detection},), problem=None)
            target = preset("parseable")
            names.update(convert(job, target).query.names if target else {})
        return names

    def found(self, query: str, columns: Columns, rows: Sequence[Row]) -> set[int]:
        self.session.from_arrow(arrow_table(columns, rows), name="logs")
        try:
            text = query.replace("SELECT *", f'SELECT "{NUMBER}"', 1)
            batches = self.session.sql(text).collect()
        except Exception as problem:  # DataFusion raises what is no class of its own
            raise Rejected(str(problem)) from problem
        finally:
            self.session.deregister_table("logs")
        return {int(number) for batch in batches for number in batch.column(0).to_pylist()}
