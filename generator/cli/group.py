"""The group of verbs."""

from __future__ import annotations

import io
import sys
from typing import Any

import click
from rich.console import Console

from generator.cli.report import FAULT, USAGE
from generator.convert.cache import CacheError
from generator.convert.executors import ExecutorError
from generator.site.run import SiteError
from generator.write import OutputError


class Catalogue(click.Group):
    """The group of verbs; a fault of ours ends in its own exit code and asks to be reported."""

    def invoke(self, ctx: click.Context) -> Any:
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):
                # A terminal that knows no `…` gets an escape instead of an exception.
                stream.reconfigure(errors="backslashreplace")
        try:
            return super().invoke(ctx)
        except (SiteError, OutputError, ExecutorError, CacheError) as problem:
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
