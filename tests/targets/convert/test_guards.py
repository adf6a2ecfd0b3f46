"""Rules are given to the engine in a form that it reads as they are meant."""

from __future__ import annotations

from sigma.backends.splunk import SplunkBackend
from sigma.collection import SigmaCollection

from generator.targets.convert.guards import guarded


def query(detection: dict[str, object]) -> str:
    rule = {"title": "t", "logsource": {"product": "x"}, "detection": detection}
    (text,) = SplunkBackend().convert(SigmaCollection.from_dicts([guarded(rule)]))
    return str(text)


def test_a_selection_whose_name_begins_with_not_is_no_negation() -> None:
    assert query({"notable": {"a": 1}, "condition": "notable"}) == "a=1"


def test_patterns_still_mean_the_selections_that_they_meant() -> None:
    detection = {
        "notable": {"a": 1},
        "not_b": {"b": 2},
        "no_c": {"c": 3},
        "_hidden": {"d": 4},
    }
    assert query({**detection, "condition": "1 of not*"}) == "a=1 OR b=2"
    assert query({**detection, "condition": "all of no*"}) == "a=1 b=2 c=3"
    assert query({**detection, "condition": "1 of them and not 1 of *_c"}) == (
        "a=1 OR b=2 OR c=3 NOT c=3"  # OR binds closer than AND in SPL
    )
    assert query({**detection, "condition": "not notable and not _hidden"}) == "NOT a=1 NOT d=4"


def test_a_list_of_conditions_is_renamed_in_each() -> None:
    rule = guarded({"detection": {"nota": {"a": 1}, "condition": ["nota", "not nota"]}})
    assert rule["detection"]["condition"] == ["s_nota", "not s_nota"]


def test_a_timeframe_is_no_selection() -> None:
    detection = {"a": {"a": 1}, "timeframe": "5m", "condition": "1 of them"}
    assert query(detection) == "a=1"


def test_a_rule_that_needs_nothing_is_left_as_it_is() -> None:
    rule = {"detection": {"sel": {"a": 1}, "condition": "sel"}}
    assert guarded(rule) == rule
    assert guarded({"correlation": {"type": "event_count"}}) == {
        "correlation": {"type": "event_count"}
    }
