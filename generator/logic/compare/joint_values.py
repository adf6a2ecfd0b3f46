"""One value for all tests of a field that must hold, where a witness should need no list."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from generator.logic.compare.atoms import Atom
from generator.logic.compare.automaton import Undecided
from generator.logic.compare.automaton_search import shortest
from generator.logic.compare.effort import Effort, Exhausted
from generator.logic.compare.filling import combined, examples
from generator.logic.compare.languages import language
from generator.logic.compare.numbers import doubles, regions
from generator.logic.compare.values import SHARE
from generator.logic.evaluate.matchers import Cidr, Comparison, Number, Regex
from generator.logic.evaluate.patterns import Pattern
from generator.logic.evaluate.regexes import found_texts

_OF_EACH = 16


@dataclass(frozen=True, slots=True)
class Clash:
    """No single value does: the wanted tests that exclude each other, given the unwanted ones."""

    wanted: frozenset[Atom]
    unwanted: frozenset[Atom]


def quickly(wanted: Sequence[Atom], unwanted: Sequence[Atom], other: str) -> object | None:
    """One value of a few that are easily made; None where none of them does."""
    for value in _candidates(wanted, other):
        if all(a.takes(value) for a in wanted) and not any(a.takes(value) for a in unwanted):
            return value
    return None


def thoroughly(wanted: Sequence[Atom], unwanted: Sequence[Atom], effort: Effort) -> str | Clash:
    """One text, or the proof that there is none; raises Undecided.

    The tests that matter are added one after the other, as texts turn out to fail them.
    """
    if any(isinstance(a.matcher, (Number, Comparison)) for a in wanted):
        raise Undecided("Numbers are not decided together with texts.")
    share = effort.share(SHARE)
    asked: list[Atom] = [wanted[0]]
    against: list[Atom] = []
    try:
        while True:
            languages = [language(a) for a in asked]
            text = shortest(languages, [language(a) for a in against], share)
            if text is None:
                return Clash(frozenset(asked), frozenset(against))
            share.spend(len(wanted) + len(unwanted))
            missed = next((a for a in wanted if not a.takes(text)), None)
            hit = next((a for a in unwanted if a.takes(text)), None)
            if missed is None and hit is None:
                return text
            if missed in asked or hit in against:
                raise Undecided("A language is not what the evaluator takes.")
            asked += [missed] if missed is not None else []
            against += [hit] if hit is not None else []
    except Exhausted:
        effort.spend(int(effort.left * SHARE))
        raise Undecided("A question about texts was too large.") from None


def _candidates(wanted: Sequence[Atom], other: str) -> Iterator[object]:
    patterns = [a.written for a in wanted if a.written is not None]
    if len(patterns) > 1:
        yield from combined(patterns, other)
    for atom in wanted:
        yield from islice(_of(atom, other), _OF_EACH)


def _of(atom: Atom, other: str) -> Iterator[object]:
    match atom.matcher:
        case Pattern() as pattern:
            yield from examples(atom.written or pattern, other)
        case Number(value=value):
            yield from doubles(value)
            yield str(value)
        case Comparison():
            yield from (value for region in regions([atom]) for value in region)
        case Cidr(network=network):
            yield str(network[network.num_addresses // 2])
        case Regex(expression=expression):
            yield from found_texts(expression)
