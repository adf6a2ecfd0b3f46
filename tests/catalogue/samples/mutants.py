"""How many wrong readings of our rules their sample events notice, by kind of mistake.

    python tests/catalogue/samples/mutants.py [--survivors]

Every mutant of every detection of this repository is tried on the events that stand in
`regression_data/`; one that changes no verdict survives. Ends with exit code 1 where a kind of
mistake is noticed in less than nine of ten mutants.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))
sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "logic/evaluate"))

from mutation_strength import difference, noticed
from mutations import mutations

from generator.build import build as building
from generator.catalogue import samples as sampling
from generator.catalogue.link import key_of
from generator.content.model import RuleKind
from generator.logic.evaluate import EvaluationError, fires
from generator.settings import config as configuration

REPOSITORY = Path(__file__).resolve().parents[3]
WANTED = 0.9
"""Share of the mutants of each kind that must be noticed."""


@dataclass(slots=True)
class Measured:
    """How many mutants of each kind there are, how many were noticed, and which were not."""

    tried: Counter[str] = field(default_factory=Counter)
    noticed: Counter[str] = field(default_factory=Counter)
    survivors: list[str] = field(default_factory=list)

    def share(self, kind: str) -> float:
        return self.noticed[kind] / self.tried[kind]


def measured(
    rules: list[tuple[str, dict[str, Any], list[Any]]],
) -> Measured:
    """Of rules by name, with their definitions and events."""
    found = Measured()
    for name, definition, events in rules:
        judged = [(event, fires(definition, event)) for event in events]
        for kind, mutant in mutations(definition):
            found.tried[kind] += 1
            if noticed(definition, mutant, judged):
                found.noticed[kind] += 1
            else:
                found.survivors.append(f"{name}: {kind}: {difference(definition, mutant)}")
    return found


def our_rules() -> list[tuple[str, dict[str, Any], list[Any]]]:
    """The detections of this repository with the events of their samples."""
    config, _ = configuration.load(REPOSITORY)
    catalogue = building.load(config).catalogue
    samples = sampling.collect(catalogue, config.base, config.sample_folders)
    return [
        (
            rule.path,
            dict(rule.document),
            [event for sample in samples.by_rule.get(key_of(rule), ()) for event in sample.events],
        )
        for rule in catalogue.rules
        if rule.kind is RuleKind.DETECTION
    ]


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--survivors", action="store_true")
    chosen = arguments.parse_args()
    try:
        found = measured(our_rules())
    except EvaluationError as problem:
        print(problem)
        return 1
    for kind in sorted(found.tried):
        print(
            f"{kind:28} {found.noticed[kind]:4} of {found.tried[kind]:4}  "
            f"{100 * found.share(kind):5.1f} %"
        )
    total, tried = found.noticed.total(), found.tried.total()
    print(f"{'all':28} {total:4} of {tried:4}  {100 * total / tried:5.1f} %")
    for survivor in found.survivors if chosen.survivors else ():
        print(f"survived: {survivor}")
    return int(any(found.share(kind) < WANTED for kind in found.tried))


if __name__ == "__main__":
    sys.exit(main())
