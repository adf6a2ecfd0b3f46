"""Queries of correlations run over series of events: which count as right, and which as wrong."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from prove import correlations
from prove.batch import correlation_results, target_of
from prove.engine import CorrelationEngine, Series
from prove.proof import Outcome
from prove.splunk.engine import SplunkJudge
from prove.sql.sqlite import SQLite

TIME = "TimeCreated"
COUNTED = {
    "title": "t",
    "logsource": {"product": "windows", "service": "security"},
    "detection": {"sel": {"EventID": 4625}, "condition": "sel"},
}


def at(*seconds: int) -> tuple[dict[str, object], ...]:
    return tuple(
        {
            TIME: f"2026-11-24T09:{second // 60:02}:{second % 60:02}Z",
            "Channel": "Security",
            "EventID": 4625,
            "IpAddress": "10.0.0.1",
        }
        for second in seconds
    )


def asked(query: str, *seconds: int) -> Series:
    return Series(query=query, counted=(COUNTED,), fields=("IpAddress",), events=at(*seconds))


class Always(CorrelationEngine):
    """Finds something in everything."""

    def answers(self, series: Series) -> bool:
        return True


class Silent(CorrelationEngine):
    """Its documentation is silent."""

    def answers(self, series: Series) -> None:
        return None


def test_a_query_that_always_fires_differs_from_every_correlation() -> None:
    found = Counter(
        proof.outcome for _, proof in correlations.proofs(target_of("sqlite"), Always())
    )
    assert found.keys() == {Outcome.DIFFERS}


def test_a_query_of_which_no_series_could_be_judged_is_not_right() -> None:
    found = Counter(
        proof.outcome for _, proof in correlations.proofs(target_of("sqlite"), Silent())
    )
    assert found.keys() == {Outcome.UNJUDGED}


def test_a_correlation_that_a_target_refuses_is_counted_as_refused() -> None:
    target = replace(target_of("sqlite"), correlations=False)
    found = Counter(proof.outcome for _, proof in correlations.proofs(target, Always()))
    assert found.keys() == {Outcome.REFUSED}


@pytest.mark.parametrize("target", ["sqlite", "splunk"])
def test_our_correlations_are_right_where_they_have_a_query(target: str) -> None:
    outcomes = Counter(one.proof.outcome for one in correlation_results(target))
    assert outcomes[Outcome.RIGHT] >= 14
    assert outcomes.keys() <= {Outcome.RIGHT, Outcome.REFUSED}


SPL = (
    'source="WinEventLog:Security" EventCode=4625\n| sort 0 _time\n'
    "| streamstats time_window=5m count as event_count by IpAddress\n| search event_count >= 3"
)


@pytest.mark.parametrize(
    ("seconds", "answer"), [((0, 60, 299), True), ((0, 60, 301), False), ((0, 60, 300), None)]
)
def test_an_event_exactly_one_time_span_ago_is_not_judged_in_spl(
    seconds: tuple[int, ...], answer: bool | None
) -> None:
    query = SPL.replace("source=", "source IN (").replace(
        '"WinEventLog:Security"', '"XmlWinEventLog:Security", "WinEventLog:Security")'
    )
    assert SplunkJudge().answers(asked(query, *seconds)) is answer


def test_sqlite_has_the_time_of_an_event_in_the_column_that_the_query_uses() -> None:
    query = (
        "SELECT 1 FROM (SELECT max(julianday(timestamp)) - min(julianday(timestamp)) AS days"
        " FROM logs) WHERE days > 0.001"
    )
    assert SQLite().answers(asked(query, 0, 120)) is True
    assert SQLite().answers(asked(query, 0, 60)) is False
