"""The top-level command group, which loads each command on demand."""

from __future__ import annotations

import io
import os
import select
import sys
from collections.abc import Mapping
from importlib import import_module
from types import MappingProxyType
from typing import Any, TextIO

import click
from rich.console import Console

from generator.base import workers
from generator.cli.report import FAULT, UNREAD, USAGE

MODULES: Mapping[str, str] = MappingProxyType(
    {
        "attack": "attack",
        "build": "verbs",
        "cache": "cache",
        "check": "check",
        "convert": "verbs",
        "coverage": "coverage",
        "diff": "diff",
        "init": "scaffold",
        "new": "scaffold",
        "preview": "preview",
        "schema": "schema",
        "serve": "verbs",
        "site": "verbs",
        "targets": "verbs",
        "test": "test",
    }
)
"""The module of each command. Modules are loaded on demand: importing all of them takes half a
second."""


class Catalogue(click.Group):
    """The top-level command group. An internal error has its own exit code and asks to be
    reported."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(MODULES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name in MODULES:
            import_module(f"generator.cli.{MODULES[cmd_name]}")
        return super().get_command(ctx, cmd_name)

    def invoke(self, ctx: click.Context) -> Any:
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):
                # Where the terminal's encoding lacks `…`, print an escape instead of raising an
                # exception.
                stream.reconfigure(errors="backslashreplace")
        workers.collect_seldom()
        try:
            done = super().invoke(ctx)
            sys.stdout.flush()  # Flush here: an error during the flush at exit cannot be caught.
            return done
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception as fault:  # noqa: BLE001 - the last place that can say what happened
            if isinstance(fault, BrokenPipeError) and _left(sys.stdout, sys.stderr):
                ctx.exit(UNREAD)
            if isinstance(fault, _told()):
                click.echo(f"catalogue: {fault}", err=True)
                ctx.exit(USAGE)
            click.echo(
                f"catalogue: a fault of this program: {type(fault).__name__}: {fault}\n"
                "Please report it with what you ran. The trace:",
                err=True,
            )
            Console(stderr=True).print_exception()
            ctx.exit(FAULT)


def _left(*streams: TextIO) -> bool:
    """Whether one of the streams is a pipe whose reader is gone, as after `| head`.

    Such a stream is redirected to the null device, because Python flushes it again at exit. The
    exception alone is not enough evidence: a broken pipe to one of our own processes is a bug.
    """
    unread = [number for number in map(_pipe, streams) if number is not None]
    for number in unread:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, number)
        os.close(nowhere)
    return bool(unread)


def _pipe(stream: TextIO) -> int | None:
    """The file descriptor of the stream if it is a pipe whose other end is closed."""
    try:
        number = stream.fileno()
    except (OSError, ValueError):  # An in-memory stream has none.
        return None
    if not hasattr(select, "poll"):  # Windows cannot report this, so the error counts as internal.
        return None
    watch = select.poll()
    watch.register(number, 0)  # A closed end is reported even with an empty event mask.
    return number if watch.poll(0) else None


def _told() -> tuple[type[Exception], ...]:
    """The exceptions that are not bugs and whose message names the remedy. Imported only after a
    failure."""
    from generator.output.output_folder import OutputError
    from generator.site.run import SiteError
    from generator.targets.convert.executors import ExecutorError
    from generator.targets.convert.query_cache import CacheError

    return SiteError, OutputError, ExecutorError, CacheError


@click.group(cls=Catalogue, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="detection-catalogue", prog_name="catalogue")
def main() -> None:
    """Sigma rules to a published, browsable detection catalogue."""
