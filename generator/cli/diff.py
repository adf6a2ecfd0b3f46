"""`catalogue diff`: the effect of a change on queries, coverage and data, with a verdict on the
logic."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import click

from generator.build import build as building
from generator.cli.group import main
from generator.cli.options import jobs_option, kind_options, target_option
from generator.cli.report import Bar
from generator.review import diff as differing
from generator.review.diff import Difference
from generator.settings import config as configuration


def _as_json(found: Difference) -> str:
    return json.dumps(differing.as_data(found), ensure_ascii=False, indent=1) + "\n"


FORMATS: dict[str, Callable[[Difference, str], str]] = {
    "markdown": lambda found, site: differing.markdown(found, site=site),
    "json": lambda found, _: _as_json(found),
    "html": lambda found, _: differing.html_page(found),
}


def compared(
    base: str,
    head: str,
    *,
    targets: tuple[str, ...],
    jobs: int | None,
    sources: Mapping[str, tuple[Path, ...]],
    here: Path | None = None,
) -> Difference:
    """The difference between the two sides, with paths relative to a folder. Raises
    click.UsageError."""
    here = here or Path.cwd()
    config, _ = configuration.load(here)
    try:
        with (
            Bar() as bar,
            differing.read_sides(
                base,
                head,
                here=here,
                sources=sources,
                targets=targets,
                cache=config.output.parent / building.CACHE_FILE,
                jobs=jobs,
                progress=lambda done, total: bar.show("convert", done, total),
            ) as (before, after),
        ):
            return differing.difference(before, after, differing.judge)
    except differing.UnreadableSide as problem:
        raise click.UsageError(str(problem)) from problem


def _sources(command: Callable[..., None]) -> Callable[..., None]:
    """Adds `--rules` and the other content options, as paths within either side."""
    return kind_options(command, "A folder of {} within either side.")


@main.command("diff")
@click.argument("base")
@click.argument("head", default=differing.WORKING_TREE)
@click.option(
    "--format",
    "form",
    type=click.Choice(list(FORMATS)),
    default="markdown",
    show_default=True,
    help="markdown fits into a comment of 65,536 characters; the others leave nothing out.",
)
@click.option(
    "--site-url", default="", help="The address of HEAD's pages; rules in a comment link there."
)
@target_option
@_sources
@jobs_option
def diff_command(
    base: str,
    head: str,
    form: str,
    site_url: str,
    targets: tuple[str, ...],
    jobs: int | None,
    **sources: tuple[Path, ...],
) -> None:
    """Say what changed from BASE to HEAD.

    Each is a git revision, a folder of content, or the folder of a built site (its API). Without
    HEAD it is the folder here as it stands.

    \b
    Example:
      catalogue diff main
      catalogue diff v1.0 v1.1 --format html > changes.html
    """
    found = compared(base, head, targets=targets, jobs=jobs, sources=sources)
    click.echo(FORMATS[form](found, site_url), nl=False)
