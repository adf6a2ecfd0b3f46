"""`catalogue preview`: the site of a proposed commit, built without running any of its code."""

from __future__ import annotations

from pathlib import Path

import click

from generator.base.diagnostics import one_line
from generator.cli.group import main
from generator.cli.options import jobs_option
from generator.cli.report import Bar, report, several
from generator.review.diff import UnreadableSide
from generator.review.preview import make_preview
from generator.review.publish import Refused

MOST_NAMED = 20
"""Maximum number of files named in one line."""


@main.command("preview")
@click.argument("commit")
@click.option("--base", default="HEAD", show_default=True, help="The revision it is proposed for.")
@click.option(
    "--output", type=click.Path(path_type=Path), default=Path("build/preview"), show_default=True
)
@click.option(
    "--site-url",
    default="",
    help="Where the preview will stand. Its pages then run no script but those of the theme.",
)
@click.option(
    "--report",
    "report_file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write there what changed, as Markdown for a comment.",
)
@jobs_option
def preview_command(
    commit: str,
    base: str,
    output: Path,
    site_url: str,
    report_file: Path | None,
    jobs: int | None,
) -> None:
    """Build the site of a commit's content, with a page of what it changes.

    Only content is taken from the commit, out of git's objects: the program, catalogue.yml,
    mkdocs.yml and docs/ are those of the base. So a stranger's commit can be shown.

    \b
    Example:
      catalogue preview my-branch --base main
    """
    try:
        with Bar() as bar:
            made = make_preview(
                commit,
                base,
                output.resolve(),
                here=Path.cwd(),
                address=site_url,
                jobs=jobs,
                progress=bar.show,
            )
    except (Refused, UnreadableSide) as problem:
        raise click.UsageError(str(problem)) from problem
    report(made.mistakes, "text")
    for note in made.notes:
        click.echo(f"note: {note}", err=True)
    if made.left_out:
        named = ", ".join(made.left_out[:MOST_NAMED])
        click.echo(one_line(f"Left out, as no content: {named}"), err=True)
    if made.others:
        click.echo(
            f"{several(made.others, 'changed file')} outside of the content: not shown.", err=True
        )
    if report_file is not None:
        report_file.parent.mkdir(parents=True, exist_ok=True)
        report_file.write_text(made.report, encoding="utf-8")
    click.echo(f"Preview: {output / 'index.html'}")
