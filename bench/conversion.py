"""Conversion compared with `sigma convert`: the same rules, target by target, in one run.

    python -m bench --only convert-ratio

`sigma convert` (the package sigma-cli) runs once for each target that it knows, with the matching
pipeline. Ours converts all of these targets at once, without a cache, twice: with the presets,
which is what a user gets and what the ratio measures, and with the same back ends and pipelines as
`sigma convert`, so that the queries can be compared one by one. Queries of the presets differ by
design: they are scoped to channel and event, and errors of the published back ends are fixed, see
docs/targets/.

`sigma convert` aborts at a rule on which a back end fails in an unexpected way, even with the
option to skip failures. So for each target it gets only the rules that the target can express, and
does less work than ours, which tries all of them.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.process import Failed, Ran, run
from bench.workload import Workload, make_project

SIGMA = Path(sys.executable).with_name("sigma")
MISSING = "sigma-cli is missing: `pip install 'detection-catalogue[bench]'`"


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """A target as an argument of `sigma convert`, and as an item of catalogue.yml."""

    asked: tuple[str, ...]
    backend: str
    pipeline: str = ""

    def item(self, target: str) -> str:
        pipelines = f"[sigma.pipelines.{self.pipeline}]" if self.pipeline else "[]"
        backend = f"sigma.backends.{self.backend}"
        return f"{{id: same-{target}, backend: '{backend}', pipelines: {pipelines}}}"


_ECS = "elasticsearch:ecs_windows"
PUBLISHED = {
    "splunk": Published(
        asked=("splunk", "-p", "splunk_windows"),
        backend="splunk:SplunkBackend",
        pipeline="splunk:splunk_windows_pipeline",
    ),
    "logpoint": Published(
        asked=("logpoint", "-p", "logpoint_windows"),
        backend="logpoint:Logpoint",
        pipeline="logpoint:logpoint_windows_pipeline",
    ),
    "elastic-ecs": Published(
        asked=("lucene", "-p", "ecs_windows"),
        backend="elasticsearch:LuceneBackend",
        pipeline=_ECS,
    ),
    "eql": Published(
        asked=("eql", "-p", "ecs_windows"), backend="elasticsearch:EqlBackend", pipeline=_ECS
    ),
    "esql": Published(
        asked=("esql", "-p", "ecs_windows", "--disable-pipeline-check"),
        backend="elasticsearch:ESQLBackend",
        pipeline=_ECS,
    ),
    "defender-xdr": Published(
        asked=("kusto", "-p", "microsoft_xdr"),
        backend="kusto:KustoBackend",
        pipeline="microsoftxdr:microsoft_xdr_pipeline",
    ),
    "opensearch": Published(
        asked=("opensearch_lucene", "-p", "ecs_windows", "--disable-pipeline-check"),
        backend="opensearch:OpensearchLuceneBackend",
        pipeline=_ECS,
    ),
    "crowdstrike-falcon": Published(
        asked=("log_scale", "-p", "crowdstrike_falcon"),
        backend="crowdstrike:LogScaleBackend",
        pipeline="crowdstrike:crowdstrike_falcon_pipeline",
    ),
    "sqlite": Published(asked=("sqlite", "--without-pipeline"), backend="sqlite:sqliteBackend"),
    "victorialogs": Published(
        asked=("victoria_logs", "-p", "victorialogs"),
        backend="victorialogs:VictoriaLogsBackend",
        pipeline="victorialogs:victorialogs_pipeline",
    ),
}
"""The targets of the workload that `sigma convert` knows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """`theirs` has seconds by target, `failed` the targets that `sigma convert` did not complete.
    `ours` and `ours_same` are seconds including start and loading, `made` the number of conversions
    in them. Of the `compared` queries of the same back ends, `differ` has those that only one side
    prints, by target."""

    theirs: Mapping[str, float]
    failed: tuple[str, ...]
    ours: float
    ours_same: float
    made: int
    compared: int
    differ: Mapping[str, tuple[str, ...]]
    peak: float


Queries = Mapping[str, Mapping[str, Sequence[str]]]
"""By target, the queries of each rule file."""


def compare(work: Workload, *, say: Callable[[str], None]) -> Comparison:
    """Runs both on all rules of a workload. Raises Failed if ours fails."""
    theirs: dict[str, float] = {}
    differ: dict[str, tuple[str, ...]] = {}
    failed = []
    compared = 0
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        make_project(folder, work, targets=tuple(PUBLISHED))
        ran, seconds, made, _ = _ours(folder)
        items = [published.item(target) for target, published in PUBLISHED.items()]
        settings = "\n".join(["targets:", *(f"  - {item}" for item in items)])
        (folder / "catalogue.yml").write_text(settings + "\n", "utf-8")
        ran_same, seconds_same, _, queries = _ours(folder)
        for target in PUBLISHED:
            ours = queries[f"same-{target}"]
            try:
                theirs[target], printed = _sigma_convert(target, folder, tuple(ours))
            except Failed as problem:
                failed.append(target)
                say(f"sigma convert, {target}, is left out: {str(problem)[-200:]}")
                continue
            compared += len(printed)
            differ[target] = _differing(
                printed, [text for found in ours.values() for text in found]
            )
            say(f"sigma convert, {target}: {theirs[target]:.1f} s for {len(ours):,} files")
    return Comparison(
        theirs=theirs,
        failed=tuple(failed),
        ours=seconds,
        ours_same=seconds_same,
        made=made,
        compared=compared,
        differ=differ,
        peak=max(ran.peak, ran_same.peak),
    )


def _sigma_convert(target: str, folder: Path, files: Sequence[str]) -> tuple[float, list[str]]:
    """The duration in seconds of one run of `sigma convert` on rule files, and its queries."""
    with tempfile.TemporaryDirectory() as place:
        rules, output = Path(place, "rules"), Path(place, "queries")
        for file in files:
            linked = rules / file
            linked.parent.mkdir(parents=True, exist_ok=True)
            linked.symlink_to(folder / file)
        command: list[str | Path] = [
            SIGMA,
            "convert",
            "-t",
            *PUBLISHED[target].asked,
            "-s",
            "-o",
            output,
            rules,
        ]
        ran = run(command, folder, allowed=(0,))
        return ran.seconds, output.read_text("utf-8").split("\n\n")


def _ours(folder: Path) -> tuple[Ran, float, int, Queries]:
    """The run, its seconds without the second conversion and without writing the comparison files,
    and the results."""
    queries = folder / "queries.json"
    ran = run([sys.executable, "-m", "bench.converting", folder, queries], folder)
    times = json.loads(ran.output.splitlines()[-1])
    seconds = ran.seconds - times["warm"] - times["noted"]
    return ran, seconds, int(times["made"]), json.loads(queries.read_text("utf-8"))


def _differing(theirs: Sequence[str], ours: Sequence[str]) -> tuple[str, ...]:
    """The lines that only one side has, each with a sign of which. A rule with several conditions
    has several queries, which we print on separate lines."""
    one = Counter(line for text in theirs for line in text.strip().splitlines() if line)
    other = Counter(line for text in ours for line in text.strip().splitlines() if line)
    only_theirs = (f"- {line}" for line in (one - other).elements())
    return (*only_theirs, *(f"+ {line}" for line in (other - one).elements()))
