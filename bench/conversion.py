"""Conversion against `sigma convert`: the same rules, target by target, in one run.

    python -m bench.conversion RULES [--targets N]

`sigma convert` (the package sigma-cli) is run once for each target that it knows, with the
pipeline that belongs to it; ours converts all of these targets at once, with nothing cached, then
again with everything cached. The queries are not the same texts: ours are scoped to channel and
event, and what the published back ends get wrong is mended, see docs/targets/.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from generator import build as building
from generator import config as configuration
from generator.config import Settings
from generator.convert import convert

SIGMA = Path(sys.executable).with_name("sigma")

KNOWN: dict[str, tuple[str, ...]] = {
    "splunk": ("splunk", "-p", "splunk_windows"),
    "logpoint": ("logpoint", "-p", "logpoint_windows"),
    "elastic-ecs": ("lucene", "-p", "ecs_windows"),
    "eql": ("eql", "-p", "ecs_windows"),
    "esql": ("esql", "-p", "ecs_windows"),
    "defender-xdr": ("kusto", "-p", "microsoft_xdr"),
    "opensearch": ("opensearch_lucene", "-p", "ecs_windows"),
    "crowdstrike-falcon": ("log_scale", "-p", "crowdstrike_falcon"),
    "sqlite": ("sqlite", "--without-pipeline"),
    "victorialogs": ("victoria_logs", "-p", "victorialogs"),
}
"""The targets of the workload that `sigma convert` knows, and what it is given for each."""


def sigma_convert(target: str, rules: Path) -> float:
    """Seconds of wall time that one run of `sigma convert` over a folder of rules takes."""
    with tempfile.TemporaryDirectory() as place:
        output = Path(place) / "queries"
        start = time.perf_counter()
        done = subprocess.run(
            [SIGMA, "convert", "-t", *KNOWN[target], "-s", "-o", output, rules],
            capture_output=True,
            text=True,
            check=False,
        )
        seconds = time.perf_counter() - start
        if done.returncode or not output.is_file():
            sys.exit(f"sigma convert -t {target} failed: {done.stderr[-500:]}")
    return seconds


def ours(targets: list[str], rules: Path, cache: Path | None) -> tuple[float, float, int]:
    """Seconds to load and to convert, and how many queries were made anew."""
    start = time.perf_counter()
    settings = Settings(sources={"rules": (rules,)}, targets=tuple(targets))
    config, mistakes = configuration.load(rules, settings=settings)
    if mistakes:
        sys.exit("; ".join(mistake.message for mistake in mistakes))
    loaded = building.load(config)
    if not loaded.catalogue.rules:
        sys.exit(f"{rules} has no rules")
    read = time.perf_counter()
    result = convert(loaded.catalogue, loaded.targets, cache=cache)
    return read - start, time.perf_counter() - read, result.converted


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("rules", type=Path)
    options.add_argument("--target", action="append", choices=list(KNOWN))
    arguments = options.parse_args()
    targets = arguments.target or list(KNOWN)
    rules = arguments.rules.resolve()
    if not SIGMA.is_file():
        sys.exit(
            "sigma-cli is not installed; `pip install 'detection-catalogue[bench]'` installs it"
        )
    print(f"{'target':<20} {'sigma convert':>14}")
    theirs = 0.0
    for target in targets:
        seconds = sigma_convert(target, rules)
        theirs += seconds
        print(f"{target:<20} {seconds:>12.1f} s", flush=True)
    with tempfile.TemporaryDirectory() as place:
        cache = Path(place) / "queries.sqlite"
        load, cold, made = ours(targets, rules, cache)
        _, warm, again = ours(targets, rules, cache)
    print(f"\nload and check {load:.1f} s")
    print(f"sigma convert, all {len(targets)} targets: {theirs:.1f} s")
    print(
        f"ours, all {len(targets)} targets, {made:,} queries: {cold:.1f} s, with loading {load + cold:.1f} s"
    )
    print(f"ratio: {theirs / (load + cold):.1f} (conversion alone: {theirs / cold:.1f})")
    print(f"ours, nothing changed, {again:,} queries made: {warm:.1f} s")


if __name__ == "__main__":
    main()
