"""`catalogue coverage`: the rules that run in an environment, and what to enable next."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import click

from generator.base.diagnostics import Severity, count, in_order
from generator.base.plain_text import plain
from generator.build import build as building
from generator.catalogue.link import Catalogue
from generator.cli.group import main
from generator.cli.options import jobs_option, load_config, settings_of, source_options
from generator.cli.report import Bar, exit_code, several
from generator.content.kinds.mapping_reader import nearest
from generator.content.model import Environment
from generator.pages.environments.pages import stem_of
from generator.pages.environments.report import (
    Report,
    csv_text,
    json_text,
    report_on,
    states_in_words,
    step_in_words,
)
from generator.targets.convert import conversion


@main.command("coverage")
@click.option(
    "--environment", "name", required=True, help="Its title, or the name of its file or page."
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "csv"]),
    default="text",
    show_default=True,
    help="csv is one row a rule.",
)
@source_options
@jobs_option
def coverage_command(
    name: str,
    form: str,
    config_file: Path | None,
    jobs: int | None,
    **sources: tuple[Path, ...],
) -> None:
    """Say which rules run in an environment, and what to switch on next.

    \b
    Example:
      catalogue coverage --environment "Small Windows company"
    """
    config, _ = load_config(config_file, settings_of(sources))
    loaded = building.load(config)
    environment = _environment(name, loaded.catalogue)
    targets = tuple(target for target in loaded.targets if target.id in environment.targets)
    with Bar() as bar:
        converted = conversion.convert(
            loaded.catalogue,
            targets,
            jobs=jobs,
            cache=config.output.parent / building.CACHE_FILE,
            progress=lambda done, total: bar.show("convert", done, total),
        )
    found = report_on(environment, loaded.catalogue, targets, converted.queries)
    click.echo(FORMATS[form](found), nl=False)
    diagnostics = in_order((*loaded.diagnostics, *converted.diagnostics))
    errors = count(diagnostics, Severity.ERROR)
    if errors:
        told = "1 error" if errors == 1 else f"{errors:,} errors"
        click.echo(f"{told} in the content: see `catalogue check`", err=True)
    sys.exit(exit_code(diagnostics))


def _environment(name: str, catalogue: Catalogue) -> Environment:
    """The environment with this title, file or page, looked up in this order. Ends with exit code 2
    if none matches."""
    known = catalogue.environments
    for names in (
        [environment.title for environment in known],
        [environment.stem for environment in known],
        [stem_of(environment, catalogue) for environment in known],
    ):
        for environment, one in zip(known, names, strict=True):
            if one.casefold() == name.casefold():
                return environment
    if not known:
        raise click.UsageError("There are no environments here; add one in environments/.")
    titles = [plain(environment.title) for environment in known]
    hint = nearest(name, titles) or f"; there are: {', '.join(titles)}"
    raise click.UsageError(f"There is no environment {plain(name)!r}{hint}")


def as_text(report: Report) -> str:
    """The report as lines of text, without terminal control characters."""
    lines = ("".join(c if c.isprintable() else " " for c in line) for line in _lines(report))
    return "".join(f"{line}\n" for line in lines)


def _lines(report: Report) -> Iterator[str]:
    assessment = report.assessment
    yield plain(report.environment.title)
    yield f"{several(len(assessment.verdicts), 'rule')} in use: {states_in_words(assessment)}"
    for obstacle, number in assessment.obstacles().items():
        yield f"  blocked: {number:,}, {obstacle.value}"
    if report.targets:
        yield f"Targets: {', '.join(target.id for target in report.targets)}"
    for name in report.not_converted:
        yield f"Not among the targets here, so left out: {plain(name)}"
    yield f"Techniques: {report.covered:,} of {len(report.techniques):,} with a rule that runs"
    for tally in report.tactics:
        yield f"  {tally.id} {tally.name}: {tally.runs:,} of {tally.rules:,} rules run"
    yield "To switch on next:" if assessment.steps else "No Logging Policy would add a rule."
    for step in assessment.steps:
        policies = " and ".join(map(plain, step.policies))
        rules = several(step.all_rules, "rule")
        techniques = several(step.all_techniques, "technique")
        yield f"  {policies}: {step_in_words(step)} (then {rules}, {techniques})"


FORMATS: dict[str, Callable[[Report], str]] = {
    "text": as_text,
    "json": json_text,
    "csv": csv_text,
}
