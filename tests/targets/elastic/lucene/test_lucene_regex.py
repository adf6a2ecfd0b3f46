"""Sigma's regular expressions in Lucene's dialect: each means what Python's `search` finds."""

from __future__ import annotations

import re

import pytest
import yaml

from generator.targets.elastic.lucene.regex import lucene_regex
from generator.targets.elastic.lucene.regex_tree import RegexNotExpressible
from prove.elastic.lucene_regex import python_regex
from tests.targets.elastic.lucene.querying import agrees, query

TEXTS = [
    "",
    "foo",
    "FOO",
    "xfoox",
    "foo\n",
    "a\nfoo",
    "afoo bar",
    "foo-bar",
    "foo.bar",
    "foo\nbar",
    'say "foo" <b>',
    "0x3E8 #1 @2 &3 ~4",
    "C:\\Users\\foo\\x.dat",
    "/a/.b",
    ".b",
    "a b\tc",
    "12.34.56.7",
    "12.34.56.789",
    "(x){y}[z]",
    "foo bar foo",
    "aaaa",
    "_",
    "é",
]
EXPRESSIONS = [
    "foo",
    "^foo",
    "foo$",
    "^foo$",
    "^$",
    "(^|/)\\.[^./]",
    "^a|o$",
    "(^[a-z]{3}$)|(^[a-z]{5}$)",
    "\\bfoo\\b",
    "foo\\b",
    "\\bbar",
    "fo\\Bo",
    "o\\B",
    '"foo"',
    "<b>",
    "#\\d @\\d &\\d ~\\d",
    "0x[a-fA-F0-9]{3}",
    "foo.bar",
    "foo(?s:.)bar",
    "(?:a|b)\\s+?\\w",
    "\\S\\s\\S",
    "[^\\s\\w]",
    "[\\w.]+$",
    "[\\s\\S]bar",
    "\\W",
    "\\D{4}",
    "\\\\Users\\\\[^\\\\]+\\\\",
    "foo\\\\",
    "\\(x\\)\\{y\\}\\[z\\]",
    "(?:(?:[0-9]{1,2})(?:\\.|\\b)){4}",
    "a{2,3}$",
    "(a|)b",
    "(?i)FoO",
    "(?i)[d-h]oo",
    "x*",
    "foo.*",
    ".*foo",
    "\\n",
    "\\t",
    "é",
    "^\\w+\\Z",
    "[]^-]",
    "a/b|/a/",
]


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_an_expression_finds_what_python_finds(expression: str) -> None:
    written = lucene_regex(expression)
    assert written is not None
    meant = re.compile(python_regex(written))
    for text in TEXTS:
        found = re.search(expression.replace("$", r"\Z"), text, re.ASCII) is not None
        assert (meant.fullmatch(text) is not None) is found, (written, text)


@pytest.mark.parametrize("flag", [re.IGNORECASE, re.MULTILINE, re.DOTALL])
@pytest.mark.parametrize("expression", ["^FOO$", "foo.bar", "^foo", "foo$"])
def test_flags_are_worked_into_the_expression(expression: str, flag: re.RegexFlag) -> None:
    written = lucene_regex(expression, flag)
    assert written is not None
    meant = re.compile(python_regex(written))
    for text in ("foo", "FOO", "a\nfoo\nb", "foo\nbar", "xfoox"):
        found = re.search(expression, text, flag) is not None
        assert (meant.fullmatch(text) is not None) is found, (written, text)


def test_the_expression_is_searched_for_in_the_field_that_keeps_its_case() -> None:
    assert query("{A|re: '0x[a-f]{2}'}") == "A.cased:/.*0x[a-f]{2}.*/"
    assert agrees("{A|re: '0x[a-f]{2}'}", {"A": "z0xab"})
    assert agrees("{A|re: '0x[a-f]{2}'}", {"A": "z0xAB"})


def test_ignoring_case_makes_both_cases_alternatives() -> None:
    assert query("{A|re|i: '^ab'}") == "A.cased:/[aA][bB].*/"


def test_operators_of_lucene_are_escaped() -> None:
    assert query("""{A|re: '"<@&~#'}""") == r"A.cased:/.*\"\<\@\&\~\#.*/"


def test_a_slash_does_not_end_the_expression() -> None:
    detection = "{A|re: 'a/b', B: x}"
    assert query(detection) == r'A.cased:/.*a\/b.*/ AND B:"x"'
    assert agrees(detection, {"A": "a/b", "B": "x"})


def test_a_backslash_at_the_end_does_not_escape_the_closing_slash() -> None:
    detection = yaml.safe_dump({"A|re": "a\\\\$", "B|re": "c"})
    assert query(detection) == r"A.cased:/.*a[\\]/ AND B.cased:/.*c.*/"
    assert agrees(detection, {"A": "a\\", "B": "c"})


def test_a_dot_does_not_match_a_line_break_unless_told_to() -> None:
    assert agrees("{A|re: 'a.b'}", {"A": "a\nb"})
    assert query("{A|re|s: 'a.b'}") == "A.cased:/.*a.b.*/"


@pytest.mark.parametrize(
    ("expression", "reason"),
    [
        ("a(?=b)", "look-ahead"),
        ("(?<!a)b", "negative look-ahead or look-behind"),
        ("(a)\\1", "back-reference"),
        ("a*+b", "possessive"),
        ("(?>ab)", "atomic"),
        ("\\b", "with nothing beside it"),
        (".\\bx", "beside something that may be a word or not"),
        ("(a\\b)*", "unlimited"),
    ],
)
def test_what_lucene_does_not_have_is_refused_by_name(expression: str, reason: str) -> None:
    with pytest.raises(RegexNotExpressible, match=reason):
        lucene_regex(expression)


def test_the_end_is_the_end_even_behind_a_line_break() -> None:
    assert lucene_regex("a$") == ".*a"


def test_an_expression_that_contradicts_itself_finds_nothing() -> None:
    assert lucene_regex("a^b") is None
