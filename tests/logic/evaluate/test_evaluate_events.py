"""Generated events: what they must tell apart, and that two evaluators agree on them."""

from __future__ import annotations

import re
import subprocess
import sys
from typing import Any

import pytest
from evaluated_rules import rule, selecting
from mutations import mutations
from pysigma_reading import fires_by, reading

from generator.logic.evaluate import EvaluationError, fires
from generator.logic.evaluate.events import events_for, generate
from generator.logic.evaluate.regexes import found_texts, missed_texts

DETECTIONS = [
    r"{s: {Image|endswith: ['\cmd.exe', '\a.exe'], CommandLine|contains|all: [foo, bar]},"
    r" f_1: {ParentImage: 'C:\x.exe'}, f_2: {CommandLine|startswith: 'C:\'},"
    r" condition: s and not 1 of f_*}",
    "{a: {f: [x, y]}, b: {g: z}, c: {h|contains: v}, condition: a and (b or c)}",
    "{s: [{f: x}, {g|startswith: y, h|endswith: z}], condition: s}",
    "{s: {EventID: [4624, 4625], Type|contains: '3'}, n: {Ip: null}, condition: s and not n}",
    "{s: {f: ''}, t: {g|exists: true}, condition: s and t}",
    r"{s: {f|contains: ['a\*b', 'c?d', 'e*f', 'g\\*', '\\\\h']}, condition: s}",
    "{s: {f|re: '^(foo|bar)[0-9]{2,4}x+$', g|re|i: 'ab.?c'}, condition: s}",
    "{s: {f|cidr: [10.0.0.0/8, '2001:db8::/32']}, condition: not s}",
    "{s: {f|gt: 5, g|lte: 7}, t: {h|neq: x}, condition: s and t}",
    "{s: {f|contains|windash: ' -x', g|contains|cased: Ab}, condition: s}",
    "{s: {f|base64offset|contains: foobar, g|wide|base64offset|contains: foobar}, condition: s}",
    "{s: {f|fieldref: g, h|fieldref|endswith: g}, condition: s}",
    "{k: [evil, 'b*d'], j: {'|all': [one, two]}, condition: k and not j}",
    "{sel_1: {f: a}, sel_2: {g: b}, sel_3: {h: c}, condition: all of sel_*}",
    "{sel_1: {f: a}, sel_2: {f: b}, _x: {f: c}, condition: [1 of them, _x and sel_1]}",
    "{s: {f: true, g: 0, h: 1.5}, condition: s}",
]


@pytest.mark.parametrize("detection", DETECTIONS)
def test_events_fall_on_both_sides_of_a_rule(detection: str) -> None:
    made = rule(detection)
    verdicts = {fires(made, event) for event in events_for(made)}
    assert verdicts == {True, False}
    assert generate(made).unsupported_leaves == ()


@pytest.mark.parametrize("detection", DETECTIONS)
def test_a_second_reading_through_pysigma_agrees_on_every_event(detection: str) -> None:
    made = rule(detection)
    trees = reading(made)
    events = [e for e in events_for(made) if not any(isinstance(v, list) for v in e.values())]
    assert [event for event in events if fires_by(trees, event) is not fires(made, event)] == []


@pytest.mark.parametrize("detection", DETECTIONS[:-2])
def test_every_misread_token_changes_a_verdict(detection: str) -> None:
    made = rule(detection)
    events = [(event, fires(made, event)) for event in events_for(made)]
    unnoticed = [
        (kind, mutant["detection"])
        for kind, mutant in mutations(made)
        if not _noticed(mutant, events)
    ]
    assert unnoticed == []


def _noticed(mutant: dict[str, Any], events: list[tuple[dict[str, Any], bool]]) -> bool:
    try:
        return any(fires(mutant, event) is not verdict for event, verdict in events)
    except EvaluationError:
        return True


def test_the_same_events_come_every_time_whatever_the_hash_seed() -> None:
    program = (
        "from generator.logic.evaluate.events import events_for;"
        "d = {'s': {'f|re': 'a(b|c)d', 'g|contains': ['x', 'y']}, 'k': ['z'],"
        " 'condition': 's and not k'};"
        "print(list(events_for({'detection': d})))"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path)},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(outputs) == 1


def test_no_event_comes_twice_and_no_more_than_the_limit() -> None:
    made = selecting(**{"f|contains": [f"value{number}" for number in range(300)]})
    events = list(events_for(made, limit=50))
    assert len(events) == 50
    assert len({repr(event) for event in events}) == 50


def test_a_list_of_thousands_is_shown_in_part_and_soon() -> None:
    made = selecting(**{"f|contains": [f"v{number}x" for number in range(5_000)], "g": "y"})
    verdicts = [fires(made, event) for event in events_for(made)]
    assert len(verdicts) == 200
    assert sum(verdicts) >= 100


def test_a_filter_that_needs_the_value_of_the_selection_is_reached() -> None:
    made = rule(r"""
        s: {Image|endswith: ['\a.exe', '\b.exe']}
        f: {Image: 'C:\Windows\b.exe'}
        condition: s and not f
    """)
    assert {"Image": r"C:\Windows\b.exe"} in list(events_for(made))


def test_a_rule_that_cannot_be_judged_has_no_events() -> None:
    with pytest.raises(EvaluationError, match="%x%"):
        list(events_for(selecting(**{"f|expand": "%x%"})))


def test_an_expression_that_no_text_is_made_for_is_named() -> None:
    made = selecting(**{"f|re": "(?<!q)(?!.)x", "g": "y"})
    assert generate(made).unsupported_leaves == ("f|re: '(?<!q)(?!.)x'",)


@pytest.mark.parametrize(
    "expression",
    [
        "abc",
        "^a+b*c?$",
        "(foo|bar|baz){2}",
        r"[^a-z\d]{3}\s\w",
        r"(['\"])x\1",
        "(?i)AbC",
        "(?:a|b)(?=c)c",
        ".{1000,}",
        r"\x41\u00e9",
        "a++b",
        "[0-9A-Fa-f]{8}-",
    ],
)
def test_texts_are_made_on_both_sides_of_an_expression(expression: str) -> None:
    compiled = re.compile(expression)
    texts = found_texts(compiled)
    assert texts
    assert all(compiled.search(text) for text in texts)
    near = missed_texts(compiled, texts[0])
    assert near
    assert not any(compiled.search(text) for text in near)
