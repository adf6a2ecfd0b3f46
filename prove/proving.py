"""One rule and one target: does the query find what the rule fires on?"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from generator.logic.evaluate import EvaluationError
from generator.logic.evaluate.events import events_for
from generator.targets.convert.worker import Job, convert
from generator.targets.target import Target
from prove.corpus import Candidate
from prove.engine import Engine, Event, NotUnderstood, Parser, Question, Rejected

LIMIT = 60
"""Events of a rule that a target is asked about."""
LONGEST_WORDS = 200
"""Characters of a complaint that are kept."""


class Outcome(StrEnum):
    """What came of it; the words are those of `generator.targets.trust.Counts`."""

    RIGHT = "right"
    DIFFERS = "differs"
    REJECTED = "rejected"
    REFUSED = "refused"
    UNJUDGED = "unjudged"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """The outcome for a rule. `why` is a reason or an engine's complaint; `event` is one on
    which the query says otherwise than the rule, `fires` what the rule says."""

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


def prove(
    candidate: Candidate, target: Target, runners: tuple[Engine | Parser, ...], limit: int = LIMIT
) -> Finding:
    """Converts a rule as the product does, and asks every engine and parser of the target."""
    query = convert(Job(documents=(candidate.rule,), problem=None), target).query
    if query.text is None:
        return Finding(outcome=Outcome.REFUSED, why=query.reason or "")
    question = Question(rule=candidate.rule, query=query.text, names=query.names)
    finding = Finding(outcome=Outcome.RIGHT, query=query.text)
    for runner in runners:
        finding = _asked(runner, question, limit)
        if finding.outcome is not Outcome.RIGHT:
            break
    return finding


def _asked(runner: Engine | Parser, question: Question, limit: int) -> Finding:
    query = question.query
    try:
        if isinstance(runner, Parser):
            runner.accepts(query)
            return Finding(outcome=Outcome.RIGHT, query=query)
        return compared(runner, question, limit)
    except (NotUnderstood, EvaluationError) as problem:
        return Finding(outcome=Outcome.UNJUDGED, query=query, why=_sentence(problem))
    except Rejected as problem:
        return Finding(outcome=Outcome.REJECTED, query=query, why=_sentence(problem))


def _sentence(problem: Exception) -> str:
    """What an engine says, on one line; many quote the whole query in it."""
    words = " ".join(str(problem).split())
    return words if len(words) <= LONGEST_WORDS else f"{words[:LONGEST_WORDS].rstrip()} …"


def compared(engine: Engine, question: Question, limit: int) -> Finding:
    """Every event that can be made of the rule, as the engine and as the evaluator see it.

    Raises NotUnderstood, Rejected and EvaluationError.
    """
    asked = [
        (event, engine.expected(question, event))
        for made in events_for(question.rule, limit=limit)
        for event in engine.events(question, made)
    ]
    found = engine.finds(question, [event for event, _ in asked])
    wrong = [
        (event, expected)
        for (event, expected), got in zip(asked, found, strict=True)
        if got is not expected
        and all(
            engine.expected(question, other) is not got
            for other in engine.readings(question, event)
        )
    ]
    matching = sum(expected for _, expected in asked)
    counted = {"query": question.query, "matching": matching, "others": len(asked) - matching}
    if not wrong:
        return Finding(outcome=Outcome.RIGHT, **counted)
    event, expected = min(wrong, key=lambda item: len(repr(item[0])))
    says = "fires on this event, the query does not find it"
    if not expected:
        says = "does not fire on this event, the query finds it"
    return Finding(
        outcome=Outcome.DIFFERS, why=f"the rule {says}", event=event, fires=expected, **counted
    )
