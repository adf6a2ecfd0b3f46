"""How many wrong readings of real rules the generated events notice, by kind of mistake.

    python tests/logic/evaluate/mutation_strength.py [--rules FOLDER] [--sample N] [--limit N]

Prints a table, the rules that took longest, and with `--survivors` each mistake that no event
noticed. Not part of the test suite: it takes minutes.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import yaml

from generator.logic.evaluate import EvaluationError, fires
from generator.logic.evaluate.events import LIMIT, generate

sys.path.insert(0, str(Path(__file__).parent))
from mutations import mutations

CORPUS = Path(__file__).resolve().parents[3] / "../shared/corpus/sigma"
SEED = 20
PER_KIND = 15
"""Mutants tried per rule and kind; a rule with a thousand values would drown the others."""


def sampled_rules(folder: Path, count: int) -> list[tuple[str, dict[str, Any]]]:
    """A fixed random sample of the rules in a folder that can be evaluated."""
    files = sorted(folder.glob("rules*/**/*.yml")) or sorted(folder.glob("**/*.yml"))
    chosen = random.Random(SEED).sample(files, min(count, len(files)))
    rules = []
    for path in chosen:
        text = path.read_text(encoding="utf-8")
        for rule in yaml.load_all(text, yaml.CSafeLoader):
            try:
                fires(rule, {})
            except EvaluationError as error:
                print(f"{path.name}: left out, {error}")
            else:
                rules.append((path.name, rule))
    return rules


def noticed(rule: dict[str, Any], mutant: dict[str, Any], events: Any) -> bool:
    """Whether the verdicts on a rule and on its mutant differ for one of the events."""
    try:
        return any(fires(mutant, event) is not verdict for event, verdict in events)
    except EvaluationError:
        return True


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rules", type=Path, default=CORPUS)
    arguments.add_argument("--sample", type=int, default=300)
    arguments.add_argument("--limit", type=int, default=LIMIT)
    arguments.add_argument("--survivors", action="store_true")
    chosen = arguments.parse_args()
    if not chosen.rules.exists():
        print(f"skipped: {chosen.rules} does not exist")
        return 0
    killed: Counter[str] = Counter()
    tried: Counter[str] = Counter()
    times: list[tuple[float, str]] = []
    for name, rule in sampled_rules(chosen.rules, chosen.sample):
        start = time.perf_counter()
        generated = generate(rule, limit=chosen.limit)
        times.append((time.perf_counter() - start, name))
        events = [(event, fires(rule, event)) for event in generated.events]
        by_kind: dict[str, list[dict[str, Any]]] = {}
        for kind, mutant in mutations(rule):
            by_kind.setdefault(kind, []).append(mutant)
        for kind, mutants in by_kind.items():
            picked = random.Random(f"{SEED}{name}{kind}").sample(
                mutants, min(PER_KIND, len(mutants))
            )
            for mutant in picked:
                tried[kind] += 1
                if noticed(rule, mutant, events):
                    killed[kind] += 1
                elif chosen.survivors:
                    print(f"survived: {name}: {kind}: {difference(rule, mutant)}")
    for kind in sorted(tried):
        share = 100 * killed[kind] / tried[kind]
        print(f"{kind:28} {killed[kind]:6} of {tried[kind]:6}  {share:5.1f} %")
    total, all_tried = sum(killed.values()), sum(tried.values())
    print(f"{'all':28} {total:6} of {all_tried:6}  {100 * total / all_tried:5.1f} %")
    times.sort(reverse=True)
    middle = times[len(times) // 2][0]
    print(f"generation: median {1000 * middle:.1f} ms, sum {sum(t for t, _ in times):.1f} s")
    for taken, name in times[:3]:
        print(f"  {1000 * taken:.0f} ms {name}")
    return 0


def difference(rule: dict[str, Any], mutant: dict[str, Any]) -> str:
    """The first part of a detection that differs, before and after."""
    before, after = rule["detection"], mutant["detection"]
    for name in before:
        if name not in after:
            return f"{name} is gone"
        if before[name] != after[name]:
            return f"{name}: {_cut(before[name], after[name])}"
    return "?"


def _cut(before: Any, after: Any) -> str:
    if isinstance(before, list) and isinstance(after, list):
        for one, other in zip(before, after, strict=False):
            if one != other:
                return _cut(one, other)
        return f"{before[-1]!r} is gone"
    if isinstance(before, dict) and isinstance(after, dict):
        if list(before) != list(after):
            return f"{sorted(set(before) - set(after))} → {sorted(set(after) - set(before))}"
        for key in before:
            if before[key] != after[key]:
                return f"{key}: {_cut(before[key], after[key])}"
    return f"{before!r} → {after!r}"


if __name__ == "__main__":
    sys.exit(main())
