"""`catalogue cache`: export and import of cached queries as one file."""

from __future__ import annotations

from pathlib import Path

import click

from generator.build.build import CACHE_FILE
from generator.cli.group import main
from generator.cli.options import config_option, load_config, settings_of
from generator.targets.convert import query_cache_file as cache_file


@main.group("cache")
def cache_group() -> None:
    """Carry converted queries from one machine to another.

    \b
    Example:
      catalogue cache export queries.cache
    """


@cache_group.command("export")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@config_option
def export_command(file: Path, config_file: Path | None) -> None:
    """Write the queries of earlier builds into one file.

    \b
    Example:
      catalogue cache export queries.cache
    """
    number = cache_file.export(_place(config_file), file)
    click.echo(f"{number:,} {'query' if number == 1 else 'queries'} in {file}")


@cache_group.command("import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@config_option
def import_command(file: Path, config_file: Path | None) -> None:
    """Take in the queries of such a file; only of one that a build of your own has written.

    \b
    Example:
      catalogue cache import queries.cache
    """
    number = cache_file.take_in(file, _place(config_file))
    click.echo(f"{number:,} new {'query' if number == 1 else 'queries'}")


def _place(config_file: Path | None) -> Path:
    config, _ = load_config(config_file, settings_of({}))
    return config.output.parent / CACHE_FILE
