"""Rules of one log source that find the same, or of which one finds all that another does.

A rule that finds all that another does fires on every event of the other. So a few events are made
of each rule, all rules of its log source are asked about them, and only those that fire on all of
them are compared by proof.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from generator.base.boolean import And, Not, Or
from generator.base.diagnostics import Code, Diagnostic, note, quoted, warning
from generator.catalogue.link import key_of
from generator.checks import overlap_cache
from generator.checks.check import Check, Context
from generator.checks.overlap_cache import Known
from generator.checks.rule_index import Anchors
from generator.content.model import Level, Rule, RuleKind
from generator.content.rule_digest import rule_digest
from generator.logic.compare import implies
from generator.logic.evaluate import EvaluationError, compile_rule
from generator.logic.evaluate.contexts import Contexts
from generator.logic.evaluate.record import Record
from generator.logic.evaluate.tree import Leaf, Node, Selection, holds

DUPLICATE_LOGIC = warning("duplicate-logic", "Two rules that find exactly the same")
SHADOWED_RULE = warning(
    "shadowed-rule", "A rule that finds nothing beyond what another one finds at no lower level"
)
NEAR_DUPLICATE = note("near-duplicate", "Two rules that share most of their values", on=False)

CODES = (DUPLICATE_LOGIC, SHADOWED_RULE, NEAR_DUPLICATE)

EVENTS = 3
"""Events of a rule that another one must fire on to be compared with it."""
ALIKE = 0.8
"""The share of their asserted tests that near duplicates have in common."""
FEWEST = 5
"""Tests that near duplicates have between them at least."""
COMMON = 100
"""Rules of a log source that have a test from which on it makes none alike."""

NARROWER, EQUIVALENT, NEAR = "narrower", "equivalent", "near"
_LEVELS = {level: place for place, level in enumerate(Level)}


@dataclass(frozen=True, slots=True)
class _Compiled:
    rule: Rule
    digest: str
    root: Node


def check(context: Context) -> Iterator[Diagnostic]:
    known = overlap_cache.read(context.cache)
    by_source: dict[str, list[Rule]] = defaultdict(list)
    for rule in context.catalogue.rules:
        if rule.kind is RuleKind.DETECTION and not rule.retired and rule.problem is None:
            by_source[str(rule.logsource)].append(rule)
    learnt = False
    for source, alike in by_source.items():
        if context.only is not None and not any(rule.path in context.only for rule in alike):
            continue
        rules = [(rule, rule_digest(rule.document)) for rule in alike]
        here = known.setdefault(source, Known())
        digests = frozenset(digest for _, digest in rules)
        if not digests <= here.rules:
            known[source] = here = _held_against_each_other(rules, here)
            learnt = True
        yield from _reported(rules, here)
    if learnt:
        overlap_cache.write(context.cache, known)


def _held_against_each_other(rules: Sequence[tuple[Rule, str]], known: Known) -> Known:
    """All that can be known of the rules of a log source, beginning with what is."""
    digests = frozenset(digest for _, digest in rules)
    pairs = {pair: word for pair, word in known.pairs.items() if digests.issuperset(pair)}
    compiled = list(_compiled(rules))
    fresh = [each for each in compiled if each.digest not in known.rules]
    everyone, newcomers = _Crowd(compiled), _Crowd(fresh)
    for each in compiled:
        # What two rules of an earlier run are to each other is known.
        crowd = newcomers if each.digest in known.rules else everyone
        for other in crowd.firing_on_all(each):
            word = _relation(each, other)
            if word == NARROWER:
                pairs[each.digest, other.digest] = NARROWER
            elif word is not None:
                pairs[min(each.digest, other.digest), max(each.digest, other.digest)] = word
    for one, two in _alike(compiled):
        if not {(one, two), (two, one)} & pairs.keys():
            pairs[one, two] = NEAR
    return Known(rules=digests, pairs=pairs)


def _compiled(rules: Iterable[tuple[Rule, str]]) -> Iterator[_Compiled]:
    """Each detection once; rules with the same text need no comparison."""
    seen: set[str] = set()
    for rule, digest in rules:
        if digest not in seen:
            seen.add(digest)
            try:
                yield _Compiled(rule, digest, compile_rule(rule.document).root)
            except EvaluationError:
                continue


class _Crowd:
    """Rules that are asked together whether they fire on the events of another one."""

    def __init__(self, compiled: Sequence[_Compiled]) -> None:
        self.compiled = compiled
        self.anchors = Anchors([each.root for each in compiled])

    def firing_on_all(self, each: _Compiled) -> Iterator[_Compiled]:
        """Those that fire on all events that were made of a rule, without the rule itself."""
        firing: set[int] | None = None
        for draft in islice(Contexts(each.root).whole(), EVENTS):
            record = Record(draft.event())
            if holds(each.root, record):
                found = {p for p in self.anchors.firing(record) if self.compiled[p] is not each}
                firing = found if firing is None else firing & found
                if not firing:
                    return
        yield from (self.compiled[place] for place in sorted(firing or ()))


def _relation(each: _Compiled, other: _Compiled) -> str | None:
    mine, others = each.rule.document, other.rule.document
    if not implies(mine, others):
        return None
    return EQUIVALENT if implies(others, mine) else NARROWER


def _alike(compiled: Sequence[_Compiled]) -> Iterator[tuple[str, str]]:
    """Pairs that share most of their tests."""
    tests = [
        frozenset(
            (leaf.field, leaf.modifiers, repr(leaf.value).lower()) for leaf in _asserted(c.root)
        )
        for c in compiled
    ]
    having: dict[object, list[int]] = defaultdict(list)
    for place, mine in enumerate(tests):
        for test in mine:
            having[test].append(place)
    for place, mine in enumerate(tests):
        shared: Counter[int] = Counter()
        for test in mine:
            if len(having[test]) <= COMMON:
                shared.update(other for other in having[test] if other > place)
        for other, _ in sorted(shared.items()):
            union = mine | tests[other]
            if len(union) >= FEWEST and len(mine & tests[other]) >= ALIKE * len(union):
                one, two = sorted((compiled[place].digest, compiled[other].digest))
                yield one, two


def _asserted(node: Node) -> Iterator[Leaf]:
    """The tests that stand outside of filters."""
    match node:
        case Leaf():
            yield node
        case Not():
            return
        case Selection(_, child):
            yield from _asserted(child)
        case And(parts) | Or(parts):
            for child in parts:
                yield from _asserted(child)


def _reported(rules: Sequence[tuple[Rule, str]], known: Known) -> Iterator[Diagnostic]:
    by_digest: dict[str, list[Rule]] = defaultdict(list)
    for rule, digest in rules:
        by_digest[digest].append(rule)
    for same in by_digest.values():
        for rule in same[1:]:
            yield _about(DUPLICATE_LOGIC, rule, same[0])
    for (one, two), word in known.pairs.items():
        for first in by_digest.get(one, ())[:1]:
            for second in by_digest.get(two, ())[:1]:
                yield from _about_pair(first, second, word)


def _about_pair(first: Rule, second: Rule, word: str) -> Iterator[Diagnostic]:
    if word == NARROWER:
        if not _knows(first, second) and _is_no_lower(second.level, first.level):
            yield _about(SHADOWED_RULE, first, second)
        return
    earlier, later = sorted((first, second), key=key_of)
    if word == EQUIVALENT:
        yield _about(DUPLICATE_LOGIC, later, earlier)
    elif not _knows(first, second):
        yield _about(NEAR_DUPLICATE, later, earlier)


_SAYS: Mapping[str, str] = {
    DUPLICATE_LOGIC.slug: "finds exactly what {other} finds; keep one of the two, and name the "
    "other under `related` with the type `obsolete`",
    SHADOWED_RULE.slug: "finds nothing that {other} does not find, whose level is no lower; narrow "
    "that one, raise this one's level, name it under `related`, or remove one of the two",
    NEAR_DUPLICATE.slug: "shares most of its values with {other}; merge them, or name it under "
    "`related`",
}


def _about(code: Code, rule: Rule, other: Rule) -> Diagnostic:
    shown = f"{other.path} ({quoted(other.title)})"
    message = _SAYS[code.slug].format(other=shown)
    return code.at(rule.path, (rule.number, "detection"), message, others=(other.path,))


def _knows(one: Rule, other: Rule) -> bool:
    """Whether one of two rules names the other as related: then their authors know."""
    return any(relation.id == other.id for relation in one.related) or any(
        relation.id == one.id for relation in other.related
    )


def _is_no_lower(level: Level | None, than: Level | None) -> bool:
    return level is not None and than is not None and _LEVELS[level] >= _LEVELS[than]


CHECK = Check(name="overlaps", codes=CODES, run=check, costly=True)
