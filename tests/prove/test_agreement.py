"""Our evaluator and others: they agree on our rules, except for documented causes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from prove.agreement import agreement
from prove.corpus import OWN, SHAPES, Candidate, candidates
from prove.disagreements import CAUSES, cause_of
from prove.engine import Event
from prove.evaluators import Detkit, Evaluator, PublishedSQLite, Unsupported


def evaluator(made: type[Evaluator]) -> Evaluator:
    if made is Detkit:
        pytest.importorskip("detkit")
    return made()


@pytest.mark.parametrize("made", [PublishedSQLite, Detkit])
@pytest.mark.parametrize("folder", [SHAPES, OWN], ids=["shapes", "own"])
def test_a_disagreement_about_our_rules_has_a_documented_cause(
    made: type[Evaluator], folder: Any
) -> None:
    tally = agreement(evaluator(made), candidates(folder), {})
    assert {cause for cause in tally.causes if (made.__name__, cause) not in CAUSES} == set()
    assert tally.agrees > 3 * tally.differs


class Contrary(Evaluator):
    """Wrong about every text that holds `x`."""

    @property
    def name(self) -> str:
        return "contrary"

    def fires(self, rule: Mapping[str, Any], events: Sequence[Event]) -> Sequence[bool]:
        if "a|cased" in str(rule["detection"]):
            raise Unsupported("cased")
        return [event.get("a") == "y" for event in events]


def rule(condition: str = "sel", **selections: Any) -> dict[str, Any]:
    return {
        "id": "r",
        "logsource": {"product": "linux"},
        "detection": {**selections, "condition": condition},
    }


def test_a_disagreement_is_attributed_to_the_test_that_the_two_read_differently() -> None:
    contrary = Contrary()

    def asked(alone: Mapping[str, Any], event: Event) -> bool | None:
        return bool(contrary.fires(alone, [event])[0])

    assert cause_of(rule(sel={"a": "x"}), {"a": "x"}, asked) == "a text"
    assert cause_of(rule(sel={"a": r"x\\"}), {"a": "x\\"}, asked) == "a backslash"
    assert cause_of(rule(sel={"a|contains": "x*"}), {"a": "x"}, asked) == (
        "a wildcard with a modifier"
    )
    assert cause_of(rule(sel={"a|cidr": "10.0.0.0/8"}), {"a": "10.0.0.1"}, asked) == "a network"


def test_agreement_is_counted_by_rules_and_unsupported_rules_separately() -> None:
    chosen = [
        Candidate(path="a.yml", rule=rule(sel={"a": "x"})),
        Candidate(path="b.yml", rule=rule(sel={"a|cased": "x"})),
        Candidate(path="c.yml", rule=rule(condition="sel | count() > 3", sel={"a": "x"})),
    ]
    tally = agreement(Contrary(), chosen, {})
    assert (tally.agrees, tally.differs, tally.unsupported) == (0, 1, 2)


def test_a_sample_of_a_rule_is_compared_as_well() -> None:
    same = rule(sel={"a": "y"})
    one = [Candidate(path="a.yml", rule=same)]
    without = agreement(Contrary(), one, {}).events
    assert agreement(Contrary(), one, {"r": [{"a": "y"}]}).events == without + 1


def test_a_null_that_is_a_missing_field_in_a_table_is_not_a_disagreement() -> None:
    chosen = [Candidate(path="a.yml", rule=rule(sel={"a|exists": True}))]
    assert agreement(PublishedSQLite(), chosen, {"r": [{"a": None}]}).differs == 0
