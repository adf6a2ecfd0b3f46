"""Does our evaluator agree with others? Each disagreement, with its cause.

    python -m prove.agreement [--rules shapes|own|FOLDER]… [--every N] [--verbose]

They are compared on the events that are generated from the rules, and for our rules on their
samples. A disagreement is attributed to the test of the rule about which the two disagree;
`docs/evaluation.md` says what is right for each kind of test. Without a documented cause it is a
failure.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from generator.build.build import load
from generator.catalogue import samples as sampling
from generator.catalogue.link import key_of
from generator.logic.evaluate import EvaluationError, compile_rule, fires
from generator.logic.evaluate.events import events_for
from generator.settings.config import load as load_config
from prove.corpus import OWN, REPOSITORY, SHAPES, Candidate, candidates
from prove.disagreements import CAUSES, cause_of
from prove.engine import Event
from prove.evaluators import EVALUATORS, Evaluator, Unsupported
from prove.problems import Missing

NAMED = {"shapes": SHAPES, "own": OWN}
LIMIT = 60


@dataclass(slots=True)
class Tally:
    """Counts for one evaluator: rules on all events of which it agrees, and the others."""

    agrees: int = 0
    differs: int = 0
    unsupported: int = 0
    events: int = 0
    causes: Counter[str] = field(default_factory=Counter)
    """How many rules differ for a cause."""
    examples: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))


def main() -> int:
    """Prints the agreement; 1 if a disagreement has no documented cause."""
    options = argparse.ArgumentParser(prog="python -m prove.agreement", description=__doc__)
    options.add_argument("--rules", action="append", help="shapes, own, or a folder of rules")
    options.add_argument("--every", type=int, default=1, help="take each nth rule of a folder")
    options.add_argument("--verbose", action="store_true", help="name every rule, with events")
    arguments = options.parse_args()
    unknown = 0
    for kind in EVALUATORS:
        try:
            evaluator = kind()
        except Missing as missing:
            print(f"not run: {missing}")
            continue
        for name in arguments.rules or list(NAMED):
            folder = NAMED.get(name, Path(name))
            if not folder.is_dir():
                sys.exit(f"{folder} is not a folder of rules")
            chosen = list(candidates(folder))[:: 1 if name in NAMED else arguments.every]
            samples = _samples() if name == "own" else {}
            found = agreement(evaluator, chosen, samples, verbose=arguments.verbose)
            unknown += _print(evaluator, name, found, verbose=arguments.verbose)
    return 1 if unknown else 0


def agreement(
    evaluator: Evaluator,
    chosen: Iterable[Candidate],
    samples: Mapping[str, Sequence[Event]],
    *,
    verbose: bool = False,
) -> Tally:
    """Compares an evaluator with ours on generated events, and on samples by the id of the rule."""
    tally = Tally()
    for candidate in chosen:
        try:
            compile_rule(candidate.rule)
        except EvaluationError:
            tally.unsupported += 1
            continue
        events = [
            event
            for event in (
                *events_for(candidate.rule, limit=LIMIT),
                *samples.get(str(candidate.rule.get("id")), ()),
            )
            if evaluator.supports(candidate.rule, event)
        ]
        try:
            answers = evaluator.fires(candidate.rule, events)
        except Unsupported:
            tally.unsupported += 1
            continue
        tally.events += len(events)
        causes = _causes(evaluator, candidate.rule, events, answers)
        tally.agrees += not causes
        tally.differs += bool(causes)
        for cause, event in causes.items():
            tally.causes[cause] += 1
            tally.examples[cause].append(candidate.name)
            if verbose and tally.causes[cause] <= 2:
                print(f"{cause}: {candidate.name}\n    {event}")
    return tally


def _causes(
    evaluator: Evaluator, rule: Mapping[str, Any], events: Sequence[Event], answers: Sequence[bool]
) -> dict[str, Event]:
    """Each cause of a disagreement about a rule, with an event."""

    def ask(alone: Mapping[str, Any], event: Event) -> bool | None:
        try:
            return bool(evaluator.fires(alone, [event])[0])
        except Unsupported:
            return None

    causes: dict[str, Event] = {}
    for event, theirs in zip(events, answers, strict=True):
        if theirs is not fires(rule, event) and not _same_without_null(rule, event, theirs):
            causes.setdefault(cause_of(rule, event, ask), event)
    return causes


def _same_without_null(rule: Mapping[str, Any], event: Event, theirs: bool) -> bool:
    """Whether they agree once a null is a missing field, as in a table."""
    if None not in event.values():
        return False
    return fires(rule, {k: v for k, v in event.items() if v is not None}) is theirs


def _samples() -> dict[str, list[Event]]:
    """The events of our samples by the id of their rule."""
    config, _ = load_config(REPOSITORY)
    catalogue = load(config).catalogue
    samples = sampling.collect(catalogue, config.base, config.sample_folders).by_rule
    by_id: dict[str, list[Event]] = defaultdict(list)
    for rule in catalogue.rules:
        for sample in samples.get(key_of(rule), ()):
            by_id[rule.id] += sample.events
    return by_id


def _print(evaluator: Evaluator, name: str, tally: Tally, *, verbose: bool) -> int:
    """Prints the counts of one set, and returns how many causes are not documented."""
    print(
        f"{evaluator.name}, {name}: agrees on {tally.agrees} rules, differs on {tally.differs},"
        f" does not support {tally.unsupported}; {tally.events:,} events"
    )
    unknown = 0
    for cause, count in tally.causes.most_common():
        documented = CAUSES.get((type(evaluator).__name__, cause))
        unknown += documented is None
        words = f"{documented.right} is right: {documented.why}" if documented else "UNKNOWN"
        named = tally.examples[cause][: None if verbose else 3]
        print(f"  {count} by {cause}; {words} ({', '.join(named)})")
    return unknown


if __name__ == "__main__":
    sys.exit(main())
