"""Terminal output, progress and exit codes."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, TextIO

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from generator.base.diagnostics import FORMATS, Diagnostic, Severity, count

if TYPE_CHECKING:
    from generator.build.build import Build

CLEAN, MISTAKES, USAGE, FAULT = 0, 1, 2, 3
"""Exit codes: no mistakes, mistakes in content, invalid usage or configuration, internal error."""
UNREAD = 141
"""Exit code when the reader closes the pipe early: what a shell reports for a tool killed by
SIGPIPE."""

PROGRESS_AFTER = 2.0
REFRESH_AFTER = 0.1
"""Seconds after which a run on a terminal updates its progress display."""


def exit_code(diagnostics: Sequence[Diagnostic]) -> int:
    return MISTAKES if count(diagnostics, Severity.ERROR) else CLEAN


def report(diagnostics: Sequence[Diagnostic], form: str, *, err: bool = True) -> None:
    for diagnostic in diagnostics:
        click.echo(FORMATS[form](diagnostic), err=err)


def for_stream(query: str, stream: TextIO) -> str:
    """A query for this stream: unchanged for a file or a pipe, without control characters on a
    terminal."""
    if not stream.isatty():
        return query
    return "".join(c if c.isprintable() or c in "\n\t" else f"\\x{ord(c):02x}" for c in query)


def several(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def summary(made: Build, *, site_seconds: float = 0.0, pages: int = 0) -> None:
    """Prints what was built, what could not be converted, and the duration of each stage."""
    catalogue, targets = made.loaded.catalogue, made.loaded.targets
    pages = pages or sum(path.endswith(".md") for path in made.written.paths)
    click.echo(
        f"{several(len(catalogue.rules), 'rule')}, {several(len(targets), 'target')}, "
        f"{several(pages, 'page')}"
    )
    if not catalogue.rules:
        click.echo("note: no rule was found; rules are files that end in .yml or .yaml", err=True)
    rows = made.conversion.queries.values()
    for target in targets:
        missing = sum(row[target.id].text is None for row in rows)
        if missing:
            click.echo(f"  {target.id}: no query for {several(missing, 'rule')}, each says why")
    errors = count(made.diagnostics, Severity.ERROR)
    warnings = count(made.diagnostics, Severity.WARNING)
    if errors or warnings:
        click.echo(f"{several(errors, 'error')} and {several(warnings, 'warning')} in the content")
    for note in made.conversion.notes:
        click.echo(f"note: {note}")
    times = dict(made.seconds) | ({"site": site_seconds} if site_seconds else {})
    click.echo("Time: " + ", ".join(f"{name} {value:.1f} s" for name, value in times.items()))


class Bar:
    """A progress bar on a terminal, for runs that take longer than two seconds."""

    def __init__(self) -> None:
        self._console = Console(stderr=True)
        self._start = time.perf_counter()
        self._shown = 0.0
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
                # No separate thread: a process with threads cannot be forked safely.
                auto_refresh=False,
            )
            self._progress.start()
        if stage not in self._tasks:
            self._tasks[stage] = self._progress.add_task(stage, total=total)
        now = time.perf_counter()
        refresh = done >= total or now - self._shown > REFRESH_AFTER
        self._progress.update(self._tasks[stage], completed=done, refresh=refresh)
        if refresh:
            self._shown = now
