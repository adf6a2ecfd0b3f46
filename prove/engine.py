"""What can run a query over events: an engine, a judge of a language, or a parser of it."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from generator.logic.evaluate import compile_rule, fires, scope_event
from generator.logic.evaluate.tree import leaves
from generator.targets.trust import Level

Event = Mapping[str, Any]
"""An event under the names that Sigma rules use."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A rule, the query that a target made of it, and the names its pipeline gives the fields."""

    rule: Mapping[str, Any]
    query: str
    names: Mapping[str, tuple[str, ...]]


def fields_of(rule: Mapping[str, Any]) -> list[str]:
    """The fields that a rule tests, each once, in its order."""
    found = [leaf.field for leaf in leaves(compile_rule(rule).root) if leaf.field]
    return list(dict.fromkeys(found))


def places_of(
    names: Sequence[str], field: str, value: Any, rule: Mapping[str, Any]
) -> Iterator[tuple[str, Any]]:
    """A field of an event under each name that it has in a product.

    Where `Channel` has two names, one is the log of the event and the other a log in its data.
    """
    for name in names:
        in_data = re.search("user_?data", name, re.IGNORECASE)
        of_log = field == "Channel" and len(names) > 1 and not in_data
        yield name, scope_event(rule).get(field, value) if of_log else value


class Engine(ABC):
    """Runs queries of one target.

    `level` is what its agreement with the evaluator shows. `stock`, where the product's default
    mapping differs from the one that the target assumes, is the same engine over the default.
    """

    level: ClassVar[Level] = Level.JUDGED
    keeps_null: ClassVar[bool] = False
    """Whether the product tells a null field from a missing one."""

    @property
    @abstractmethod
    def name(self) -> str:
        """What it is and its version: `GNU grep 3.8`."""

    @abstractmethod
    def finds(self, question: Question, events: Sequence[Event]) -> Sequence[bool]:
        """For each event, whether the query finds it. Raises NotUnderstood and Rejected."""

    def events(self, question: Question, generated: Event) -> Iterator[Event]:
        """The events that a generated one becomes, as far as the product can hold them."""
        yield {**scope_event(question.rule), **generated}

    def expected(self, question: Question, event: Event) -> bool:
        """Whether the rule fires on an event."""
        return fires(question.rule, event)

    def equivalents(self, question: Question, event: Event) -> Iterator[Event]:
        """Other events that the product cannot tell from this one. A query that is right about one
        of them is not wrong; used only where query and rule differ."""
        if not self.keeps_null and None in event.values():
            yield {name: value for name, value in event.items() if value is not None}

    def stock(self) -> Engine | None:
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """The query of a correlation, the rules that it counts, the fields by which it groups and whose
    values it counts, and events with times, in order."""

    query: str
    counted: tuple[Mapping[str, Any], ...]
    fields: tuple[str, ...]
    events: tuple[Event, ...]


class CorrelationEngine(ABC):
    """Also runs what a target prints for rules that count several events."""

    @abstractmethod
    def answers(self, series: Series) -> bool | None:
        """Whether the query finds anything; None where that depends on what is not documented.

        Raises NotUnderstood and Rejected.
        """


class Parser(ABC):
    """Only says whether a text is a query."""

    level: ClassVar[Level] = Level.PARSED

    @property
    @abstractmethod
    def name(self) -> str:
        """What it is and its version."""

    @abstractmethod
    def accepts(self, query: str) -> None:
        """Raises Rejected where it does not accept the text."""
