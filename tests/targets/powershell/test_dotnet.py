"""Regular expressions in .NET's dialect."""

from __future__ import annotations

import re

import pytest

from generator.targets.powershell.dotnet import translated
from prove.powershell.dotnet import regex
from prove.problems import NotUnderstood


@pytest.mark.parametrize(
    ("python", "dotnet"),
    [
        (r"a\.b[^x-z]{2,}?$", r"a\.b[^x-z]{2,}?$"),
        (r"(?P<q>['\"])x(?P=q)", r"(?<q>['\"])x\k<q>"),
        (r"(a|b)(?=c)(?<!d)(?>e)(?i:f)\1", r"(a|b)(?=c)(?<!d)(?>e)(?i:f)\1"),
        (r"a{,3}b{,}c{x", r"a{0,3}b{0,}c\{x"),
        ("[]a]", r"[\]a]"),
        ("[a-z-[aeiou]]", r"[a-z-\[aeiou]]"),
        (r"a\Z", r"a\z"),
        (r"\_\é", r"_\u00E9"),
        ("–’", r"\u2013\u2019"),
        ("\U0001f600", r"\uD83D\uDE00"),
        (r"\U00002019\x41\N{EN DASH}\012", r"\u2019A\u2013\n"),
        (r"\\Z[\b\]]", r"\\Z[\b\]]"),
        ("(?u)a(?#note)b", "ab"),
        ("a\tb\n", r"a\tb\n"),
        ("a*?b+?c??", "a*?b+?c??"),
    ],
)
def test_an_expression_is_written_in_the_other_dialect(python: str, dotnet: str) -> None:
    re.compile(python)
    assert translated(python) == dotnet


def test_the_judge_refuses_what_dotnet_reads_otherwise() -> None:
    for pattern in (r"a\Z", r"\_", "a++", "(a)*+"):
        with pytest.raises(NotUnderstood):
            regex(pattern)
