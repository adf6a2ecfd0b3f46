"""LogQL: Grafana's parser, the judge by examples of Loki's documentation, and every shape of rule."""

from __future__ import annotations

import json
from typing import Any

import pytest

from generator.targets.registry import preset
from prove.corpus import SHAPES, candidates
from prove.loki.engine import LokiJudge
from prove.problems import Missing, NotUnderstood, Rejected
from prove.proof import Outcome, prove


@pytest.fixture(scope="module")
def loki() -> LokiJudge:
    try:
        return LokiJudge()
    except Missing as missing:
        pytest.skip(str(missing))


@pytest.mark.parametrize(
    ("stages", "event", "expected"),
    [
        ('|= "error"', {"m": "an error"}, True),
        ('!= "error"', {"m": "an error"}, False),
        ("|~ `err.r` !~ `x`", {"m": "error"}, True),
        ('| json | method="GET"', {"method": "GET"}, True),
        ('| json | method=~"G"', {"method": "GET"}, False),
        ('| json | method=~"G.*"', {"method": "GET"}, True),
        ('| json | method!~"G.*"', {}, True),
        ('| json | method=""', {}, True),
        ('| json | request_method="GET"', {"request": {"method": "GET"}}, True),
        ('| json | cs_host="a"', {"cs-host": "a"}, True),
        ('| json | values!=""', {"values": ["a"]}, False),
        ("| json | size > 10", {"size": 11}, True),
        ("| json | size > 10", {"size": "large"}, True),
        ("| json | size > 10", {}, False),
        ('| json | (a="1" or b="1") and c="1"', {"a": "1"}, False),
        ('| json | a="1" and b="1" and c="1"', {"a": "1", "b": "1", "c": "1"}, True),
        (
            '| json | label_format l=`{{ if eq (lower .A) (lower .B) }}yes{{ end }}` | l="yes"',
            {"A": "X", "B": "x"},
            True,
        ),
        ("| label_format l=`{{ __line__ }}` | l=~`.*kali.*`", {"m": "kali"}, True),
    ],
)
def test_the_language_means_what_is_documented(
    loki: LokiJudge, stages: str, event: dict[str, Any], expected: bool
) -> None:
    query = loki.query(f'{{job="a"}} {stages}')
    assert query.finds(json.dumps(event), {"job": "a"}) is expected


def test_another_stream_is_not_searched(loki: LokiJudge) -> None:
    assert not loki.query('{job=~"win.*"}').finds("{}", {"job": "linux"})


@pytest.mark.parametrize("stages", ["| json | a=", "| json | (a=`b`", "|~ `(?=a)` | json | a=~`(?=a)`"])  # fmt: skip
def test_what_is_no_query_is_rejected(loki: LokiJudge, stages: str) -> None:
    with pytest.raises(Rejected):
        loki.query(f'{{job="a"}} {stages}').finds("{}", {"job": "a"})


@pytest.mark.parametrize(
    "stages",
    ['| json | a="1" or b="1" and c="1"', "| logfmt", '|~ "a" or "b"', "| json | a > 10s"],
)
def test_what_the_judge_does_not_know_it_does_not_judge(loki: LokiJudge, stages: str) -> None:
    with pytest.raises(NotUnderstood):
        loki.query(f'{{job="a"}} {stages}')


def test_every_shape_of_rule_means_the_same(loki: LokiJudge) -> None:
    target = preset("loki")
    assert target is not None
    found = [prove(one, target, (loki,), 25) for one in candidates(SHAPES)]
    assert [f.why or f.query for f in found if f.outcome is not Outcome.RIGHT] == []
