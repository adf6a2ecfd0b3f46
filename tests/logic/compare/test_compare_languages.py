"""The automata take what the evaluator takes, text by text."""

from __future__ import annotations

import re
from itertools import product

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as some

from generator.logic.compare.atoms import Atom, atom
from generator.logic.compare.automaton import Automaton, Undecided
from generator.logic.compare.automaton_search import shortest
from generator.logic.compare.characters import LAST, alphabet, folded_to, one, ranges
from generator.logic.compare.effort import Effort, Exhausted
from generator.logic.compare.filling import covering, fresh, only_text
from generator.logic.compare.languages import language
from generator.logic.evaluate.matchers import Regex
from generator.logic.evaluate.modifiers import matchers_for
from generator.logic.evaluate.patterns import Pattern

TEXTS = ["".join(made) for size in range(4) for made in product("aB\n", repeat=size)]
ODD = ["İ", "i̇", "aİ", "K", "k", "\u212a", "ß", "ẞ", "-a", "/a", "―a", "_", "1", "é", "É", "٣"]


def single(value: object, *modifiers: str) -> Atom:
    (matcher,) = matchers_for(value, modifiers)
    return atom("f", matcher)


def exactly(text: str) -> Automaton:
    """The language of one text."""
    made = Automaton()
    place = made.start
    for character in text:
        following = made.state()
        made.edge(place, one(character), following)
        place = following
    made.end = place
    return made


def takes(tested: Atom, text: str) -> bool:
    return shortest([language(tested), exactly(text)], [], Effort()) == text


def misses(tested: Atom, text: str) -> bool:
    return shortest([exactly(text)], [language(tested)], Effort()) == text


EXPRESSIONS = [
    "a", "^a", "a$", "^a*$", "(a|B)+", "a.B", "(?s)a.B", "(?m)^a$", "(?i)b", "^(?i:B)$", "[^a]", r"\b", r"\Ba",
    r"a\b", r"(?a)\w\b", r"\w+$", r"^\W", r"a{2}", r"^a{1,3}?B", r"(?:^|B)a(?:$|\n)", r"\Aa", r"a\Z", r"\d",
    r"\s", "(?i)[i-k]", "(?i)ß", "é", "(?i)é", "^$", "", "(a*)*$", "(?m)$\n^", "a|^$",
]  # fmt: skip


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_the_language_of_an_expression_is_what_the_engine_finds(expression: str) -> None:
    tested = atom("f", Regex(re.compile(expression)))
    for text in (*TEXTS, *ODD):
        assert takes(tested, text) is tested.takes(text), text
        assert misses(tested, text) is not tested.takes(text), text


@pytest.mark.parametrize(
    "expression", [r"(a)\1", "(?=a)", "(?<!a)b", "(?>a*)a", "a++", "a$\n", r"a$\b", "(a)?(?(1)b|c)"]
)
def test_an_expression_beyond_automata_is_refused(expression: str) -> None:
    with pytest.raises(Undecided):
        language(atom("f", Regex(re.compile(expression))))


def test_an_expression_that_is_too_large_is_refused() -> None:
    with pytest.raises(Undecided):
        language(atom("f", Regex(re.compile("((a{50}){50}){50}"))))


PIECES = some.sampled_from(["a", "B", "i", "*", "?", "\u0307", "-a", " /B", "k", "\\"])
PLACES = some.sampled_from([(), ("contains",), ("startswith",), ("cased",), ("windash",)])


@settings(max_examples=200, deadline=None)
@given(
    some.lists(PIECES, max_size=4).map("".join),
    PLACES,
    some.lists(some.sampled_from("aAbBiIİ\u0307kK\u212a-/―\\ \n"), max_size=4).map("".join),
)
def test_the_language_of_a_pattern_is_what_it_matches(
    value: str, modifiers: tuple[str, ...], text: str
) -> None:
    tested = single(value, *modifiers)
    assert takes(tested, text) is tested.takes(text)
    assert misses(tested, text) is not tested.takes(text)


@pytest.mark.parametrize(
    ("network", "inside", "outside"),
    [
        ("10.0.0.0/8", ["10.0.0.0", "10.255.255.255"], ["11.0.0.0", "10.0.0", "10.0.0.00", "9.1.1.1"]),
        ("192.168.4.0/22", ["192.168.4.0", "192.168.7.255"], ["192.168.8.0", "192.168.3.255"]),
        ("1.2.3.4/32", ["1.2.3.4"], ["1.2.3.5", "01.2.3.4", "1.2.3.4 "]),
        ("0.0.0.0/0", ["0.0.0.0", "255.255.255.255"], ["256.0.0.0", ""]),
    ],
)  # fmt: skip
def test_the_language_of_a_network_is_its_addresses(
    network: str, inside: list[str], outside: list[str]
) -> None:
    tested = single(network, "cidr")
    for text in (*inside, *outside):
        assert takes(tested, text) is tested.takes(text) is (text in inside)


def test_every_ascii_character_has_its_capitals() -> None:
    lower: dict[str, set[int]] = {}
    for number in range(LAST + 1):
        lower.setdefault(chr(number).lower(), set()).add(number)
    for number in (*range(0x250), 0x3C3, 0x10D0, 0x1E9E, 0xAB70):
        assert folded_to(chr(number)) == ranges(lower.get(chr(number), ()))


def test_lower_case_is_lower_case_of_itself_and_of_capitals_only() -> None:
    """What the comparison takes from Unicode: a later version must not break it silently."""
    for number in range(LAST + 1):
        character = chr(number)
        lower = character.lower()
        assert lower.lower() == lower
        assert len(lower) == 1 or character == "İ"
        if lower != character and len(lower) == 1:
            # So a text that upper case leaves alone is the lower case of no other text.
            assert lower.upper() != lower, character


def test_an_alphabet_has_one_character_of_each_kind() -> None:
    made = alphabet([one("a"), ((ord("a"), ord("f")),), ((0, 31),)])
    assert sorted(made.inside) == [0b000, 0b010, 0b011, 0b100]
    assert made.examples[made.inside.index(0b011)] == "a"
    assert made.examples[made.inside.index(0b000)] == "x"


def test_effort_ends_a_search() -> None:
    hard = atom("f", Regex(re.compile("(a|b)*a(a|b){18}x")))
    with pytest.raises(Exhausted):
        shortest([language(hard)], [language(hard)], Effort(steps=2_000))


VALUES = some.lists(some.sampled_from(["a", "b", "*", "?", "-a", " "]), max_size=4).map("".join)
KEYS = some.sampled_from([(), ("contains",), ("endswith",), ("cased",), ("windash",)])


@settings(max_examples=300, deadline=None)
@given(VALUES, KEYS, some.lists(some.tuples(VALUES, KEYS), min_size=1, max_size=3))
def test_what_one_filling_proves_the_automata_prove_too(
    value: str, modifiers: tuple[str, ...], others: list[tuple[str, tuple[str, ...]]]
) -> None:
    wanted = single(value, *modifiers)
    unwanted = [single(other, *keys) for other, keys in others]
    assert isinstance(wanted.matcher, Pattern)
    found = covering(wanted.matcher, unwanted, fresh([wanted, *unwanted]))
    assume(found is not None)
    text = shortest([language(wanted)], [language(a) for a in unwanted], Effort(2_000_000, 20))
    if isinstance(found, str):
        assert wanted.takes(found)
        assert not any(a.takes(found) for a in unwanted)
        assert text is not None
    else:
        assert text is None


@pytest.mark.parametrize(
    ("value", "expected"), [("1.2", "1.2"), ("a", None), ("1*", None), ("", "")]
)
def test_a_pattern_has_only_one_text_where_neither_case_nor_wildcards_leave_more(
    value: str, expected: str | None
) -> None:
    pattern = single(value).matcher
    assert isinstance(pattern, Pattern)
    assert only_text(pattern) == expected


@pytest.mark.parametrize(
    ("wider", "narrower", "text"),
    [
        (r"(?s)^a\b.\Z", r"(?s)^a\b[\x00-\x7f]\Z", "a€"),
        (r"(?s)^a\B.\Z", r"(?s)^a\B[\x00-\x7f]\Z", "aé"),
    ],
)
def test_a_boundary_tells_letters_beyond_ascii_from_other_characters(
    wider: str, narrower: str, text: str
) -> None:
    one, other = (language(atom("f", Regex(re.compile(e)))) for e in (wider, narrower))
    found = shortest([one], [other], Effort())
    assert found is not None
    assert re.search(wider, found)
    assert not re.search(narrower, found)
    assert re.search(wider, text)
    assert not re.search(narrower, text)
