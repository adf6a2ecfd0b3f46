"""Apache DataFusion, the engine that Parseable runs its SQL with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from generator.logic.evaluate import compile_rule
from generator.logic.evaluate.matchers import FieldReference
from generator.logic.evaluate.tree import leaves
from generator.targets.convert.worker import Job, convert
from generator.targets.registry import preset
from prove.engine import Question
from prove.problems import Missing, Rejected
from prove.sql.engine import NUMBER, Columns, Row, SqlEngine, arrow_table


class Parseable(SqlEngine):
    """Whole numbers in columns of integers, in columns of floats, as which some versions of Parseable
    store all numbers, and as texts."""

    raw = "message"
    cased_names = True
    numbers = (int, float, str)

    def __init__(self) -> None:
        try:
            import datafusion
            import pyarrow  # noqa: F401
        except ImportError as problem:
            instead = "pip install datafusion pyarrow, or the extra `prove`"
            raise Missing(f"DataFusion: {instead}") from problem
        self.version = datafusion.__version__
        options = datafusion.SessionConfig().with_target_partitions(1)
        self.session = datafusion.SessionContext(options)

    @property
    def name(self) -> str:
        return f"Apache DataFusion {self.version}"

    def names(self, question: Question) -> Mapping[str, tuple[str, ...]]:
        """With the names of fields that are only referenced, which no pipeline records."""
        referenced = {
            matcher.field
            for leaf in leaves(compile_rule(question.rule).root)
            for matcher in leaf.matchers
            if isinstance(matcher, FieldReference)
        }
        names = dict(question.names)
        for field in referenced - names.keys():
            detection = {"selection": {field: "x"}, "condition": "selection"}
            job = Job(documents=({**question.rule, "detection": detection},), problem=None)
            target = preset("parseable")
            names.update(convert(job, target).query.names if target else {})
        return names

    def found(self, query: str, columns: Columns, rows: Sequence[Row]) -> set[int]:
        self.session.from_arrow(arrow_table(columns, rows), name="logs")
        try:
            text = query.replace("SELECT *", f'SELECT "{NUMBER}"', 1)
            batches = self.session.sql(text).collect()
        except Exception as problem:  # DataFusion has no exception class
            raise Rejected(str(problem)) from problem
        finally:
            self.session.deregister_table("logs")
        return {int(number) for batch in batches for number in batch.column(0).to_pylist()}
