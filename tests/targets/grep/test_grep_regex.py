"""Regular expressions of a rule, searched in the value and not in what the line makes of it."""

from __future__ import annotations

import re

import pytest
from grep_rules import command, finds, printed_lines, rule
from sigma.collection import SigmaCollection
from sigma.exceptions import SigmaFeatureNotSupportedByBackendError

from generator.targets.grep.backend import GrepBackend
from prove.grep.lines import FORMS

VALUES = [
    "", "a", "b", "ab", "aab", "abab", "a b", "a  b", "a\tb", "a\\b", "a\\\\b", "\\", "\\a", "a\\",
    'a"b', '"', 'say "x" y', "a/b", "/", "a.b", "A", "AB", "aB", "a1", "12", "1", "a-b", "-", "_",
    "é", "aéb", "–", "a–b", "😀", "a😀b", "x=y", "(a)", "[a]", "{a}", "a|b", "a+b", "a*b", "^", "$",
    "a$", "^a", "a'b", "`a`b`", "a<b>", "foo.exe", "foo.exe bar", "C:\\Windows\\x.exe", "n", "nn",
    "x,y", "a,b]c}d", "aaa bbb ccc", "http://10.1.2.3/x",
]  # fmt: skip

EXPRESSIONS = [
    "a", "^a", "a$", "^a$", "^$", "a.b", "a.*b", "^.$", "^..$", "a+", "^a+b$", "(ab)+$", "^(a|b)$",
    "(^|/)b", "(^a$)|(^b$)", r"\\", r"^\\", r"\\$", r"a\\b", r"a\\\\b", r"[^\\]", r"^[^\\]+$",
    r"[\\/]", r"a[\\/]b", '"', '[^"]', '^[^"]+$', r"\s", r"\S", r"a\sb", r"a\s+b", r"^\S+$", r"\d",
    r"^\d+$", r"\D", r"\w", r"^\w+$", r"\W", r"^\W$", "[a-c]", "[^a-c]", "[A-Z]", "(?i)A", "(?i)^ab$",
    "(?i:A)b", r"\.", r"a\.b", r"foo\.exe\b", r"\bb", r"\Bb", r"\ba\b", "a{2}", "^a{1,2}b", "a{0}b",
    "(?:a|b){2}", "a?b", "a??b", "a*?b", "(?=a)a", "a(?!b)", "a(?=.b)", r"(a)\1", r"(.)\1", "(?>a+)b",
    "a++b", r"[\w.]+\.exe", "é", "[é–]", "^[^é]$", "😀", "^.😀", r"\$", r"\^", r"\|", "[|+]", "[]^-]",
    "x=y", "'", "`.*`", "<", "[<>]", ",", r"[,\]}]", "a.+c", ".+b.+c", r"^[a-z]{3}\s[a-z]{3}",
    r"://[0-9]{1,3}\.[0-9]", r"^C:\\[^\\]+\\", r"\\[a-z]{1,3}\.exe$", "", ".*", ".", "a|", "(?s)a.*b",
    r"\Aa\Z", "n", r"\x61", r"\u00e9", "[\t]", "a+.*b+c?", "(?:a|ab).*b.+", "a.{0,3}b.*c", "(a|b+).*", "(^|a+)b", "a*b.*a*", "(a*)", "(?x) a b  # comment",
]  # fmt: skip


def flags(expression: str) -> int:
    """`\\w` and `\\b` are those of ASCII."""
    return re.ASCII if re.search(r"\\[wb]", expression, re.IGNORECASE) else 0


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_an_expression_finds_what_python_finds_in_the_value(expression: str) -> None:
    printed = command({"f|re": expression})
    search = re.compile(expression, flags(expression)).search
    lines, expected = [], []
    for value in VALUES:
        for form in ("compact JSON", "spaced JSON", "nested JSON"):
            lines.append(FORMS[form]({"e": "a b", "f": value, "g": "aab"}))
            expected.append(search(value) is not None)
    found = set(printed_lines(printed, lines))
    assert [line in found for line in lines] == expected


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_an_expression_finds_in_pairs_what_python_finds_in_the_value(expression: str) -> None:
    printed = command({"f|re": expression})
    search = re.compile(expression, flags(expression)).search
    plain = [v for v in VALUES if not re.search(r'^"|\\\\|^$', v)]
    for form in ("key=value", "key: value"):
        lines = [FORMS[form]({"e": "z", "f": value, "g": "z"}) for value in plain]
        expected = [line for line, v in zip(lines, plain, strict=True) if search(v)]
        assert printed_lines(printed, lines) == expected


def test_a_dot_does_not_cross_a_line_break_unless_told_to() -> None:
    line = r'{"f":"a\nb"}'
    assert not finds("f|re: a.*b", line)
    assert not finds("f|re: a.b", line)
    assert finds("f|re|s: a.*b", line)
    assert finds(r"f|re: a\nb", line)
    assert finds(r"f|re: a\sb", line)


def test_a_part_in_a_later_line_of_the_value_is_found() -> None:
    assert finds("f|re: a.*b", r'{"f":"x a\ny a z b"}')
    assert finds(r"f|re: a.*\sb", r'{"f":"a x\nb"}')


def test_a_blank_that_ends_the_value_is_no_blank_of_the_value() -> None:
    assert not finds(r"f|re: \s-k\s", "f=x -k g=1")
    assert finds(r"f|re: \s-k\s", "f=x -k y g=1")


def test_an_expression_is_case_sensitive_unless_it_says_otherwise() -> None:
    assert not finds("f|re: ABC", "f=abc")
    assert finds("f|re|i: ABC", "f=abc")


def test_an_expression_without_a_field_is_searched_in_the_line() -> None:
    rule_text = {"words": {"|re": r"^a\\b.*c$"}, "condition": "words"}
    assert finds(rule_text, r"a\b x c")
    assert not finds(rule_text, r"x a\b x c")


@pytest.mark.parametrize(
    ("expression", "named"),
    [
        ("(?<=a)b", "look-behind"),
        ("(?<!a)b", "look-behind"),
        ("(?m)^a", "multi-line"),
        ("(?:ab)*^c", "`\\^` after a part that may be empty"),
        ("(a)?(?(1)b|c)", "condition on a group"),
        ("[\u4e00-\u9fff]", "range of 20992 characters"),
    ],
)
def test_what_cannot_be_said_of_a_value_is_refused_by_name(expression: str, named: str) -> None:
    rules = SigmaCollection.from_dicts([rule({"f|re": expression})])
    with pytest.raises(SigmaFeatureNotSupportedByBackendError, match=named):
        GrepBackend().convert(rules)
