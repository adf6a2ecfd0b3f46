"""The command as a whole: its quoting, its limits, what is refused."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from grep_rules import command, printed_lines, rule
from sigma.collection import SigmaCollection
from sigma.exceptions import SigmaError, SigmaFeatureNotSupportedByBackendError

from generator.targets.grep.backend import GrepBackend
from generator.targets.grep.shell import MAX_COMPILED
from generator.targets.grep.size import compiled_size
from prove.grep.lines import FORMS

LONG = 80_000


def test_a_rule_becomes_one_command_that_takes_a_pipe_or_a_path(tmp_path: Path) -> None:
    printed = command("f: x")
    assert printed.startswith("grep -P -a '")
    log = tmp_path / "a log.json"
    log.write_text('{"f":"x"}\n{"f":"y"}\n', "utf-8")
    done = subprocess.run(["bash", "-c", f"{printed} '{log}'"], capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, '{"f":"x"}\n')


@pytest.mark.parametrize("shell", ["bash", "dash"])
def test_shells_leave_the_expression_as_it_is(shell: str) -> None:
    value = "a'b\"c$(id)`id`!x\\n${HOME};&|<>~#*?"
    printed = command({"f": value.replace("*", r"\*").replace("?", r"\?")})
    lines = [json.dumps({"f": value}), json.dumps({"f": value + "x"})]
    assert printed_lines(printed, lines, shell=shell) == lines[:1]


def test_a_printed_command_is_one_line_of_printable_text() -> None:
    printed = command({"f": "a\tb\nc\x01d\x7f"})
    assert printed.isprintable()


@pytest.mark.parametrize("locale", ["C", "POSIX", "C.UTF-8"])
def test_the_locale_makes_no_difference_to_texts(locale: str) -> None:
    printed = command({"f|contains": ["straße–x", "ÄB", "\\abc"]})
    lines = [
        json.dumps({"f": text}, ensure_ascii=escaped)
        for text in ("a STRAßE–X", "zäb", "c:\\ABC", "strasse", "ab")
        for escaped in (True, False)
    ]
    assert printed_lines(printed, lines, locale=locale) == lines[:6]


def test_the_command_does_not_rest_on_the_jit_compiler() -> None:
    detection = {"a": "x", "b": 3, "c|endswith": "\\p", "d|contains|all": ["u", "v"]}
    printed = command(detection).replace("'(?i", "'(*NO_JIT)(?i", 1)
    event = {"a": "x", "b": 3, "c": "z\\\\p", "d": "v u"}
    lines = [write(event) for name, write in FORMS.items() if name != "key=value, doubled"]
    assert printed_lines(printed, lines) == lines
    lines = [write({**event, "b": 4}) for write in FORMS.values()]
    assert printed_lines(printed, lines) == []


def test_bytes_that_are_not_utf_8_do_not_hide_other_lines() -> None:
    done = subprocess.run(
        ["bash", "-c", f"LC_ALL=C.UTF-8 {command('f: x')}"],
        input=b"f=\xff\xfe g=1\nf=x g=\xff\nf=x g=2\n",
        capture_output=True,
    )
    assert done.stdout == b"f=x g=\xff\nf=x g=2\n"


LONG_VALUES = {
    "words": "foo bar abc " * (LONG // 12),
    "one word": "foo" * (LONG // 3),
    "backslashes": "a\\" * (LONG // 2),
    "quotation marks": 'a" ' * (LONG // 3),
    "keys": "foo=a " * (LONG // 6),
    "objects": '{"foo":' * (LONG // 7),
}


@pytest.mark.parametrize("name", LONG_VALUES)
@pytest.mark.parametrize(
    "detection",
    [
        "f: '*foo*bar*nope*'",
        "f|contains|all: [foo, bar, abc, a, nope]",
        "f|re: foo.*bar.+nope",
        r"f|re: '.+foo.*\\.*nope'",
        "{s: {f|endswith: [nope, 'x\\y']}, n: {f|contains: nope}, condition: s or n}",
    ],
)
def test_a_long_line_does_not_exhaust_grep(detection: str, name: str) -> None:
    value = LONG_VALUES[name]
    lines = [json.dumps({"f": value}), f"f={value} g=1", f"f={json.dumps(value)} g=1"]
    assert printed_lines(command(detection), lines) == []
    found = [json.dumps({"f": value + "foo \\ bar abc a nope"})]
    assert printed_lines(command(detection), found) == found


def test_many_values_are_taken_up_to_the_limit_of_grep() -> None:
    values = [f"{number:05d}-{'x' * 20}" for number in range(900)]
    printed = command({"f|contains": values})
    lines = [json.dumps({"f": f"a {values[-1]} b"}), json.dumps({"f": values[0][:-1]})]
    assert printed_lines(printed, lines) == lines[:1]


def test_common_beginnings_are_written_once_where_the_rule_is_too_large_otherwise() -> None:
    values = [f"{'common-beginning/' * 3}{number:04d}" for number in range(1500)]
    printed = command({"f": values})
    lines = [json.dumps({"f": value}) for value in (values[0], values[-1], values[3] + "0", "0001")]
    assert printed_lines(printed, lines) == lines[:2]


def test_a_rule_that_grep_would_refuse_is_refused_with_that_reason() -> None:
    values = [f"{number * 7919 % 100_000:05d}-{'x' * 30}" for number in range(3000)]
    with pytest.raises(SigmaFeatureNotSupportedByBackendError, match="too large"):
        command({"f|contains": values})


def test_the_estimate_of_the_size_is_above_what_grep_makes_of_it() -> None:
    for pattern in (
        "a" * 33_000,
        "ks" * 17_000,
        "[a-c]" * 2_000,
        "(?:a|b)" * 6_000,
        "(?:ab){9000}",
        "a" * 9,
    ):
        refused = subprocess.run(["grep", "-P", pattern], input=b"", capture_output=True)
        assert refused.returncode == 1 or compiled_size(pattern) > MAX_COMPILED


CORRELATION = {
    "title": "Many",
    "correlation": {
        "type": "event_count",
        "rules": ["base"],
        "group-by": ["f"],
        "timespan": "1m",
        "condition": {"gte": 5},
    },
}


def test_a_correlation_is_refused() -> None:
    rules = SigmaCollection.from_dicts([{**rule("f: x"), "name": "base"}, CORRELATION])
    with pytest.raises(SigmaFeatureNotSupportedByBackendError, match="one line at a time"):
        GrepBackend().convert(rules)
    backend = GrepBackend(collect_errors=True)
    backend.convert(SigmaCollection.from_dicts([{**rule("f: x"), "name": "base"}, CORRELATION]))
    assert len(backend.errors) == 1


@pytest.mark.parametrize(
    ("detection", "named"),
    [
        ("f|expand: '%hosts%'", "%hosts%"),
        ("{s: {f: x}, condition: s | count() > 5}", "pipe syntax"),
        ("{s: {f: x}, condition: 1 of t_*}", "no selection"),
    ],
)
def test_what_cannot_be_expressed_is_refused_by_name(detection: str, named: str) -> None:
    with pytest.raises(SigmaError, match=named):
        command(detection)


def test_conversion_does_not_depend_on_what_was_converted_before() -> None:
    backend = GrepBackend()
    first = backend.convert(SigmaCollection.from_dicts([rule("f: x")]))
    backend.convert(SigmaCollection.from_dicts([rule("g|re: y")]))
    assert backend.convert(SigmaCollection.from_dicts([rule("f: x")])) == first
