"""A regular expression as a tree: every construct, hostile patterns, and back to a pattern."""

from __future__ import annotations

import re
import warnings

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.logic.regex import (
    Alternatives,
    Anchor,
    AnyCharacter,
    AtomicGroup,
    BackReference,
    Category,
    CharacterSet,
    Conditional,
    Greed,
    Group,
    Literal,
    LookAround,
    Node,
    RegexError,
    Repeat,
    parse,
    pattern_text,
    tree_of,
    walk,
    width,
)
from tests.support import REPOSITORY

A, B = Literal(ord("a")), Literal(ord("b"))


@pytest.mark.parametrize(
    ("pattern", "nodes"),
    [
        ("", ()),
        ("ab", (A, B)),
        ("(?:ab)", (A, B)),
        ("[a]", (A,)),
        (".", (AnyCharacter(),)),
        ("[^a]", (CharacterSet(((97, 97),), negated=True),)),
        (r"[a-c\dx]", (CharacterSet(((97, 99), Category.DIGIT, (120, 120))),)),
        (r"[^\W]", (CharacterSet((Category.NOT_WORD,), negated=True),)),
        (r"\s", (CharacterSet((Category.SPACE,)),)),
        ("a|b", (CharacterSet(((97, 97), (98, 98))),)),
        ("a|bb|", (Alternatives(((A,), (B, B), ())),)),
        ("a*", (Repeat((A,), 0, None),)),
        ("a+?", (Repeat((A,), 1, None, Greed.LAZY),)),
        ("a?+", (Repeat((A,), 0, 1, Greed.POSSESSIVE),)),
        ("(?:ab){2,5}", (Repeat((A, B), 2, 5),)),
        ("a{3}", (Repeat((A,), 3, 3),)),
        ("a{,3}", (Repeat((A,), 0, 3),)),
        ("(a)", (Group((A,), 1),)),
        ("(?P<name>a)", (Group((A,), 1),)),
        ("(?i:a)", (Group((A,), None, added=re.IGNORECASE),)),
        ("(?s-i:a)", (Group((A,), None, added=re.DOTALL, removed=re.IGNORECASE),)),
        ("(?>a)", (AtomicGroup((A,)),)),
        ("(?=a)", (LookAround((A,)),)),
        ("(?!a)", (LookAround((A,), negated=True),)),
        ("(?<=a)", (LookAround((A,), ahead=False),)),
        ("(?<!a)", (LookAround((A,), ahead=False, negated=True),)),
        ("(?!)", (LookAround((), negated=True),)),
        (r"(a)\1", (Group((A,), 1), BackReference(1, (1, 1)))),
        (r"(?P<n>a*)(?P=n)", (Group((Repeat((A,), 0, None),), 1), BackReference(1, (0, None)))),
        ("(a)?(?(1)a|b)", (Repeat((Group((A,), 1),), 0, 1), Conditional(1, (A,), (B,)))),
        ("(a)?(?(1)a)", (Repeat((Group((A,), 1),), 0, 1), Conditional(1, (A,)))),
        (r"^\A$\Z\b\B", tuple(Anchor)),
        ("a # not this\n(?#nor this)b", (A, B)),
    ],
)
def test_a_construct_is_one_node(pattern: str, nodes: tuple[Node, ...]) -> None:
    flags = re.VERBOSE if "#" in pattern else 0
    assert parse(pattern, flags).nodes == nodes


@pytest.mark.parametrize(
    ("pattern", "flags"),
    [
        ("a", re.UNICODE),
        ("(?i)a", re.UNICODE | re.IGNORECASE),
        ("(?a)a", re.ASCII),
        ("(?ms)a", re.UNICODE | re.MULTILINE | re.DOTALL),
        ("(?i:a)", re.UNICODE),
    ],
)
def test_the_flags_are_those_of_the_compiled_expression(pattern: str, flags: int) -> None:
    tree = tree_of(re.compile(pattern))
    assert tree.flags == flags == re.compile(pattern).flags
    assert parse(pattern) == tree


def test_a_group_adds_flags_to_those_around_it_and_takes_some_away() -> None:
    group = Group((), added=re.DOTALL, removed=re.IGNORECASE)
    assert group.flags_inside(re.UNICODE | re.IGNORECASE) == re.UNICODE | re.DOTALL
    assert Group((), added=re.ASCII).flags_inside(re.UNICODE | re.DOTALL) == re.ASCII | re.DOTALL


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        ("(", "unterminated subpattern"),
        ("a)", "unbalanced parenthesis"),
        ("[a", "unterminated character set"),
        ("*", "nothing to repeat"),
        ("a{99999999999999999999}", "repetition number is too large"),
        ("a{3,2}", "min repeat greater than max repeat"),
        (r"\1", "invalid group reference"),
        (r"(a\1)", "cannot refer to an open group"),
        (r"\N{no such character}", "undefined character name"),
        ("a(?i)b", "global flags not at the start"),
        ("(?L)a", "bad inline flags"),
        ("(?au:a)", "bad inline flags"),
        ("(" * 50_000, "nests too deeply"),
        ("(" * 5_000 + ")" * 5_000, "nests too deeply"),
    ],
    ids=lambda text: text[:25],
)
def test_what_python_refuses_is_one_kind_of_error(pattern: str, reason: str) -> None:
    with pytest.raises(RegexError, match=re.escape(reason)):
        parse(pattern)


@pytest.mark.parametrize("level", ["(%s)", "(?:%s)*b", "(%s)*", "(?=%s)", "(?:a|bb%s)", "(?>%s)"])
def test_what_python_compiles_has_a_tree_however_deep(level: str) -> None:
    """The parser needs two frames for each pair of brackets; the tree must not need more."""
    pattern, deepest = "x", ""
    for _ in range(600):
        pattern = level.replace("%s", pattern)
        try:
            re.compile(pattern)
        except RecursionError:
            break
        deepest = pattern
    # A few levels less: this test and the parser do not begin at the same depth.
    shallower = deepest
    for _ in range(10):
        start, end = level.split("%s")
        shallower = shallower[len(start) : len(shallower) - len(end)]
    tree = parse(shallower)
    assert sum(1 for _ in walk(tree.nodes)) > 300
    assert width(tree.nodes)[0] <= 1_000


def test_python_does_not_warn_twice_about_a_pattern() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert parse("[[a]").nodes == (CharacterSet(((91, 91), (97, 97))),)


def test_all_nodes_are_walked_in_reading_order() -> None:
    nodes = parse(r"a(b|c*)(?=d)(?(1)e|f)").nodes
    letters = [chr(node.code) for node in walk(nodes) if isinstance(node, Literal)]
    assert letters == list("abcdef")
    kinds = [type(node).__name__ for node in walk(nodes)]
    assert kinds[:4] == ["Literal", "Group", "Alternatives", "Literal"]


@pytest.mark.parametrize(
    ("pattern", "least", "most"),
    [
        ("", 0, 0),
        ("abc", 3, 3),
        ("a|bcd|", 0, 3),
        ("a|b*", 0, None),
        ("(ab){2,3}c", 5, 7),
        ("(?:^)*", 0, 0),
        ("(?:a*){0}", 0, 0),
        ("a{2,}", 2, None),
        ("(?=abc)^$", 0, 0),
        ("(?>ab)(?i:c)", 3, 3),
        (r"(a|bc)\1", 2, 4),
        ("(a)?(?(1)bcd|e)", 1, 4),
        ("(a)?(?(1)bcd)", 0, 4),
    ],
)
def test_the_width_is_the_number_of_characters(pattern: str, least: int, most: int | None) -> None:
    assert width(parse(pattern).nodes) == (least, most)


_CHARACTERS = "ab0 -]^\\é\n"
_LEAVES = st.one_of(
    st.sampled_from(list(_CHARACTERS)).map(re.escape),
    st.sampled_from([".", "^", "$", r"\A", r"\Z", r"\b", r"\B", r"\w", r"\D", r"\s"]),
    st.sampled_from(["[a-b]", "[^a]", r"[^\w-]", r"[\]\\^-]", "[é-ÿ]", "[ -0]"]),
)


def _nested(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    times = st.sampled_from(["*", "+", "?", "{2}", "{1,2}", "{0}", "*?", "{1,}?", "++", "?+"])
    opening = st.sampled_from(["(", "(?:", "(?=", "(?!", "(?>", "(?i:", "(?s-i:", "(?m:", "(?a:"])
    return st.one_of(
        st.lists(inner, min_size=2, max_size=3).map("".join),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: f"(?:{'|'.join(parts)})"),
        st.tuples(inner, times).map(lambda pair: f"(?:{pair[0]}){pair[1]}"),
        st.tuples(opening, inner).map(lambda pair: f"{pair[0]}{pair[1]})"),
        inner.map(lambda part: rf"(?P<g>{part})?0(?P=g)1" if "(?P<g>" not in part else part),
        inner.map(lambda part: f"(?P<h>a)?(?(h){part}|b)" if "(?P<h>" not in part else part),
    )


_FLAGS = st.sampled_from([0, re.IGNORECASE, re.DOTALL, re.MULTILINE, re.ASCII, re.VERBOSE])


@settings(max_examples=400, deadline=None)
@given(
    st.recursive(_LEAVES, _nested, max_leaves=8),
    _FLAGS,
    st.lists(st.text("abA01 -é\n", max_size=6), min_size=5, max_size=5),
)
def test_a_tree_as_a_pattern_matches_the_same_texts(
    pattern: str, flags: int, texts: list[str]
) -> None:
    try:
        original = re.compile(pattern, flags)
    except re.error:  # two groups of one name
        return
    tree = tree_of(original)
    printed = re.compile(pattern_text(tree.nodes), tree.flags)
    assert printed.groups == original.groups
    for text in texts:
        found, again = original.search(text), printed.search(text)
        assert (found and found.span()) == (again and again.span())
        assert (found and found.groups()) == (again and again.groups())
    least, most = width(tree.nodes)
    for text in texts:
        for match in original.finditer(text):
            taken = match.end() - match.start()
            assert least <= taken
            assert most is None or taken <= most


def test_a_digit_after_a_reference_is_not_part_of_its_number() -> None:
    nodes = (*parse(r"(a)\1").nodes, Literal(ord("0")))
    assert re.fullmatch(pattern_text(nodes), "aa0")


def test_only_one_module_reads_the_private_modules_of_python() -> None:
    private = re.compile(r"\bre\._(parser|constants|compiler|casefix)\b|\bsre_\w+\b")
    readers = {
        path.relative_to(REPOSITORY).as_posix()
        for folder in ("generator", "prove", "bench")
        for path in (REPOSITORY / folder).rglob("*.py")
        if any(
            private.search(line)
            for line in path.read_text("utf-8").splitlines()
            if line.lstrip().startswith(("import ", "from "))
        )
    }
    # The second one takes its expressions from Python-Markdown, not from rules.
    assert readers == {"generator/logic/regex/parser.py"}
    assert "generator/logic/regex/parser.py" in readers
