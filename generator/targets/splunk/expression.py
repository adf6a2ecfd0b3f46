"""The Boolean expression of a rule, and how it is laid out as an SPL pipeline.

What Splunk's `search` command can say exactly is a `Term`. Anything else is a `Flag`: a test that
`eval` computes into a field which a later `search` asks for. One layout serves every rule:

    <first search: everything that is exact, and a superset of the rest>
    | eval sigma_1=if(<test>,1,0)
    | search <the conditions that need a flag>

Every group is parenthesised, because the search command evaluates OR before AND, the other way
round than `where` and nearly every other language (Splunk Search Manual, "Boolean expressions
with logical operators").
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from generator.base import boolean
from generator.base.boolean import And, Not, Or, Tree, flat_and, flat_or, leaves, negated

FLAG_PREFIX = "sigma_"
"""Computed fields are called `sigma_1`, `sigma_2`, …, counted anew in every query."""

EVERYTHING = "*"
"""The search that a query begins with where none of its conditions can be searched for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """`field operator value`, quoted already; `listable` values of one field may share an `IN`."""

    field: str
    value: str
    operator: str = "="
    listable: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Raw:
    """A piece of a search expression that somebody else wrote, such as a lookup of a pipeline."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
    """A test in eval's language, and what `search` can say that holds wherever the test does."""

    test: str
    superset: Node | None = None


Test: TypeAlias = Term | Raw | Flag
Node: TypeAlias = Tree[Test]
"""A negation holds for events without the field too. `NOT NOT x` is not documented: negations are
made with `negated`."""


def every(parts: Iterable[Node]) -> Node:
    """All of the parts, nested ones flattened and repeated ones dropped."""
    return boolean.every(dict.fromkeys(flat_and(parts)))


def some(parts: Iterable[Node]) -> Node:
    """One of the parts, nested ones flattened and repeated ones dropped."""
    return boolean.some(dict.fromkeys(flat_or(parts)))


def layout(node: Node) -> str:
    """The SPL of an expression: a search and, where something had to be computed, what follows."""
    conjuncts = tuple(_conjuncts(node))
    searchable = [part for part in map(_over, conjuncts) if part is not None]
    first = render(every(searchable)) if searchable else EVERYTHING
    later = [part for part in conjuncts if not _exact(part)]
    if not later:
        return first
    flags = {test: number for number, test in enumerate(_tests(later), 1)}
    return "\n| ".join(
        (
            first,
            *(f"eval {FLAG_PREFIX}{number}=if({test},1,0)" for test, number in flags.items()),
            f"search {render(every(later), flags)}",
        )
    )


def render(node: Node, flags: dict[str, int] | None = None) -> str:
    """A search expression; flags are asked for by the numbers that `flags` gives their tests."""
    match node:
        case Term():
            return f"{node.field}{node.operator}{node.value}"
        case Raw():
            return f"({node.text})"
        case Flag():
            return f"{FLAG_PREFIX}{(flags or {})[node.test]}=1"
        case Not():
            return f"NOT {_grouped(node.part, flags)}"
        case And():
            return " ".join(_grouped(part, flags) for part in node.parts)
        case Or():
            return " OR ".join(_alternatives(node.parts, flags))


def _grouped(node: Node, flags: dict[str, int] | None) -> str:
    text = render(node, flags)
    single = not isinstance(node, And | Or) or (
        isinstance(node, Or) and len(_alternatives(node.parts, flags)) == 1
    )
    return text if single else f"({text})"


def _alternatives(parts: tuple[Node, ...], flags: dict[str, int] | None) -> list[str]:
    """The parts of a disjunction, the listable values of one field gathered in one `IN`."""
    values: dict[str, list[str]] = {}
    for part in parts:
        if isinstance(part, Term) and part.listable:
            values.setdefault(part.field, []).append(part.value)
    texts: dict[str, None] = {}
    for part in parts:
        if isinstance(part, Term) and part.listable and len(values[part.field]) > 1:
            texts[f"{part.field} IN ({', '.join(values[part.field])})"] = None
        else:
            texts[_grouped(part, flags)] = None
    return list(texts)


def _conjuncts(node: Node) -> Iterable[Node]:
    """The parts that must all hold; a negated disjunction is parted too, into what is exact in
    one negation and what needs a flag."""
    if isinstance(node, And):
        for part in node.parts:
            yield from _conjuncts(part)
    elif isinstance(node, Not) and isinstance(node.part, Or) and not _exact(node):
        exact = [part for part in node.part.parts if _exact(part)]
        if exact:
            yield Not(some(exact))
        for part in node.part.parts:
            if not _exact(part):
                yield from _conjuncts(negated(part))
    else:
        yield node


def _exact(node: Node) -> bool:
    return not _tests((node,))


def _tests(nodes: Iterable[Node]) -> dict[str, None]:
    """What has to be computed, in order."""
    found: dict[str, None] = {}
    for node in nodes:
        tests: Iterator[Test] = leaves(node)
        found |= {test.test: None for test in tests if isinstance(test, Flag)}
    return found


def _over(node: Node) -> Node | None:
    """What search can say that holds wherever node holds; None where that is no condition."""
    match node:
        case Flag():
            return node.superset
        case Not():
            inner = _under(node.part)
            return None if inner is None else negated(inner)
        case And():
            known = [part for part in map(_over, node.parts) if part is not None]
            return every(known) if known else None
        case Or():
            parts = [_over(part) for part in node.parts]
            return some(part for part in parts if part is not None) if all(parts) else None
        case _:
            return node


def _under(node: Node) -> Node | None:
    """What search can say that holds only where node holds; None where that is nothing."""
    match node:
        case Flag():
            return None
        case Not():
            inner = _over(node.part)
            return None if inner is None else negated(inner)
        case And():
            parts = [_under(part) for part in node.parts]
            return every(part for part in parts if part is not None) if all(parts) else None
        case Or():
            known = [part for part in map(_under, node.parts) if part is not None]
            return some(known) if known else None
        case _:
            return node
