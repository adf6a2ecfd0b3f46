"""AND, OR, NOT and functions over values of an event, with SQL's unknown (None) where it occurs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from prove.problems import NotUnderstood

R = TypeVar("R")
"""An event as a product holds it."""

Condition = Callable[[R], bool | None]
"""Whether an event is found. None is SQL's unknown, and given by languages that have it only."""
Expression = Callable[[R], Any]
"""A value of an event."""


def every(terms: Sequence[Condition[R]]) -> Condition[R]:
    """AND."""
    if len(terms) == 1:
        return terms[0]

    def holds(row: R) -> bool | None:
        results = [term(row) for term in terms]
        return False if False in results else None if None in results else True

    return holds


def some(terms: Sequence[Condition[R]]) -> Condition[R]:
    """OR."""
    if len(terms) == 1:
        return terms[0]

    def holds(row: R) -> bool | None:
        results = [term(row) for term in terms]
        return True if True in results else None if None in results else False

    return holds


def negated(term: Condition[R]) -> Condition[R]:
    """NOT."""

    def holds(row: R) -> bool | None:
        result = term(row)
        return None if result is None else not result

    return holds


def undisputed(of_three: Condition[R], of_two: Condition[R], question: str) -> Condition[R]:
    """A condition in a language that does not document whether a comparison with null is unknown
    or false: not understood where that makes a difference."""

    def holds(row: R) -> bool:
        first, second = of_three(row) is True, of_two(row) is True
        if first is not second:
            raise NotUnderstood(question)
        return first

    return holds


def constant(value: Any) -> Expression[R]:
    return lambda row: value


def coalesce(arguments: Sequence[Expression[R]]) -> Expression[R]:
    """The first value that is not null."""
    return lambda row: next(
        (value for argument in arguments if (value := argument(row)) is not None), None
    )


def strict_call(function: Callable[..., Any], arguments: Sequence[Expression[R]]) -> Expression[R]:
    """A function that is null where one of its arguments is."""

    def value(row: R) -> Any:
        given = [argument(row) for argument in arguments]
        return None if None in given else function(*given)

    return value
