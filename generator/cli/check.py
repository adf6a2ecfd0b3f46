"""`catalogue check`: mistakes in content, reported for people and for programs."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from functools import cache, partial
from importlib import metadata
from pathlib import Path

import click

from generator.base.diagnostics import FORMATS, Diagnostic, Severity, count, one_line
from generator.build import loading
from generator.build.loading import Loaded
from generator.catalogue.history import NEWEST, Earlier, NoHistory, since
from generator.cli.fixing import fixes, mend, show_diffs
from generator.cli.group import main
from generator.cli.options import load_config, settings_of, source_options
from generator.cli.report import exit_code, report, several
from generator.content.documents import shown_path
from generator.reporting import baseline, sarif
from generator.reporting.baseline import Compared, NoBaseline, Scope
from generator.reporting.policy import COSTLY_CODES, rule_ids
from generator.review.migrate.files import replace_text
from generator.review.migrate.fixes import fixed
from generator.settings.config import Config

MOST_GONE = 20
"""Maximum number of findings from a baseline that are listed as no longer occurring."""


@main.command("check")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path, exists=True))
@source_options
@click.option(
    "--format",
    "form",
    type=click.Choice([*FORMATS, "sarif"]),
    default="text",
    show_default=True,
    help="github puts findings beside their lines, json is one object a line, sarif is 2.1.0.",
)
@click.option(
    "--fix",
    "fixing",
    is_flag=True,
    help="Mend what has one right answer, then report what is left.",
)
@click.option(
    "--diff", "diffing", is_flag=True, help="Show what --fix would change, and change nothing."
)
@click.option("--quick", is_flag=True, help="Leave out the checks that compare rules.")
@click.option(
    "--base",
    metavar="REVISION",
    help="Report rules that changed since HEAD left this branch or commit, and do not say so.",
)
@click.option(
    "--baseline",
    "baseline_file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Report only what this file does not have.",
)
@click.option(
    "--write-baseline", is_flag=True, help="Write what is found now to the file of --baseline."
)
def check_command(
    paths: tuple[Path, ...],
    config_file: Path | None,
    form: str,
    fixing: bool,
    diffing: bool,
    quick: bool,
    base: str | None,
    baseline_file: Path | None,
    write_baseline: bool,
    **sources: tuple[Path, ...],
) -> None:
    """Report mistakes in rules and in what belongs to them.

    PATHS are files or folders to report on; they are held against all content all the same. What
    is about two files is reported where one of them is named. It ends with 1 if there is an error,
    also of a check whose severity catalogue.yml has raised.

    \b
    Example:
      catalogue check
      catalogue check rules/linux --format github
      catalogue check --fix --diff
      catalogue check --base main
      catalogue check --baseline known.json --write-baseline
    """
    if write_baseline and baseline_file is None:
        raise click.UsageError("--write-baseline needs --baseline FILE.")
    config, _ = load_config(config_file, settings_of(sources))
    only = _only(paths, config)
    load = partial(
        loading.load,
        config,
        costly=not quick,
        only=only,
        keep=True,
        earlier=_earlier(config, base),
    )
    loaded = load()
    if diffing:
        sys.exit(show_diffs(fixes(loaded, config)))
    if fixing and mend(loaded, config, load):
        loaded = load()
    found = loaded.diagnostics
    ids = rule_ids(loaded.catalogue)
    compared = None
    scope = Scope(only=only, skipped=COSTLY_CODES if quick else frozenset())
    if baseline_file is not None and write_baseline:
        whole = scope == Scope() or not baseline_file.exists()
        former = () if whole else _read(baseline_file)
        _write(baseline_file, baseline.renewed(found, ids, former, scope), len(found))
        return
    if baseline_file is not None:
        compared = baseline.compare(found, ids, _read(baseline_file), scope)
        found = compared.new
    if form == "sarif":
        click.echo(sarif.as_sarif(_run(loaded, config, found, compared)))
    else:
        report(found, form, err=False)
    if form == "text":
        _summary(loaded, found, compared, only)
    sys.exit(exit_code(found))


def _only(paths: Sequence[Path], config: Config) -> frozenset[str] | None:
    """The named paths and everything below them, spelled as in diagnostics; None if no path was
    named."""
    if not paths:
        return None
    places = [Path(os.path.abspath(path)) for path in paths]
    return frozenset(
        shown_path(file, config.base) for place in places for file in (place, *place.rglob("*"))
    )


def _earlier(config: Config, base: str | None) -> Callable[[], Earlier]:
    """What differs from the commit at which HEAD branched off `base`. Without a base, it compares
    with the newest commit, if one exists and the project's history may be read. Raises
    click.UsageError."""
    folders = config.sources["rules"]
    if base is not None:
        try:
            found = since(base, config.base, folders)
        except NoHistory as problem:
            raise click.UsageError(f"--base cannot be used: {problem}.") from problem
        return lambda: found

    @cache
    def uncommitted() -> Earlier:
        try:
            return since(NEWEST, config.base, folders)
        except NoHistory:
            return Earlier()

    return Earlier if config.history is False else uncommitted


def _read(file: Path) -> tuple[baseline.Finding, ...]:
    try:
        return baseline.parse(file.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, NoBaseline) as problem:
        reason = problem.strerror if isinstance(problem, OSError) else problem
        message = f"{file} cannot be used as a baseline: {reason}; make one with --write-baseline"
        raise click.UsageError(message) from problem


def _write(file: Path, entries: Sequence[baseline.Finding], found: int) -> None:
    replace_text(file, baseline.as_text(entries))
    kept = len(entries) - found
    rest = f"; {kept:,} that this run did not look for {'stays' if kept == 1 else 'stay'}"
    click.echo(f"{several(found, 'finding')} written to {file}{rest if kept else ''}", err=True)


def _run(
    loaded: Loaded, config: Config, found: Sequence[Diagnostic], compared: Compared | None
) -> sarif.Run:
    return sarif.Run(
        version=metadata.version("detection-catalogue"),
        found=found,
        waived=loaded.waived,
        ids=rule_ids(loaded.catalogue),
        known=compared.known if compared else None,
        gone=compared.gone if compared else (),
        fixes={
            diagnostic: [
                sarif.Replacement(start=start, length=end - start, text=text)
                for start, end, text in fixed(change.document, [diagnostic]).edits
            ]
            for change in fixes(loaded, config)
            for diagnostic in change.mended
        },
        pages=sarif.documentation(
            metadata.metadata("detection-catalogue").get_all("Project-URL") or ()
        ),
    )


def _summary(
    loaded: Loaded,
    found: Sequence[Diagnostic],
    compared: Compared | None,
    only: frozenset[str] | None,
) -> None:
    """Prints the number of files checked and of findings to the error stream."""
    for entry in compared.gone[:MOST_GONE] if compared else ():
        place = one_line(f"{entry.path}: {entry.check}: {entry.message}")
        click.echo(f"no longer found: {place}", err=True)
    if compared and compared.gone:
        click.echo(
            f"{several(len(compared.gone), 'finding')} of the baseline no longer "
            f"{'occurs' if len(compared.gone) == 1 else 'occur'}; --write-baseline renews it",
            err=True,
        )
    parts = [
        several(count(found, severity), noun)
        for severity, noun in (
            (Severity.ERROR, "error"),
            (Severity.WARNING, "warning"),
            (Severity.NOTE, "note"),
        )
        if severity is not Severity.NOTE or count(found, severity)
    ]
    if compared:
        parts.append(f"{len(compared.known):,} known")
    if loaded.waived:
        parts.append(f"{len(loaded.waived):,} waived")
    looked_at = several(len(loaded.catalogue.rules), "rule")
    if only is not None:
        number = len(only & (loaded.files.keys() | {diagnostic.path for diagnostic in found}))
        looked_at = several(number, "file")
        if not number:
            click.echo("note: no file of these paths is content of this project", err=True)
    click.echo(f"{looked_at}: {', '.join(parts)}", err=True)
