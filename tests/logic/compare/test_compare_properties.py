"""No event ever contradicts a verdict, and every witness is one."""

from __future__ import annotations

from itertools import product
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as some

from generator.logic.compare import Relation, Verdict, compare
from generator.logic.evaluate import EvaluationError, compile_rule
from generator.logic.evaluate.events import events_for
from generator.logic.evaluate.record import Record
from generator.logic.evaluate.tree import holds
from tests.logic.compare.witnesses import check_witnesses
from tests.logic.evaluate.mutations import mutations
from tests.support import REPOSITORY

TEXTS = ["", *("".join(made) for size in (1, 2, 3) for made in product("aAb", repeat=size))]
VALUES: list[Any] = [
    *TEXTS, "-a", "/a", "a\n", "İ", "i̇", "k", "\u212a", "1", "01", "1.0", "5", "10.0.0.1", "10.0.0.200", "true",
    "Σ", "aΣ", "σ", "ς", "::1", "2026-01-05T05:00:00", 1, 1.0, 2, 5, 1.5, True, 0, -0.0, float("inf"), {}, None,
]  # fmt: skip
EVENTS = [
    Record({**first, **second})
    for first in ({}, {"f": []}, *({"f": value} for value in VALUES), {"f": ["a", "b"]},
                  {"f": ["ab", 1]}, {"f": ["b", "A", ""]}, {"f": [5, "10.0.0.1"]})
    for second in ({}, {"g": "a"}, {"g": None}, {"g": "ab"}, {"g": 1}, {"_raw": "ab"}, {"_raw": ""})
]  # fmt: skip

STRINGS = some.lists(some.sampled_from(["a", "b", "A", "*", "?", "k", "-a"]), max_size=3).map(
    "".join
)
PLACES = [
    "",
    "|contains",
    "|startswith",
    "|endswith",
    "|contains|all",
    "|cased",
    "|windash",
    "|neq",
]
REGEXES = some.sampled_from(
    ["a", "^a", "a$", "^[ab]+$", "a.b", r"\d", r"^\d+$", "(?i)a", r"\ba", "(?m)^a$", "^[^a]*$", "(?=a)", r"(a)\1",
     "(?s)^.*$", "^$", r"a\Z", "(?i)k", r"\w\W"]
)  # fmt: skip
NUMBERS = some.sampled_from([0, 1, 1.0, 1.5, 2, 5, True, "1"])
NETWORKS = some.sampled_from(["10.0.0.0/8", "10.0.0.0/25", "::1/128"])


def several(values: some.SearchStrategy[Any]) -> some.SearchStrategy[Any]:
    return values | some.lists(values, min_size=1, max_size=3)


def item(key: some.SearchStrategy[str], value: some.SearchStrategy[Any]) -> Any:
    return some.dictionaries(key, value, min_size=1, max_size=1)


def keys(*modifiers: str) -> some.SearchStrategy[str]:
    return some.builds(str.__add__, some.sampled_from("ffg"), some.sampled_from(modifiers))


ITEMS = some.one_of(
    item(keys(*PLACES), several(STRINGS)),
    item(keys(*PLACES), several(STRINGS)),
    item(keys("|re"), several(REGEXES)),
    item(keys(""), several(NUMBERS)),
    item(keys(""), some.none()),
    item(keys("|exists"), some.booleans()),
    item(keys("|lt", "|lte", "|gt", "|gte"), some.sampled_from([0, 1, 1.5, 2])),
    item(keys("|cidr"), several(NETWORKS)),
    item(keys("|hour", "|day"), some.sampled_from([5, 6])),
    item(keys("|fieldref", "|fieldref|contains"), some.sampled_from("gf")),
)
SELECTIONS = (
    ITEMS
    | some.builds(lambda one, two: {**one, **two}, ITEMS, ITEMS)
    | some.lists(some.sampled_from(["a", "b", "a*b"]), min_size=1, max_size=2)
)
CONDITIONS = some.sampled_from(
    ["s", "not s", "s and t", "s or t", "s and not t", "not s and t or u", "s and not (t or u)",
     "1 of them", "all of them", "not 1 of them"]
)  # fmt: skip
DETECTIONS = some.fixed_dictionaries(
    {"s": SELECTIONS, "t": SELECTIONS, "u": SELECTIONS, "condition": CONDITIONS}
)
CHANGES = some.fixed_dictionaries(
    {}, optional={"s": SELECTIONS, "t": SELECTIONS, "condition": CONDITIONS}
)


def contradiction(verdict: Verdict, before: bool, after: bool) -> bool:
    """Whether an event that they judge so cannot be, by the verdict."""
    if before == after or verdict.relation in (Relation.UNKNOWN, Relation.DIFFERENT):
        return False
    return verdict.relation is not (Relation.BROADER if after else Relation.NARROWER)


@settings(max_examples=400, deadline=None)
@given(DETECTIONS, CHANGES)
def test_no_event_of_a_small_world_contradicts_the_verdict(
    detection: dict[str, Any], changes: dict[str, Any]
) -> None:
    before, after = {"detection": detection}, {"detection": {**detection, **changes}}
    try:
        roots = compile_rule(before).root, compile_rule(after).root
    except EvaluationError:
        return
    verdict = compare(before, after)
    check_witnesses(verdict, before, after)
    for record in EVENTS:
        first, second = (holds(root, record) for root in roots)
        assert not contradiction(verdict, first, second), record.event
        witness = verdict.gained if second else verdict.lost
        if first != second and witness is not None and witness.only_with_several:
            assert any(isinstance(value, list) and value for value in record.event.values())


OWN = sorted((REPOSITORY / "rules").rglob("*.yml"))


@pytest.mark.parametrize("path", OWN, ids=lambda path: path.stem)
def test_no_generated_event_contradicts_the_verdict_on_a_changed_rule(path: Path) -> None:
    for before in yaml.load_all(path.read_text("utf-8"), yaml.CSafeLoader):
        if "detection" not in before:
            continue
        events = [Record(event) for event in events_for(before, limit=60)]
        root = compile_rule(before).root
        for kind, after in list(mutations(before))[::3]:
            try:
                changed = compile_rule(after).root
            except EvaluationError:
                continue
            verdict = compare(before, after)
            assert verdict.relation is not Relation.UNKNOWN, (kind, verdict.reason)
            check_witnesses(verdict, before, after)
            for record in events:
                assert not contradiction(verdict, holds(root, record), holds(changed, record)), kind


@settings(max_examples=100, deadline=None)
@given(DETECTIONS, CHANGES)
def test_turned_around_the_verdict_is_turned_around(
    detection: dict[str, Any], changes: dict[str, Any]
) -> None:
    before, after = {"detection": detection}, {"detection": {**detection, **changes}}
    turned = {Relation.BROADER: Relation.NARROWER, Relation.NARROWER: Relation.BROADER}
    there, back = compare(before, after).relation, compare(after, before).relation
    if Relation.UNKNOWN not in (there, back):
        assert back is turned.get(there, there)
