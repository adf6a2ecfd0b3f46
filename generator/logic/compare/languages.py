"""The texts that a matcher takes, as an automaton."""

from __future__ import annotations

from functools import lru_cache
from ipaddress import IPv4Network

from generator.logic.compare.atoms import Atom
from generator.logic.compare.automaton import Automaton, Undecided
from generator.logic.compare.characters import (
    ALL,
    DOTTED_I,
    Ranges,
    contains,
    folded_to,
    one,
    ranges,
    without,
)
from generator.logic.compare.regex_language import regex_language
from generator.logic.evaluate.matchers import Cidr, Number, Regex
from generator.logic.evaluate.patterns import DASHES, Pattern, Wild
from generator.logic.evaluate.record import fold, text_of

_DOT_ABOVE = "\u0307"
_SIGMAS = frozenset("σς")


@lru_cache(maxsize=512)
def language(atom: Atom) -> Automaton:
    """The texts of a field that a test takes; raises Undecided for what is no such language."""
    matcher = atom.matcher
    match matcher:
        case Pattern():
            return _pattern(matcher)
        case Number(value=value):
            return _pattern(Pattern(parts=(fold(text_of(value) or ""),)))
        case Regex(expression=expression):
            return regex_language(expression)
        case Cidr(network=IPv4Network() as network):
            return _addresses(network)
    raise Undecided(f"`{type(matcher).__name__.lower()}` is not decided together with others.")


def _pattern(pattern: Pattern) -> Automaton:
    made = Automaton()
    place = made.start
    single = ALL if pattern.cased else without(ALL, DOTTED_I)
    for part in pattern.parts:
        if part is Wild.ANY:
            made.anything(place)
            continue
        if isinstance(part, Wild):
            sets = [single if part is Wild.ONE else ranges(map(ord, DASHES))]
        elif pattern.cased:
            sets = [one(character) for character in part]
        else:
            folded = fold(part)
            if _SIGMAS & set(folded):
                # Which of the two a capital sigma becomes depends on what stands around it.
                raise Undecided("A capital sigma has two lower-case forms.")
            sets = [folded_to(character) for character in folded]
        for characters in sets:
            following = made.state()
            made.edge(place, characters, following)
            place = following
    made.end = place
    if pattern.parts[-1:] == (Wild.ANY,):
        made.universal = place
    if not pattern.cased:
        _take_dotted(made)
    return made


def _take_dotted(made: Automaton) -> None:
    """Lets the character whose lower-case form is two pass wherever both of them may."""
    found: list[tuple[int, int]] = []
    for source, edges in enumerate(made.edges):
        for first, middle in edges:
            if contains(first, "i"):
                found += [
                    (source, target)
                    for second, target in made.edges[middle]
                    if contains(second, _DOT_ABOVE)
                ]
    dotted: Ranges = one(DOTTED_I)
    for source, target in found:
        made.edge(source, dotted, target)


def _addresses(network: IPv4Network) -> Automaton:
    """The IPv4 addresses of a network: four numbers without leading zeros."""
    first = network.network_address.packed
    last = network.broadcast_address.packed
    made = Automaton()
    place = made.start
    for index, (low, high) in enumerate(zip(first, last, strict=True)):
        if index:
            dot = made.state()
            made.edge(place, one("."), dot)
            place = dot
        following = made.state()
        for number in range(low, high + 1):
            _spelled(made, place, str(number), following)
        place = following
    made.end = place
    return made


def _spelled(made: Automaton, source: int, text: str, target: int) -> None:
    for character in text[:-1]:
        following = made.state()
        made.edge(source, one(character), following)
        source = following
    made.edge(source, one(text[-1]), target)
