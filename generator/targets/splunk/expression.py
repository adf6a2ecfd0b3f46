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

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

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


@dataclass(frozen=True, slots=True)
class Not:
    """Holds where its part does not, events without the field included."""

    part: Node


@dataclass(frozen=True, slots=True)
class All:
    """Holds where all parts hold; made by `every`."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Any:
    """Holds where one part holds; made by `either`."""

    parts: tuple[Node, ...]


Node: TypeAlias = Term | Raw | Flag | Not | All | Any


def every(parts: Iterable[Node]) -> Node:
    """The conjunction of parts, nested ones flattened and repeated ones dropped."""
    flat = _flat(parts, All)
    return flat[0] if len(flat) == 1 else All(flat)


def either(parts: Iterable[Node]) -> Node:
    """The disjunction of parts, nested ones flattened and repeated ones dropped."""
    flat = _flat(parts, Any)
    return flat[0] if len(flat) == 1 else Any(flat)


def negate(part: Node) -> Node:
    """The negation of a part; a double one is undone, because `NOT NOT x` is not documented."""
    return part.part if isinstance(part, Not) else Not(part)


def _flat(parts: Iterable[Node], kind: type[All] | type[Any]) -> tuple[Node, ...]:
    flat: dict[Node, None] = {}
    for part in parts:
        flat.update(dict.fromkeys(part.parts if isinstance(part, kind) else (part,)))
    return tuple(flat)


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
        case All():
            return " ".join(_grouped(part, flags) for part in node.parts)
        case Any():
            return " OR ".join(_alternatives(node.parts, flags))


def _grouped(node: Node, flags: dict[str, int] | None) -> str:
    text = render(node, flags)
    single = not isinstance(node, All | Any) or (
        isinstance(node, Any) and len(_alternatives(node.parts, flags)) == 1
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
    if isinstance(node, All):
        for part in node.parts:
            yield from _conjuncts(part)
    elif isinstance(node, Not) and isinstance(node.part, Any) and not _exact(node):
        exact = [part for part in node.part.parts if _exact(part)]
        if exact:
            yield Not(either(exact))
        for part in node.part.parts:
            if not _exact(part):
                yield from _conjuncts(negate(part))
    else:
        yield node


def _exact(node: Node) -> bool:
    match node:
        case Flag():
            return False
        case Not():
            return _exact(node.part)
        case All() | Any():
            return all(map(_exact, node.parts))
        case _:
            return True


def _tests(nodes: Iterable[Node]) -> dict[str, None]:
    tests: dict[str, None] = {}
    for node in nodes:
        match node:
            case Flag():
                tests[node.test] = None
            case Not():
                tests.update(_tests((node.part,)))
            case All() | Any():
                tests.update(_tests(node.parts))
    return tests


def _over(node: Node) -> Node | None:
    """What search can say that holds wherever node holds; None where that is no condition."""
    match node:
        case Flag():
            return node.superset
        case Not():
            inner = _under(node.part)
            return None if inner is None else negate(inner)
        case All():
            known = [part for part in map(_over, node.parts) if part is not None]
            return every(known) if known else None
        case Any():
            parts = [_over(part) for part in node.parts]
            return either(part for part in parts if part is not None) if all(parts) else None
        case _:
            return node


def _under(node: Node) -> Node | None:
    """What search can say that holds only where node holds; None where that is nothing."""
    match node:
        case Flag():
            return None
        case Not():
            inner = _over(node.part)
            return None if inner is None else negate(inner)
        case All():
            parts = [_under(part) for part in node.parts]
            return every(part for part in parts if part is not None) if all(parts) else None
        case Any():
            known = [part for part in map(_under, node.parts) if part is not None]
            return either(known) if known else None
        case _:
            return node
