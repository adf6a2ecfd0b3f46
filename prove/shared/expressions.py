"""Conditions of languages with AND, OR, NOT and parentheses over comparisons.

A language is a subclass in the module of its product. It says how a comparison is written and when
it holds, and names the page of the vendor's documentation. What a language does not document raises
NotUnderstood.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import ClassVar, Generic

from prove.shared.logic import Condition, R, every, negated, some
from prove.shared.tokens import END, Item, TokenReader

__all__ = ["Condition", "ExpressionParser"]


class ExpressionParser(TokenReader, ABC, Generic[R]):
    """Reads OR over AND over NOT over parentheses and comparisons.

    With `or_first`, OR binds more tightly than AND. With `juxtaposed`, AND may be left out. With
    `strict`, AND next to OR without parentheses is not understood, for languages that do not
    document which of them binds more tightly.
    """

    AND: ClassVar[tuple[str, ...]] = ("AND",)
    OR: ClassVar[tuple[str, ...]] = ("OR",)
    NOT: ClassVar[tuple[str, ...]] = ("NOT",)
    ENDS: ClassVar[tuple[str, ...]] = (")",)
    """Marks that end an expression."""
    or_first: ClassVar[bool] = False
    juxtaposed: ClassVar[bool] = False
    strict: ClassVar[bool] = False

    def condition(self) -> Condition[R]:
        """The whole text as one condition. Raises NotUnderstood."""
        found = self.expression()
        self.end()
        return found

    @abstractmethod
    def comparison(self) -> Condition[R]:
        """One comparison, from the next token on. Raises NotUnderstood."""

    def expression(self) -> Condition[R]:
        inner, outer = (self._or, self._and) if self.or_first else (self._and, self._or)
        groups = _chain(lambda: _chain(self.negation, inner), outer)
        if self.strict and len(groups) > 1 and any(len(group) > 1 for group in groups):
            raise self.problem("AND and OR next to each other without parentheses")
        if self.or_first:
            return every([some(group) for group in groups])
        return some([every(group) for group in groups])

    def _or(self) -> bool:
        """Takes OR; false where there is none."""
        return self.accept_word(*self.OR)

    def _and(self) -> bool:
        """Takes AND, or nothing where it is left out; false where no term follows."""
        return self.accept_word(*self.AND) or (self.juxtaposed and self._begins_term())

    def _begins_term(self) -> bool:
        ends = any(self.is_mark(mark) for mark in self.ENDS)
        return self.peek() is not END and not ends and not self.is_word(self.OR)

    def negation(self) -> Condition[R]:
        if self.accept_word(*self.NOT):
            return negated(self.negation())
        return self.primary()

    def primary(self) -> Condition[R]:
        if self.accept_mark("("):
            inner = self.expression()
            self.mark(")")
            return inner
        return self.comparison()


def _chain(operand: Callable[[], Item], joined: Callable[[], bool]) -> list[Item]:
    """Operands as long as an operator joins one more."""
    found = [operand()]
    while joined():
        found.append(operand())
    return found
