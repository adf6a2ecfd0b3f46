"""The budgets that `make bench` prints, and which measurement fills which row."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.measures import GROUPS
from bench.record import Record, verdict
from bench.rows import BY_ID, ROWS, shown


def test_every_row_is_filled_by_one_measurement() -> None:
    filled = [row for group in GROUPS for row in group.rows]
    assert sorted(filled) == sorted(row.id for row in ROWS)


@pytest.mark.parametrize(
    ("row", "held", "over", "budget"),
    [
        ("paint", 1.0, 1.01, "≤ 1 s"),
        ("browse", 100, 108, "≤ 100 ms"),
        ("weight", 120, 120.001, "≤ 120 kB"),
        ("site-ratio", 2.0, 1.9, "≥ 2 ×"),
    ],
)
def test_a_value_is_judged_by_the_budget_of_its_row(
    row: str, held: float, over: float, budget: str
) -> None:
    about = BY_ID[row]
    assert about.budget == budget
    assert verdict(about, held) == "ok"
    assert verdict(about, over) == "**over**"


def test_the_table_has_the_rows_that_were_measured_and_no_other(tmp_path: Path) -> None:
    record = Record(tmp_path / "measured.jsonl", adding=False)
    record.row("paint", 0.25, "of one page")
    table = record.as_markdown()
    paint = BY_ID["paint"]
    assert f"| {paint.title} | ≤ 1 s | {shown(0.25, 's')} | ok | of one page |" in table
    assert BY_ID["browse"].title not in table
