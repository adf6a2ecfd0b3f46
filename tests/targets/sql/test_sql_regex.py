"""Regular expressions in the dialects of engines."""

from __future__ import annotations

import pytest
from sigma.exceptions import SigmaFeatureNotSupportedByBackendError
from sigma.types import SigmaRegularExpression

from generator.targets.sql.regex import Dialect, translated

AUTOMATON = Dialect(product="RE2", automaton=True, most=1000)
JAVA = Dialect(product="Java", automaton=False, java=True)
AS_WRITTEN = Dialect(product="SQLite", automaton=False, as_written=True)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (r"a\"b\'c\/d\%", "a\"b'c/d%"),
        (r"\<a\>", "<a>"),
        (r"\.\\\[", r"\.\\\["),
        (r"[[a]", r"[\[a]"),
        (r"[a&&b]", r"[a\&\&b]"),
        (r"[^]x]", r"[^\]x]"),
        (r"[\]\-\"]", r'[\]\-"]'),
        (r"a{,3}", r"a{0,3}"),
        (r"a{2}b{x}", r"a{2}b\{x\}"),
        (r"\x41\u00e9", r"\x{41}\x{00e9}"),
        (r"a\Z", r"a\z"),
        (r"(?i)a", r"(?i)a"),
        (r"\d+\s*\w", r"\d+\s*\w"),
    ],
)
def test_what_python_writes_otherwise_is_written_anew(written: str, expected: str) -> None:
    assert translated(SigmaRegularExpression(written), AUTOMATON) == expected


@pytest.mark.parametrize(
    ("written", "what"),
    [
        (r"a(?=b)", "a look-around"),
        (r"(?<!a)b", "a look-around"),
        (r"(a)\1", "a reference to a group"),
        (r"(?>a)b", "an atomic group"),
        (r"a++b", "a possessive quantifier"),
        (r"(a)?(?(1)b|c)", "a condition on a group"),
        (r"a{1001}", "a repetition of more than 1,000 times"),
    ],
)
def test_what_an_automaton_does_not_have_is_refused(written: str, what: str) -> None:
    with pytest.raises(SigmaFeatureNotSupportedByBackendError, match=f"has {what}, which RE2"):
        translated(SigmaRegularExpression(written), AUTOMATON)


def test_java_takes_look_arounds_and_names_groups_in_its_own_way() -> None:
    expression = SigmaRegularExpression(r"(?P<one_>a)(?=b)(?P=one_)")
    assert translated(expression, JAVA) == r"(?<one0>a)(?=b)\k<one0>"


def test_in_java_only_a_line_feed_ends_a_line_and_all_letters_fold() -> None:
    assert translated(SigmaRegularExpression("a.b"), JAVA) == "(?d)a.b"
    assert translated(SigmaRegularExpression("(?i)ab"), JAVA) == "(?u)(?i)ab"


def test_an_expression_for_an_engine_of_the_users_own_choice_stays_as_it_is() -> None:
    assert translated(SigmaRegularExpression(r"\"a(?=b)[[x]"), AS_WRITTEN) == r"\"a(?=b)[[x]"
