"""The command line: arguments, exit codes and progress; what is done stands elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from generator import build as building
from generator import config as configuration
from generator import convert as conversion
from generator.build import Build
from generator.config import Settings
from generator.convert.targets import PRESETS
from generator.diagnostics import FORMATS, Diagnostic, Severity, count, in_order
from generator.kinds import KINDS
from generator.model import RuleKind
from generator.site.plugin import Request
from generator.site.run import SiteError, build_site, serve_site
from generator.write import OutputError

CLEAN, MISTAKES, USAGE, FAULT = 0, 1, 2, 3
"""Exit codes: nothing wrong, mistakes in content, wrong usage or configuration, a fault of ours."""

PROGRESS_AFTER = 2.0
"""Seconds after which a run on a terminal shows how far it is."""

Command = TypeVar("Command", bound=Callable[..., Any])


class Catalogue(click.Group):
    """The group of verbs; a fault of ours ends in its own exit code and asks to be reported."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (SiteError, OutputError) as problem:
            click.echo(f"catalogue: {problem}", err=True)
            ctx.exit(USAGE)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception as fault:  # noqa: BLE001 - the last place that can say what happened
            click.echo(
                f"catalogue: a fault of this program: {type(fault).__name__}: {fault}\n"
                "Please report it with what you ran. The trace:",
                err=True,
            )
            Console(stderr=True).print_exception()
            ctx.exit(FAULT)


@click.group(cls=Catalogue, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="detection-catalogue", prog_name="catalogue")
def main() -> None:
    """Sigma rules to a published, browsable detection catalogue."""


def source_options(command: Command) -> Command:
    """`--rules`, `--data-needed` and so on, each of which may be given more than once."""
    for kind in reversed(KINDS):
        name = kind.key.replace("_", " ")
        command = click.option(
            f"--{kind.key.replace('_', '-')}",
            kind.key,
            multiple=True,
            type=click.Path(path_type=Path),
            help=f"A folder or file of {name}; may be given more than once.",
        )(command)
    return click.option(
        "--config",
        "config_file",
        type=click.Path(path_type=Path, exists=True, dir_okay=False),
        help="The configuration, instead of catalogue.yml here.",
    )(command)


def jobs_option(command: Command) -> Command:
    return click.option(
        "--jobs", type=click.IntRange(min=1), help="Processes that convert; default: all cores."
    )(command)


def target_option(command: Command) -> Command:
    return click.option(
        "--target",
        "-t",
        "targets",
        multiple=True,
        help="A target to convert to (see `catalogue targets`); may be given more than once.",
    )(command)


def _settings(
    sources: dict[str, tuple[Path, ...]],
    targets: tuple[str, ...] = (),
    output: Path | None = None,
) -> Settings:
    given = {key: paths for key, paths in sources.items() if paths}
    return Settings(sources=given, targets=targets, output=output)


def _load(
    config_file: Path | None, settings: Settings
) -> tuple[configuration.Config, list[Diagnostic]]:
    """The configuration; ends with exit code 2 where it is wrong or there are no rules at all."""
    config, mistakes = configuration.load(Path.cwd(), file=config_file, settings=settings)
    if mistakes:
        _report(mistakes, "text")
        sys.exit(USAGE)
    _require_rules(config)
    return config, mistakes


def _require_rules(config: configuration.Config) -> None:
    if not config.sources["rules"]:
        raise click.UsageError("There is no folder rules/ here; name one with --rules FOLDER.")


@main.command("build")
@source_options
@target_option
@click.option("--output", type=click.Path(path_type=Path), help="Default: build/pages.")
@jobs_option
@click.option("--strict", is_flag=True, help="Write nothing if there is a mistake in the content.")
def build_command(
    config_file: Path | None,
    targets: tuple[str, ...],
    output: Path | None,
    jobs: int | None,
    strict: bool,
    **sources: tuple[Path, ...],
) -> None:
    """Make the Markdown pages and the JSON API, but no site.

    \b
    Example:
      catalogue build --rules ~/sigma/rules --output /tmp/pages
    """
    config, _ = _load(config_file, _settings(sources, targets, output))
    if strict:
        _stop_at_mistakes(config)
    with Bar() as bar:
        made = building.build(config, jobs=jobs, progress=bar.show)
    _report(made.diagnostics, "text")
    _summary(made)
    click.echo(f"Pages: {config.output}")
    sys.exit(_exit_code(made.diagnostics))


@main.command("site")
@source_options
@target_option
@click.option("--output", type=click.Path(path_type=Path), help="Default: build/site.")
@jobs_option
@click.option("--strict", is_flag=True, help="Build nothing if there is a mistake in the content.")
def site_command(
    config_file: Path | None,
    targets: tuple[str, ...],
    output: Path | None,
    jobs: int | None,
    strict: bool,
    **sources: tuple[Path, ...],
) -> None:
    """Make the static site.

    The look comes from mkdocs.yml here if it lists the plugin `catalogue`; without one, any
    folder of Sigma rules becomes a site.

    \b
    Example:
      catalogue site --rules ~/sigma/rules --output /tmp/site
    """
    settings = _settings(sources, targets)
    config, _ = _load(config_file, settings)
    if strict:
        _stop_at_mistakes(config)
    place = (output or config.output.parent / "site").resolve()
    with Bar() as bar:
        request = Request(
            base=config.base,
            file=config_file,
            settings=settings,
            jobs=jobs,
            progress=bar.show,
        )
        start = time.perf_counter()
        notes = build_site(request, place)
        seconds = time.perf_counter() - start
    assert request.build is not None
    _report(request.mistakes, "text")
    for note in notes:
        click.echo(f"note: {note}", err=True)
    html = seconds - sum(request.build.seconds.values())
    _summary(request.build, site_seconds=html, pages=request.pages)
    click.echo(f"Site: {place / 'index.html'}")
    sys.exit(_exit_code(request.mistakes))


@main.command("serve")
@source_options
@target_option
@click.option("--address", default="127.0.0.1:8000", show_default=True, help="HOST:PORT.")
@click.option("--open", "open_browser", is_flag=True, help="Open the site in the browser.")
@jobs_option
def serve_command(
    config_file: Path | None,
    targets: tuple[str, ...],
    address: str,
    open_browser: bool,
    jobs: int | None,
    **sources: tuple[Path, ...],
) -> None:
    """Serve the site, and build it anew when a file changes.

    \b
    Example:
      catalogue serve --rules ~/sigma/rules --target splunk
    """
    settings = _settings(sources, targets)
    config, _ = _load(config_file, settings)
    request = Request(base=config.base, file=config_file, settings=settings, jobs=jobs)
    serve_site(request, address, open_browser=open_browser)


@main.command("convert")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True))
@target_option
def convert_command(paths: tuple[Path, ...], targets: tuple[str, ...]) -> None:
    """Print the queries of rules.

    A rule that a target cannot express gets a line that says why, on the error stream.

    \b
    Example:
      catalogue convert rules/windows/process_creation/a_rule.yml --target splunk
    """
    config, _ = _load(None, _settings({"rules": paths}, targets))
    loaded = building.load(config)
    result = conversion.convert(loaded.catalogue, loaded.targets, jobs=1)
    diagnostics = in_order((*loaded.diagnostics, *result.diagnostics))
    _report(diagnostics, "text")
    rules = [rule for rule in loaded.catalogue.rules if rule.kind is not RuleKind.FILTER]
    several = len(rules) * len(loaded.targets) > 1
    for rule in rules:
        for target in loaded.targets:
            query = result.queries[rule.path, rule.number][target.id]
            if query.text is None:
                click.echo(f"{rule.path}: no query for {target.id}: {query.reason}", err=True)
                continue
            if several:
                click.echo(f"# {rule.title} ({target.id})")
            click.echo(query.text)
    sys.exit(_exit_code(diagnostics))


@main.command("check")
@source_options
@click.option(
    "--format",
    "form",
    type=click.Choice(list(FORMATS)),
    default="text",
    show_default=True,
    help="json is one object a line.",
)
def check_command(config_file: Path | None, form: str, **sources: tuple[Path, ...]) -> None:
    """Report mistakes in rules and in what belongs to them.

    \b
    Example:
      catalogue check --rules my_rules --format github
    """
    config, _ = _load(config_file, _settings(sources))
    loaded = building.load(config)
    _report(loaded.diagnostics, form, err=False)
    if form == "text":
        errors = count(loaded.diagnostics, Severity.ERROR)
        warnings = count(loaded.diagnostics, Severity.WARNING)
        click.echo(
            f"{len(loaded.catalogue.rules)} rules: {_several(errors, 'error')}, "
            f"{_several(warnings, 'warning')}",
            err=True,
        )
    sys.exit(_exit_code(loaded.diagnostics))


@main.command("targets")
def targets_command() -> None:
    """List what rules can be converted to.

    \b
    Example:
      catalogue targets
    """
    width = max((len(target.id) for target in PRESETS), default=0)
    for target in PRESETS:
        mark = "*" if target.id in configuration.DEFAULT_TARGETS else " "
        click.echo(f"{mark} {target.id:<{width}}  {target.title}")
    click.echo("\n* converted to unless `targets:` in catalogue.yml says otherwise", err=True)


def _stop_at_mistakes(config: configuration.Config) -> None:
    diagnostics = building.load(config).diagnostics
    if count(diagnostics, Severity.ERROR):
        _report(diagnostics, "text")
        click.echo("Nothing was written, because of --strict.", err=True)
        sys.exit(MISTAKES)


def _exit_code(diagnostics: Sequence[Diagnostic]) -> int:
    return MISTAKES if count(diagnostics, Severity.ERROR) else CLEAN


def _report(diagnostics: Sequence[Diagnostic], form: str, *, err: bool = True) -> None:
    for diagnostic in diagnostics:
        click.echo(FORMATS[form](diagnostic), err=err)


def _several(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def _summary(made: Build, *, site_seconds: float = 0.0, pages: int = 0) -> None:
    """What was made, what could not be converted, and how long each stage took."""
    catalogue, targets = made.loaded.catalogue, made.loaded.targets
    pages = pages or sum(path.endswith(".md") for path in made.written.paths)
    click.echo(
        f"{_several(len(catalogue.rules), 'rule')}, {_several(len(targets), 'target')}, "
        f"{_several(pages, 'page')}"
    )
    rows = made.conversion.queries.values()
    for target in targets:
        missing = sum(row[target.id].text is None for row in rows)
        if missing:
            click.echo(f"  {target.id}: no query for {_several(missing, 'rule')}, each says why")
    errors = count(made.diagnostics, Severity.ERROR)
    warnings = count(made.diagnostics, Severity.WARNING)
    if errors or warnings:
        click.echo(
            f"{_several(errors, 'error')} and {_several(warnings, 'warning')} in the content"
        )
    for note in made.conversion.notes:
        click.echo(f"note: {note}")
    times = dict(made.seconds) | ({"site": site_seconds} if site_seconds else {})
    click.echo("Time: " + ", ".join(f"{name} {value:.1f} s" for name, value in times.items()))


class Bar:
    """A progress bar on a terminal, for a run that takes longer than two seconds."""

    def __init__(self) -> None:
        self._console = Console(stderr=True)
        self._start = time.perf_counter()
        self._progress: Progress | None = None
        self._tasks: dict[str, Any] = {}

    def __enter__(self) -> Bar:
        return self

    def __exit__(self, *problem: object) -> None:
        if self._progress is not None:
            self._progress.stop()

    def show(self, stage: str, done: int, total: int) -> None:
        if not self._console.is_terminal:
            return
        if self._progress is None:
            if time.perf_counter() - self._start < PROGRESS_AFTER:
                return
            self._progress = Progress(
                TextColumn("{task.description:>8}"),
                BarColumn(),
                MofNCompleteColumn(),
                console=self._console,
                transient=True,
            )
            self._progress.start()
        if stage not in self._tasks:
            self._tasks[stage] = self._progress.add_task(stage, total=total)
        self._progress.update(self._tasks[stage], completed=done)


if __name__ == "__main__":
    main()
