"""Searches of data models: `tstats` as it is documented, and every shape of rule."""

from __future__ import annotations

from typing import Any

import pytest

from generator.targets.registry import preset
from prove.corpus import SHAPES, candidates
from prove.problems import NotUnderstood
from prove.proof import Outcome, prove
from prove.splunk.engine import DataModelSearch
from prove.splunk.judge import SplQuery

BEGIN = (
    '| tstats summariesonly=false allow_old_summaries=true fillnull_value="null" count '
    "min(_time) as firstTime max(_time) as lastTime from datamodel=Endpoint.Processes"
)
BY = " by Processes.user Processes.process\n| `drop_dm_object_name(Processes)`"


def rows(query: str, **event: Any) -> list[dict[str, Any]]:
    return SplQuery(query).run([{f"Processes.{name}": value for name, value in event.items()}])


def test_tstats_has_a_row_for_each_combination_of_what_it_groups_by() -> None:
    found = rows(f'{BEGIN} where Processes.user="a*"{BY}', user="adm", process="x", other="y")
    assert found == [{"user": "adm", "process": "x"}]


def test_what_is_missing_is_filled() -> None:
    assert rows(f"{BEGIN}{BY}", user="adm") == [{"user": "adm", "process": "null"}]


def test_what_was_filled_can_be_made_missing_again() -> None:
    later = '\n| eval process=nullif(process,"null")\n| search NOT process=*'
    assert rows(f"{BEGIN}{BY}{later}", user="adm")
    assert not rows(f"{BEGIN}{BY}{later}", user="adm", process="x")


@pytest.mark.parametrize("where", ["count>5", "TERM(x)", "Processes.user=$x$"])
def test_what_the_judge_does_not_know_it_does_not_judge(where: str) -> None:
    with pytest.raises(NotUnderstood):
        rows(f"{BEGIN} where {where} extra words{BY}", user="a")


def test_several_values_in_a_field_are_not_judged() -> None:
    with pytest.raises(NotUnderstood, match="several values"):
        rows(f"{BEGIN}{BY}", user=["a", "b"])


def test_every_shape_of_rule_means_the_same_or_is_refused() -> None:
    target = preset("splunk-data-model")
    assert target is not None
    judge = DataModelSearch()
    stock = judge.stock()
    assert stock is not None
    for engine in (judge, stock):
        found = [prove(one, target, (engine,), 25) for one in candidates(SHAPES)]
        bad = [f.why for f in found if f.outcome not in (Outcome.RIGHT, Outcome.REFUSED)]
        assert bad == []
        assert sum(f.outcome is Outcome.RIGHT for f in found) > 50
