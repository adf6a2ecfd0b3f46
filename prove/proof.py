"""One rule and one target: does the query find what the rule fires on?"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from generator.content.model import Query
from generator.logic.evaluate import EvaluationError
from generator.logic.evaluate.events import events_for
from generator.targets.convert.worker import Job, convert
from generator.targets.target import Target
from prove.corpus import Candidate
from prove.engine import Engine, Event, Parser, Question
from prove.problems import NotUnderstood, Rejected
from prove.runners import Runner

LIMIT = 60
"""Events of a rule that a target is tested with."""
LONGEST_WORDS = 200
"""Characters of an engine's message that are kept."""


class Outcome(StrEnum):
    """The outcome for a rule; the words are those of `generator.targets.trust.Counts`."""

    RIGHT = "right"
    DIFFERS = "differs"
    REJECTED = "rejected"
    REFUSED = "refused"
    UNJUDGED = "unjudged"


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """The outcome for a rule and its evidence. `why` is a reason or the message of an engine;
    `event` is one about which query and rule disagree, `fires` what the rule says."""

    outcome: Outcome
    query: str = ""
    why: str = ""
    event: Event | None = None
    fires: bool | None = None
    matching: int = 0
    """Events on which the rule fires."""
    others: int = 0

    @property
    def wrong(self) -> bool:
        return self.outcome in (Outcome.DIFFERS, Outcome.REJECTED)


def query_of(candidate: Candidate, target: Target) -> Query:
    """The query of a rule, or the reason why there is none."""
    return convert(Job(documents=(candidate.rule,), problem=None), target).query


def prove(
    candidate: Candidate, target: Target, runners: tuple[Runner, ...], limit: int = LIMIT
) -> Proof:
    """Converts a rule as the product does, and runs every engine and parser of the target."""
    query = query_of(candidate, target)
    if query.text is None:
        return Proof(outcome=Outcome.REFUSED, why=query.reason or "")
    question = Question(rule=candidate.rule, query=query.text, names=query.names)
    proof = Proof(outcome=Outcome.RIGHT, query=query.text)
    for runner in runners:
        proof = _run(runner, question, limit)
        if proof.outcome is not Outcome.RIGHT:
            break
    return proof


def _run(runner: Runner, question: Question, limit: int) -> Proof:
    query = question.query
    try:
        if isinstance(runner, Parser):
            runner.accepts(query)
            return Proof(outcome=Outcome.RIGHT, query=query)
        return compared(runner, question, limit)
    except (NotUnderstood, EvaluationError) as problem:
        return Proof(outcome=Outcome.UNJUDGED, query=query, why=_sentence(problem))
    except Rejected as problem:
        return Proof(outcome=Outcome.REJECTED, query=query, why=_sentence(problem))


def _sentence(problem: Exception) -> str:
    """The message of an engine on one line, shortened: many quote the whole query."""
    words = " ".join(str(problem).split())
    return words if len(words) <= LONGEST_WORDS else f"{words[:LONGEST_WORDS].rstrip()} …"


def compared(engine: Engine, question: Question, limit: int) -> Proof:
    """Compares engine and evaluator on every event that can be generated from the rule.

    Raises NotUnderstood, Rejected and EvaluationError.
    """
    cases = [
        (event, engine.expected(question, event))
        for generated in events_for(question.rule, limit=limit)
        for event in engine.events(question, generated)
    ]
    found = engine.finds(question, [event for event, _ in cases])
    wrong = [
        (event, expected)
        for (event, expected), got in zip(cases, found, strict=True)
        if got is not expected
        and all(
            engine.expected(question, other) is not got
            for other in engine.equivalents(question, event)
        )
    ]
    matching = sum(expected for _, expected in cases)
    event, expected, why = None, None, ""
    if wrong:
        event, expected = min(wrong, key=lambda item: len(repr(item[0])))
        why = "the rule does not fire on this event, the query finds it"
        if expected:
            why = "the rule fires on this event, the query does not find it"
    return Proof(
        outcome=Outcome.DIFFERS if wrong else Outcome.RIGHT,
        query=question.query,
        why=why,
        event=event,
        fires=expected,
        matching=matching,
        others=len(cases) - matching,
    )
