"""The measurements by group, and the table rows that each group fills."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from bench import browse as browsing
from bench import conversion, searching, serving, site, weight
from bench import paint as painting
from bench.browser import NoBrowser
from bench.process import CATALOGUE, Failed, run
from bench.record import Grown, Record
from bench.workload import Workload, make_project, word_of

SIZES = (500, 1000, 2000, 5000)
MEGABYTE = 1e6
LEAST_SHOWN = 10
"""Maximum number of differing files or queries that are named."""


@dataclass(slots=True)
class Bench:
    """One run: a workload in a project shared by several measurements, and the record of
    results."""

    work: Workload
    record: Record
    folder: Path
    say: Callable[[str], None]
    rules: list[Path] = field(default_factory=list)
    peak: float = 0.0

    def project(self) -> Path:
        """The project with the whole workload, created on first use."""
        if not self.rules:
            self.folder.mkdir(parents=True, exist_ok=True)
            self.rules = make_project(self.folder, self.work)
        return self.folder

    def built(self) -> Path:
        """The site of the project, built on first use."""
        place = self.project() / "build" / "site"
        if not place.is_dir():
            self.say("building the site once")
            self.note_peak(run(site.SITE, self.folder).peak)
        return place

    def note_peak(self, peak: float) -> None:
        self.peak = max(self.peak, peak)


def load(bench: Bench) -> None:
    folder = bench.project()
    runs = [run((*CATALOGUE, "check"), folder) for _ in range(3)]
    bench.note_peak(max(ran.peak for ran in runs))
    seconds = median(ran.seconds for ran in runs)
    bench.record.row("load", seconds, "the whole of `catalogue check`; median of 3")


def convert(bench: Bench) -> None:
    if not conversion.SIGMA.is_file():
        bench.say(f"not measured: {conversion.MISSING}")
        return
    found = conversion.compare(bench.work, say=bench.say)
    bench.note_peak(found.peak)
    theirs = sum(found.theirs.values())
    note = bench.record.row
    of = f"{len(found.theirs)} targets"
    note("convert-cold", found.ours, f"{len(conversion.PUBLISHED)} targets, {found.made:,} queries")
    left_out = f"; it fails over {', '.join(found.failed)}" if found.failed else ""
    note("sigma-convert", theirs, f"{of}, one run each{left_out}")
    same = f"{theirs / found.ours_same:.1f} × with the same back ends and pipelines"
    note("convert-ratio", theirs / found.ours, f"with start and loading; {same}")
    differ = {target: len(lines) for target, lines in found.differ.items() if lines}
    named = ", ".join(f"{target} {count}" for target, count in differ.items())
    share = 100 * sum(differ.values()) / max(found.compared, 1)
    note("convert-other", share, f"of {found.compared:,}: {named or 'none'}")
    place = bench.record.file.with_name("queries-that-differ.txt")
    lines = [line for target in found.differ for line in (f"# {target}", *found.differ[target])]
    place.write_text("\n".join(lines) + "\n", "utf-8")


def whole(bench: Bench) -> None:
    """Builds the site, and compares it with plain MkDocs in the same run."""
    folder = bench.project()
    note = bench.record.row
    runs = site.build(folder, bench.rules)
    bench.note_peak(runs.peak)
    pages = site.pages(folder / "build" / "site")
    note("site-cold", runs.cold.stages["site"], f"{pages:,} pages")
    note("all-cold", runs.cold.seconds, _stages(runs.cold.stages))
    note("convert-warm", runs.convert_warm, "15 targets; median of 3")
    note("site-warm", runs.html_warm, "median of 3")
    note("all-warm", runs.all_warm, _stages(runs.warm[-1].stages))
    note("change", runs.change, f"median of 3; {_stages(runs.changed[-1].stages)}")
    bench.say("plain MkDocs")
    place = folder / "plain" / "site"
    ran = site.plain(folder, place)
    note("plain", ran.stages["site"], f"{ran.peak:,.0f} MB")
    ratio = ran.stages["site"] / runs.cold.stages["site"]
    note("site-ratio", ratio, "in the same run")
    differing = site.differing(folder / "build" / "site", place)
    note("site-same", len(differing), " ".join(differing[:LEAST_SHOWN]))


def serve(bench: Bench) -> None:
    bench.built()
    times = serving.saved_to_shown(bench.folder, bench.rules)
    each = ", ".join(f"{seconds:.1f}" for seconds in times)
    bench.record.row("serve", median(times), f"median of {each} s")


def search(bench: Bench) -> None:
    place = bench.built()
    size = (place / site.SEARCH_INDEX).stat().st_size / MEGABYTE
    bench.record.row("index", size, f"{site.pages(place):,} pages")
    word = word_of(bench.rules[0])
    times = [searching.first_result(place, word) for _ in range(3)]
    note = f"`{word}`, typed as soon as the front page is there; median of 3"
    bench.record.row("search", median(times), note)


def growth(bench: Bench) -> None:
    """Full builds at several sizes, each from scratch."""
    for size in SIZES:
        with TemporaryDirectory() as place:
            folder = Path(place)
            rules = make_project(folder, bench.work, rules=size)
            runs = site.build(folder, rules, again=1)
            stages = runs.cold.stages
            bench.note_peak(runs.peak)
            bench.record.grown(
                Grown(
                    rules=size,
                    pages=site.pages(folder / "build" / "site"),
                    load=stages["read"] + stages["link"] + stages["check"],
                    convert=stages["convert"],
                    write=stages["write"],
                    html=stages["site"],
                    cold=runs.cold.seconds,
                    warm=runs.all_warm,
                    change=runs.change,
                    peak=runs.peak,
                )
            )
            bench.say(f"{size:,} rules: {runs.cold.seconds:.1f} s, {_stages(stages)}")


def memory(bench: Bench) -> None:
    """Peak memory of the earlier measurements; if there are none, that of one build."""
    if not bench.peak:
        bench.note_peak(run(site.SITE, bench.project()).peak)
    bench.record.row("memory", bench.peak, "of the processes of this run")


def browse(bench: Bench) -> None:
    found = browsing.browsed(bench.built())
    bench.record.row("browse", found.slowest, f"{found.count}; the time to the next frame")
    _say_table(bench, "browse", browsing.report(found))


def paint(bench: Bench) -> None:
    found = painting.painted(bench.built())
    slowest = max(found, key=lambda page: page.milliseconds)
    note = f"slowest of the {len(found)} heaviest; median of {painting.VISITS}"
    bench.record.row("paint", slowest.milliseconds / 1000, note)
    _say_table(bench, "paint", painting.report(found))


def weigh(bench: Bench) -> None:
    place = bench.built()
    heaviest = weight.weighed(place)[0]
    note = f"{heaviest.path.removesuffix('index.html')}, before compression"
    bench.record.row("weight", heaviest.size / 1000, note)
    _say_table(bench, "weight", weight.report(place, LEAST_SHOWN))


def _say_table(bench: Bench, name: str, lines: Iterable[str]) -> None:
    """Records the table for a row, as the module of that name prints it."""
    output = "\n".join(lines)
    bench.record.said(name, output)
    bench.say(output)


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A measurement and the rows that it fills."""

    name: str
    rows: tuple[str, ...]
    measure: Callable[[Bench], None]


GROUPS = (
    Group(name="load", rows=("load",), measure=load),
    Group(
        name="convert",
        rows=("convert-cold", "sigma-convert", "convert-ratio", "convert-other"),
        measure=convert,
    ),
    Group(
        name="site",
        rows=(
            *("site-cold", "all-cold", "convert-warm", "site-warm", "all-warm", "change"),
            *("plain", "site-ratio", "site-same"),
        ),
        measure=whole,
    ),
    Group(name="serve", rows=("serve",), measure=serve),
    Group(name="search", rows=("index", "search"), measure=search),
    Group(name="browse", rows=("browse",), measure=browse),
    Group(name="paint", rows=("paint",), measure=paint),
    Group(name="weight", rows=("weight",), measure=weigh),
    Group(name="growth", rows=(), measure=growth),
    Group(name="memory", rows=("memory",), measure=memory),
)
"""In execution order: expensive independent measurements come last."""


def measure(bench: Bench, groups: Sequence[Group]) -> bool:
    """Runs the groups in order. Returns whether all succeeded. Reports a failed group and continues
    with the others."""
    done = True
    for group in groups:
        bench.say(f"— {group.name}")
        try:
            group.measure(bench)
        except (Failed, NoBrowser) as problem:
            bench.say(f"not measured: {problem}")
            done = False
    return done


def _stages(stages: object) -> str:
    assert isinstance(stages, dict)
    return ", ".join(f"{name} {seconds:.1f}" for name, seconds in stages.items() if seconds >= 0.1)
