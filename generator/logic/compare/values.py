"""A value for a field that one test takes and some others do not, or the proof that there is none.

value_for(Image|endswith '\\a.exe', [Image|contains '\\b\\'])  →  Taken('\\a.exe')
value_for(Image|endswith '\\a.exe', [Image|endswith '.exe'])   →  Implied(by that test)
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from generator.logic.compare.atoms import Atom, atom
from generator.logic.compare.automaton import Undecided
from generator.logic.compare.automaton_search import shortest
from generator.logic.compare.effort import Effort, Exhausted
from generator.logic.compare.filling import covering, examples
from generator.logic.compare.languages import language
from generator.logic.compare.networks import outside
from generator.logic.compare.numbers import doubles, regions
from generator.logic.evaluate.matchers import (
    Cidr,
    Comparison,
    FieldReference,
    Number,
    Regex,
    TimePart,
)
from generator.logic.evaluate.patterns import Pattern, Wild
from generator.logic.evaluate.record import text_of
from generator.logic.evaluate.regexes import found_texts

SHARE = 0.25
"""The part of the effort that one question about languages may use."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A value as it was asked for."""

    value: object


@dataclass(frozen=True, slots=True)
class Implied:
    """There is none: whatever the test takes, one of these takes too."""

    by: frozenset[Atom]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked of a single value; `other` is a character that none of the field's tests has."""

    wanted: Atom
    unwanted: tuple[Atom, ...]
    other: str
    effort: Effort

    def free(self, value: object) -> bool:
        """Whether a value is taken by the wanted test and by no unwanted one."""
        self.effort.spend(1)
        return self.wanted.takes(value) and not any(a.takes(value) for a in self.unwanted)

    def takers(self, value: object) -> frozenset[Atom]:
        return frozenset(a for a in self.unwanted if a.takes(value))


def value_for(question: Question) -> Taken | Implied:
    """Raises Undecided where neither a value nor a proof is found, Exhausted at the end of effort."""
    for unwanted in question.unwanted:
        # Whatever a test takes has a text, and `*` takes every text.
        if isinstance(unwanted.matcher, Pattern) and unwanted.matcher.parts == (Wild.ANY,):
            return Implied(frozenset((unwanted,)))
    return _DECIDERS[type(question.wanted.matcher)](question)


def _pattern(question: Question) -> Taken | Implied:
    pattern = question.wanted.matcher
    assert isinstance(pattern, Pattern)
    for text in examples(question.wanted.written or pattern, question.other):
        if question.free(text):
            return Taken(text)
    found = covering(pattern, question.unwanted, question.other)
    if isinstance(found, str):
        return Taken(found)
    return _by_automata(question) if found is None else Implied(found)


def _regex(question: Question) -> Taken | Implied:
    try:
        return _by_automata(question)
    except Undecided:
        matcher = question.wanted.matcher
        assert isinstance(matcher, Regex)
        for text in found_texts(matcher.expression, most=12):
            if question.free(text):
                return Taken(text)
        raise


def _by_automata(question: Question) -> Taken | Implied:
    """The shortest text outside of the tests that have turned out to matter, until none does."""
    try:
        found = _text_outside(question, question.effort.share(SHARE))
    except Exhausted:
        question.effort.spend(int(question.effort.left * SHARE))
        raise Undecided("A question about texts was too large.") from None
    return found


def _text_outside(question: Question, effort: Effort) -> Taken | Implied:
    wanted = language(question.wanted)
    against: dict[Atom, None] = {}
    while True:
        text = shortest([wanted], [language(a) for a in against], effort)
        if text is None:
            return Implied(frozenset(against))
        effort.spend(len(question.unwanted))
        takers = question.takers(text)
        if not takers:
            return Taken(text)
        if not takers.isdisjoint(against) or not question.wanted.takes(text):
            raise Undecided("A language is not what the evaluator takes.")
        against.update(dict.fromkeys(sorted(takers, key=lambda a: a.key)[:3]))


def _number(question: Question) -> Taken | Implied:
    """Numbers are taken by what they are, texts by what they say."""
    matcher = question.wanted.matcher
    assert isinstance(matcher, Number)
    implied: set[Atom] = set()
    for value in doubles(matcher.value):
        takers = question.takers(value)
        if not takers:
            return Taken(value)
        implied.update(sorted(takers, key=lambda a: a.key)[:1])
    text = atom(question.wanted.field, Pattern(parts=(text_of(matcher.value) or "",)))
    found = _pattern(_asking(question, text))
    return found if isinstance(found, Taken) else Implied(found.by | implied)


def _asking(question: Question, wanted: Atom) -> Question:
    return Question(
        wanted=wanted,
        unwanted=question.unwanted,
        other=question.other,
        effort=question.effort,
    )


def _comparison(question: Question) -> Taken | Implied:
    """Between the limits of all comparisons nothing changes for them."""
    implied: dict[Atom, None] = {}
    comparisons = [a for a in question.unwanted if isinstance(a.matcher, Comparison)]
    undecided = False
    for region in regions([question.wanted, *comparisons]):
        if not question.wanted.takes(region[0]):
            continue
        free = next(filter(question.free, region), None)
        if free is not None:
            return Taken(free)
        covering = [a for a in comparisons if a.takes(region[0])]
        if covering:
            implied[covering[0]] = None
        else:
            undecided = True
    if undecided:
        raise Undecided("Numbers are compared, and excluded one by one.")
    return Implied(frozenset(implied))


def _cidr(question: Question) -> Taken | Implied:
    matcher = question.wanted.matcher
    assert isinstance(matcher, Cidr)
    networks = {a: a.matcher.network for a in question.unwanted if isinstance(a.matcher, Cidr)}
    rest, met = outside(matcher.network, networks)
    if not rest:
        return Implied(met)
    for network in rest:
        for address in (network[0], network[-1], network[network.num_addresses // 2]):
            if question.free(str(address)):
                return Taken(str(address))
    return _by_automata(question)


_MOMENTS = ("{:04}-01-04T00:00:00", "2026-{:02}-04T00:00:00", "2026-01-{:02}T00:00:00",
            "2026-01-04T{:02}:00:00", "2026-01-04T00:{:02}:00")  # fmt: skip


def _moments(number: int) -> Iterator[str]:
    for form in _MOMENTS:
        yield form.format(number)
    yield from (f"2026-{1 + day // 28:02}-{1 + day % 28:02}T00:00:00" for day in range(0, 336, 3))


def _time_part(question: Question) -> Taken | Implied:
    matcher = question.wanted.matcher
    assert isinstance(matcher, TimePart)
    for moment in _moments(matcher.number):
        if question.free(moment):
            return Taken(moment)
    raise Undecided("A part of a date is not decided together with others.")


def _reference(question: Question) -> Taken | Implied:
    raise Undecided("A comparison of two fields is not decided for one of them.")


_DECIDERS: Mapping[type[Any], Callable[[Question], Taken | Implied]] = MappingProxyType(
    {
        Pattern: _pattern,
        Regex: _regex,
        Number: _number,
        Comparison: _comparison,
        Cidr: _cidr,
        TimePart: _time_part,
        FieldReference: _reference,
    }
)
