"""Conversion in a separate process, started by `bench.conversion`.

    python -m bench.converting PROJECT QUERIES

Converts the rules of a project without a cache, then again with everything cached, and prints the
seconds as JSON. Writes the queries of each rule file, by target, into the file QUERIES. It leaves
out files with a rule that the target cannot express, and also correlations, filters and the rules
that those refer to.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from pathlib import Path

from generator.base import workers
from generator.build import build as building
from generator.catalogue.link import Catalogue, key_of
from generator.content.model import Rule, RuleKind
from generator.settings import config as configuration
from generator.targets.convert.conversion import convert


def main() -> None:
    workers.collect_seldom()  # As the command does.
    project, queries = Path(sys.argv[1]), Path(sys.argv[2])
    config, mistakes = configuration.load(project)
    if mistakes:
        sys.exit("; ".join(mistake.message for mistake in mistakes))
    start = time.perf_counter()
    loaded = building.load(config)
    read = time.perf_counter()
    with tempfile.TemporaryDirectory() as place:
        cache = Path(place) / "queries.sqlite"
        result = convert(loaded.catalogue, loaded.targets, cache=cache)
        cold = time.perf_counter()
        again = convert(loaded.catalogue, loaded.targets, cache=cache)
        warm = time.perf_counter()
    assert not again.converted
    texts: dict[str, dict[str, list[str]]] = {}
    for target in loaded.targets:
        files = texts[target.id] = {}
        for file in loaded.catalogue.files:
            found = [result.queries[key_of(rule)][target.id].text for rule in file.rules]
            if None not in found and not any(
                _counted(rule, loaded.catalogue) for rule in file.rules
            ):
                files[file.path] = [text for text in found if text is not None]
    queries.write_text(json.dumps(texts), "utf-8")
    noted = time.perf_counter() - warm
    times = {"load": read - start, "cold": cold - read, "warm": warm - cold, "noted": noted}
    print(json.dumps({**times, "made": result.converted}))


def _counted(rule: Rule, catalogue: Catalogue) -> bool:
    """Whether a rule is a correlation or a filter, or one that a correlation or filter refers
    to."""
    links = catalogue.links[key_of(rule)]
    return bool(rule.kind is not RuleKind.DETECTION or links.counted_by or links.filters)


if __name__ == "__main__":
    main()
