"""Options shared by several commands, and the configuration that results from them."""

from __future__ import annotations

import datetime
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from generator.base.diagnostics import Diagnostic, Severity, count
from generator.build import loading
from generator.build.loading import setting_mistakes
from generator.cli.report import MISTAKES, USAGE, report
from generator.content.kinds import KINDS
from generator.settings import config as configuration
from generator.settings.config import Settings

Command = TypeVar("Command", bound=Callable[..., Any])


def source_options(command: Command) -> Command:
    """Adds `--rules`, `--data-needed` and so on, each of which may be repeated."""
    return config_option(
        kind_options(command, "A folder or file of {}; may be given more than once.")
    )


def kind_options(command: Command, words: str) -> Command:
    """Adds an option for each kind of content. `words` is the help text, with `{}` for the kind."""
    for kind in reversed(KINDS):
        command = click.option(
            f"--{kind.key.replace('_', '-')}",
            kind.key,
            multiple=True,
            type=click.Path(path_type=Path),
            help=words.format(kind.key.replace("_", " ")),
        )(command)
    return command


def config_option(command: Command) -> Command:
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


def executor_option(command: Command) -> Command:
    return click.option(
        "--executor",
        default="",
        metavar="dask://HOST:PORT",
        help="A Dask cluster that converts, instead of processes here.",
    )(command)


def target_option(command: Command) -> Command:
    return click.option(
        "--target",
        "-t",
        "targets",
        multiple=True,
        help="A target to convert to (see `catalogue targets`); may be given more than once.",
    )(command)


def settings_of(
    sources: dict[str, tuple[Path, ...]],
    targets: tuple[str, ...] = (),
    output: Path | None = None,
) -> Settings:
    given = {key: paths for key, paths in sources.items() if paths}
    today = datetime.date.today()
    return Settings(sources=given, targets=targets, output=output, today=today)


def load_config(
    config_file: Path | None, settings: Settings
) -> tuple[configuration.Config, list[Diagnostic]]:
    """The configuration. Ends with exit code 2 if it is invalid, names an unknown target, or finds
    no rules at all."""
    config, mistakes = configuration.load(Path.cwd(), file=config_file, settings=settings)
    mistakes += setting_mistakes(config)
    if mistakes:
        report(mistakes, "text")
        sys.exit(USAGE)
    _require_rules(config)
    return config, mistakes


def _require_rules(config: configuration.Config) -> None:
    if config.sources["rules"]:
        return
    above = next((p for p in Path.cwd().parents if (p / configuration.FILE_NAME).is_file()), None)
    if above is None or config.document is not None:
        raise click.UsageError("There is no folder rules/ here; name one with --rules FOLDER.")
    steps = os.path.relpath(above)
    raise click.UsageError(
        f"There is no folder rules/ here. {configuration.FILE_NAME} is in {steps}: start there, or "
        f"give --config {Path(steps, configuration.FILE_NAME)}."
    )


def stop_at_mistakes(config: configuration.Config) -> None:
    diagnostics = loading.load(config).diagnostics
    if count(diagnostics, Severity.ERROR):
        report(diagnostics, "text")
        click.echo("Nothing was written, because of --strict.", err=True)
        sys.exit(MISTAKES)
