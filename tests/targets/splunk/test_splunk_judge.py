"""The judge of SPL judges as Splunk's documentation says, and refuses the rest."""

from __future__ import annotations

import pytest

from prove.problems import NotUnderstood
from prove.splunk.judge import SplQuery, finds

FOUND = [
    ("A=1 B=2 OR C=3", {"A": "1", "C": "3"}, "OR binds before AND"),
    ("NOT A=1 OR B=2", {"B": "2", "A": "1"}, "NOT binds before OR"),
    ("NOT A=1", {}, "NOT holds without the field"),
    ('A="x*z"', {"A": "XyyZ"}, "a wildcard, and no case"),
    (r'A="a\\*"', {"A": "a\\b"}, "a backslash does not escape the asterisk"),
    (r'A="\"\|\s"', {"A": '"|\\s'}, "the escapes of a string"),
    ("A IN (1, b*)", {"A": "bc"}, "a list with a wildcard"),
    ('A="10.0.0.0/8"', {"A": "10.1.2.3"}, "a network"),
    ('A="2001:db8::/32"', {"A": "2001:db8::1"}, "an IPv6 network"),
    ("A=b", {"A": ["a", "b"]}, "any of several values"),
    ("A>9", {"A": "10"}, "numbers as numbers"),
    ("A>9", {"A": "a"}, "texts by their characters"),
    ("* | where 'A'=1 OR 'B'=2 AND 'C'=3", {"A": "1"}, "AND binds before OR in where"),
    ("* | eval a=if('A'=\"x\",1,0) | search NOT a=1", {"A": "X"}, "case matters to eval"),
    ("* | eval a=if('A'='B',1,0) | search a=0", {"A": "x"}, "null is not true"),
]

NOT_FOUND = [
    ("A=1 B=2 OR C=3", {"C": "3"}, "the first term must hold"),
    ("A!=1", {}, "!= needs the field"),
    ("A=1", {"A": "1.0"}, "texts, not numbers"),
    ('A="x"', {"A": "xy"}, "the whole value"),
    ("* | where NOT 'A'=1", {}, "null in where is not true"),
]

NO_SPL = [
    "A=x | rex B | search OR C=y",
    "A=1 OR",
    "(A=1",
    'A="x',
    "NOT NOT A=1",
    "kali",
    "A=`x`",
    'A="a`b"',
    'A="/../"',
    "| search A=1",
    r"""* | where match('A',"a\\b")""",
    r"""* | where match('A',"a\"b")""",
    "* | frobnicate",
]


@pytest.mark.parametrize(("query", "event", "why"), FOUND)
def test_it_finds(query: str, event: dict[str, object], why: str) -> None:
    assert finds(query, event), why


@pytest.mark.parametrize(("query", "event", "why"), NOT_FOUND)
def test_it_does_not_find(query: str, event: dict[str, object], why: str) -> None:
    assert not finds(query, event), why


@pytest.mark.parametrize("query", NO_SPL)
def test_it_refuses_what_is_no_spl_or_is_not_documented(query: str) -> None:
    with pytest.raises(NotUnderstood):
        SplQuery(query)
