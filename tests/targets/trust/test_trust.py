"""The level of a target follows from its record, and the record from the versions that are there."""

from __future__ import annotations

from dataclasses import replace
from importlib import metadata

import pytest

from generator.content.rule_digest import rule_digest
from generator.targets.registry import ORDERED, PRESETS
from generator.targets.target import Target
from generator.targets.target_digest import target_digest, versions
from generator.targets.trust import (
    Counts,
    Example,
    Level,
    Record,
    Stock,
    Trust,
    level_of,
    parse,
    text_of,
    trust_in,
)
from generator.targets.trust.record import STRICT

RECORD = Record(
    target="es-qs",
    engine="An engine 1.0",
    best=Level.PROVEN,
    versions={"pysigma": metadata.version("pysigma")},
    sets={"shapes": Counts(source="a", right=3), "corpus": Counts(source="b", right=2999)},
)


def test_a_target_that_is_right_has_what_its_engine_shows() -> None:
    assert level_of(RECORD) is Level.PROVEN
    assert level_of(replace(RECORD, best=Level.JUDGED)) is Level.JUDGED


@pytest.mark.parametrize("name", ["shapes", "own", "correlations"])
def test_one_wrong_rule_of_a_strict_set_is_one_too_many(name: str) -> None:
    sets = {name: Counts(source="a", right=5000, differs=1)}
    assert level_of(replace(RECORD, sets=sets)) is Level.WRONG


@pytest.mark.parametrize(
    ("counts", "level"),
    [
        (Counts(source="a", right=1999, differs=2), Level.PROVEN),
        (Counts(source="a", right=1998, differs=1, rejected=1), Level.PROVEN),
        (Counts(source="a", right=1997, differs=1, rejected=1), Level.WRONG),
        (Counts(source="a", right=998, differs=1), Level.WRONG),
    ],
)
def test_of_a_thousand_rules_of_others_one_may_differ(counts: Counts, level: Level) -> None:
    assert level_of(replace(RECORD, sets={"corpus": counts})) is level


def test_a_target_of_which_nothing_could_be_judged_is_converted() -> None:
    sets = {"own": Counts(source="a", refused=3, unjudged=4)}
    assert level_of(replace(RECORD, sets=sets)) is Level.CONVERTED


def test_a_record_comes_back_from_its_file() -> None:
    example = Example(rule="a: b\n", query="q", event={"A": 1}, fires=True, why="it fires")
    whole = replace(
        RECORD,
        wrong=("ab",),
        listed=("x",),
        example=example,
        stock=Stock(engine="e", right=1, differs=2),
    )
    assert parse(text_of(whole)) == whole
    assert parse(text_of(RECORD)) == RECORD


def test_a_target_without_a_record_is_converted() -> None:
    assert trust_in("no-such-target", {"pysigma": "1"}) == Trust(level=Level.CONVERTED)


def test_a_record_of_another_version_does_not_count() -> None:
    found = trust_in("logpoint", {"pysigma": "0.0.1"})
    assert found.level is Level.CONVERTED
    assert found.record is None
    assert found.outdated.endswith("; installed is 0.0.1.")


def test_a_rule_is_known_by_what_makes_its_query() -> None:
    rule = {"title": "A", "logsource": {"product": "linux"}, "detection": {"s": ["x"]}}
    assert rule_digest(rule) == rule_digest({**rule, "title": "B"})
    assert rule_digest(rule) != rule_digest({**rule, "logsource": {"product": "macos"}})
    assert rule_digest(rule) != rule_digest({**rule, "detection": {"s": ["y"]}})
    assert rule_digest(rule) != rule_digest({**rule, "correlation": {"type": "event_count"}})


@pytest.mark.parametrize("target", PRESETS, ids=lambda target: target.id)
def test_the_record_of_each_target_is_of_the_code_that_is_here(target: Target) -> None:
    """Fails after a change of what makes a target's queries: `make prove` says again what is known."""
    trust = trust_in(target.id, versions(target))
    assert trust.record is not None, trust.outdated or "no record was made"
    sources = {trust.record.sets[name].source for name in STRICT if name in trust.record.sets}
    assert sources == {target_digest(target)}


@pytest.mark.parametrize("target", PRESETS, ids=lambda target: target.id)
def test_a_target_shows_correlations_where_series_of_events_showed_them_right(
    target: Target,
) -> None:
    record = trust_in(target.id, versions(target)).record
    counts = record.sets.get("correlations") if record is not None else None
    shown_right = counts is not None and counts.right > 0 and not counts.wrong
    assert target.correlations is shown_right


@pytest.mark.parametrize("target", ORDERED, ids=lambda target: target.id)
def test_the_seven_are_proven_or_judged(target: Target) -> None:
    trust = trust_in(target.id, versions(target))
    assert trust.level in (Level.PROVEN, Level.JUDGED)
    assert trust.record is not None
    assert not trust.record.sets["own"].wrong
    assert trust.record.sets["corpus"].right > 2800
