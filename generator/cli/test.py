"""`catalogue test`: run rules against their sample events."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from generator.base.diagnostics import Severity, count
from generator.base.paths import SAMPLE_FOLDER
from generator.build import build as building
from generator.catalogue import samples as sampling
from generator.catalogue.link import Catalogue, key_of
from generator.cli.group import main
from generator.cli.options import load_config, settings_of
from generator.cli.report import MISTAKES, exit_code, report, several
from generator.content.documents import shown_path
from generator.content.model import Rule, RuleKind


@main.command("test")
@click.argument("named", metavar="[RULE]...", nargs=-1)
@click.option(
    "--rules",
    multiple=True,
    type=click.Path(path_type=Path),
    help="A folder or file of rules; may be given more than once.",
)
@click.option(
    "--samples",
    "folders",
    multiple=True,
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="A folder of samples, instead of regression_data; may be given more than once.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(list(sampling.FORMATS)),
    default="text",
    show_default=True,
)
@click.option("--verbose", "-v", is_flag=True, help="Name the rules that have no samples.")
@click.option(
    "--record",
    is_flag=True,
    help="Write down today as the day on which the rules passed, for their pages.",
)
def test_command(
    named: tuple[str, ...],
    rules: tuple[Path, ...],
    folders: tuple[Path, ...],
    form: str,
    verbose: bool,
    record: bool,
) -> None:
    """Try rules on their sample events.

    RULE is a file of rules, or the id or name of a rule; all rules are tried where none is given.

    \b
    Example:
      catalogue test
      catalogue test rules/windows/process_creation/a_rule.yml --format junit
    """
    config, _ = load_config(None, settings_of({"rules": rules}))
    loaded = building.load(config)
    catalogue = loaded.catalogue
    chosen = _chosen(catalogue, named, config.base)
    places = tuple(folder.resolve() for folder in folders) or config.sample_folders
    samples = sampling.collect(catalogue, config.base, places)
    outcome = sampling.Outcome(
        verdicts=tuple(sampling.verdicts(catalogue, samples, chosen)),
        without_samples=tuple(rule for rule in chosen if key_of(rule) not in samples.by_rule),
    )
    report(samples.diagnostics, "text")
    if record:
        _record(places, () if rules else catalogue.rules, outcome.verdicts)
    for line in sampling.FORMATS[form](outcome):
        click.echo(line)
    if form == "text":
        _notes(outcome.without_samples if verbose else (), samples.without_rule, verbose)
    errors = count(loaded.diagnostics, Severity.ERROR)
    if errors:
        click.echo(
            f"note: {several(errors, 'error')} in the content, see `catalogue check`", err=True
        )
    sys.exit(MISTAKES if outcome.failures else exit_code(samples.diagnostics))


def _record(
    folders: Sequence[Path], rules: Sequence[Rule], verdicts: Sequence[sampling.SampleVerdict]
) -> None:
    """Adds the rules that passed to the record. `rules` are all rules of the catalogue, so that
    deleted ones leave the record; None if only some were read."""
    if not folders:
        raise click.UsageError(f"there is no folder {SAMPLE_FOLDER} to keep the record in.")
    now = sampling.with_new(sampling.read_passed(folders), verdicts, sampling.today())
    known = {str(rule.id) for rule in rules} or now.keys()
    file = folders[0] / sampling.RECORD
    try:
        sampling.write_passed({key: now[key] for key in now.keys() & known}, file)
    except OSError as problem:
        raise click.ClickException(f"{file} cannot be written: {problem.strerror}") from problem


def _chosen(catalogue: Catalogue, named: Sequence[str], base: Path) -> tuple[Rule, ...]:
    """The rules to test. Filters are excluded because they are tested with the rules that they
    modify."""
    rules = tuple(rule for rule in catalogue.rules if rule.kind is not RuleKind.FILTER)
    if not named:
        return rules
    found = []
    for word in named:
        path = shown_path(Path(word).resolve(), base)
        meant = [r for r in rules if word.lower() in (str(r.id), r.path) or word == r.name]
        meant += [r for r in rules if r.path == path or r.path.startswith(f"{path}/")]
        if not meant:
            raise click.UsageError(f"{word} is no file of rules, and no id or name of a rule here.")
        found += meant
    keys = dict.fromkeys(map(key_of, found))
    return tuple(rule for rule in rules if key_of(rule) in keys)


def _notes(without_samples: Sequence[Rule], without_rule: Sequence[str], verbose: bool) -> None:
    for rule in without_samples:
        click.echo(f"no samples: {rule.path}: {rule.title}")
    if without_rule:
        click.echo(f"{several(len(without_rule), 'sample file')} of rules that are not here")
    for path in without_rule if verbose else ():
        click.echo(f"no rule: {path}")
