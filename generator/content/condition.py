"""The condition of a Sigma detection: text to a frozen tree, after section "Condition" of Sigma 2.1.

    condition  = or [ "|" aggregation ]
    or         = and { "or" and }
    and        = not { "and" not }
    not        = "not" not | operand
    operand    = "(" or ")" | quantifier "of" pattern | identifier
    quantifier = "1" | "any" | "all"

`any` is `1`, as pySigma has it. An operator is only one where an operator may stand, and only as
a whole word, so a selection may be called `notable` or `and_more`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

from generator.base.boolean import Not, Tree, every, leaves, some

MAX_DEPTH = 60
"""How deep brackets and `not` may nest; more is a mistake or an attack, not a rule."""

THEM = "them"

_TOKEN = re.compile(r"\s*(?:(?P<bracket>[()])|(?P<pipe>\|)|(?P<word>[\w.*?-]+)|(?P<bad>\S))")
_NOT_A_PATTERN = re.compile(r"[^\w.*-]")
_OPERATORS = frozenset({"and", "or", "not", "of"})


class ConditionError(ValueError):
    """A condition that does not parse: what is wrong (a sentence) and at which character."""

    def __init__(self, reason: str, position: int) -> None:
        super().__init__(reason)
        self.reason = reason
        self.position = position
        """Offset in the condition's text, from 0; the text's length where something is missing."""


class Quantifier(Enum):
    """How many of the selections of a pattern must hold."""

    ONE = "1"
    ALL = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class Identifier:
    """The name of one selection."""

    name: str
    position: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Selector:
    """`1 of pattern*`, `all of them`: several selections by their names."""

    quantifier: Quantifier
    pattern: str
    position: int


Reference: TypeAlias = Identifier | Selector
Expression: TypeAlias = Tree[Reference]


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """A parsed condition.

    `aggregation` is the text after the first `|` of an old rule (`selection | count() by x > 5`),
    which is no longer Sigma: kept as it is, so that whoever cannot express it can name it.
    """

    text: str
    expression: Expression
    aggregation: str | None = None


def parse_condition(text: str) -> Condition:
    """The tree of a condition; raises ConditionError with the reason and the place."""
    return _Parser(text).condition()


def references(expression: Expression) -> Iterator[Reference]:
    """The selections that an expression names, one by one or by pattern, in order of the text."""
    return leaves(expression)


def selected(reference: Reference, names: Iterable[str]) -> tuple[str, ...]:
    """Those of the names of a detection's selections that a reference means, in their order.

    Names that begin with `_` are left out by `them` and by a pattern, unless the pattern itself
    begins with `_`.
    """
    if isinstance(reference, Identifier):
        return tuple(name for name in names if name == reference.name)
    pattern = "*" if reference.pattern == THEM else reference.pattern
    wanted = re.compile(".*".join(re.escape(part) for part in pattern.split("*")))
    hidden = not pattern.startswith("_")
    return tuple(
        name for name in names if wanted.fullmatch(name) and not (hidden and name.startswith("_"))
    )


def missing(condition: Condition, names: Iterable[str]) -> tuple[Reference, ...]:
    """The references of a condition that mean none of the names."""
    known = tuple(names)
    return tuple(ref for ref in references(condition.expression) if not selected(ref, known))


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    position: int


class _Parser:
    """Recursive descent over the tokens of one condition."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.index = 0
        self.depth = 0
        body, bar, aggregation = text.partition("|")
        self.aggregation = aggregation.strip() if bar else None
        self.tokens = tuple(_tokens(body))
        self.end = len(body.rstrip())

    def condition(self) -> Condition:
        if not self.tokens:
            raise ConditionError("the condition is empty", 0)
        expression = self.either()
        rest = self.peek()
        if rest is not None:
            raise ConditionError(_unexpected(rest), rest.position)
        return Condition(text=self.text, expression=expression, aggregation=self.aggregation)

    def peek(self, ahead: int = 0) -> _Token | None:
        place = self.index + ahead
        return self.tokens[place] if place < len(self.tokens) else None

    def accept(self, text: str) -> bool:
        token = self.peek()
        if token is None or token.text != text:
            return False
        self.index += 1
        return True

    def either(self) -> Expression:
        return some(self.chain("or", self.both))

    def both(self) -> Expression:
        return every(self.chain("and", self.negation))

    def chain(self, operator: str, operand: Callable[[], Expression]) -> tuple[Expression, ...]:
        operands = [operand()]
        while self.accept(operator):
            operands.append(operand())
        return tuple(operands)

    def negation(self) -> Expression:
        token = self.peek()
        if token is None or token.text != "not":
            return self.operand()
        self.index += 1
        self.enter(token)
        inner = self.negation()
        self.depth -= 1
        return Not(inner)

    def operand(self) -> Expression:
        token = self.peek()
        if token is None:
            raise ConditionError("the condition ends where a selection is expected", self.end)
        if token.text == "(":
            return self.brackets(token)
        following = self.peek(1)
        if token.kind == "word" and following is not None and following.text == "of":
            return self.selector(token)
        if token.kind != "word" or token.text in _OPERATORS:
            raise ConditionError(
                f"a selection is expected here, not `{token.text}`", token.position
            )
        if "*" in token.text or "?" in token.text:
            raise ConditionError(
                f"`{token.text}` is a pattern: write `1 of {token.text}` or `all of {token.text}`",
                token.position,
            )
        self.index += 1
        return Identifier(name=token.text, position=token.position)

    def brackets(self, opening: _Token) -> Expression:
        self.index += 1
        self.enter(opening)
        inner = self.either()
        if not self.accept(")"):
            rest = self.peek()
            if rest is not None:
                raise ConditionError(_unexpected(rest), rest.position)
            raise ConditionError("this bracket is never closed", opening.position)
        self.depth -= 1
        return inner

    def selector(self, count: _Token) -> Selector:
        quantifiers = {"1": Quantifier.ONE, "any": Quantifier.ONE, "all": Quantifier.ALL}
        quantifier = quantifiers.get(count.text)
        if quantifier is None:
            raise ConditionError(
                f"`{count.text} of` is not Sigma: only `1 of`, `any of` and `all of` are",
                count.position,
            )
        pattern = self.peek(2)
        if pattern is None:
            raise ConditionError("`of` needs a pattern of selection names after it", self.end)
        if pattern.kind != "word" or _NOT_A_PATTERN.search(pattern.text):
            raise ConditionError(
                f"`of` needs a pattern of selection names after it, not `{pattern.text}`",
                pattern.position,
            )
        self.index += 3
        return Selector(quantifier=quantifier, pattern=pattern.text, position=count.position)

    def enter(self, token: _Token) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise ConditionError(
                f"the condition nests deeper than {MAX_DEPTH} levels", token.position
            )


def _tokens(text: str) -> Iterator[_Token]:
    for found in _TOKEN.finditer(text):
        kind = str(found.lastgroup)
        if kind == "bad":
            raise ConditionError(
                f"`{found['bad']}` has no meaning in a condition", found.start("bad")
            )
        yield _Token(kind, found[kind], found.start(kind))


def _unexpected(token: _Token) -> str:
    if token.text == ")":
        return "this bracket was never opened"
    if token.text.lower() in _OPERATORS and token.text not in _OPERATORS:
        return f"`{token.text}` must be written in lower case"
    return f"`and`, `or` or the end is expected here, not `{token.text}`"
