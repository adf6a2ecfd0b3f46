"""`catalogue attack`: show the pinned version, import another one, migrate the tags of rules."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from generator.base.diagnostics import in_order
from generator.cli.group import main
from generator.cli.options import load_config, settings_of
from generator.cli.report import USAGE, exit_code, report, several
from generator.content import documents
from generator.facts import attack
from generator.facts.attack.bundle_source import BundleError, read_bundle
from generator.facts.attack.facts import as_text
from generator.facts.attack.stix import facts_of, with_former_names
from generator.review.migrate import Migration, migrate
from generator.review.migrate.files import replace_text, unified_diff


class NotImported(click.ClickException):
    """A bundle that cannot be turned into facts."""

    exit_code = USAGE


@main.group("attack")
def attack_group() -> None:
    """The version of ATT&CK that tags are read by."""


@attack_group.command("show")
def show_command() -> None:
    """Say which versions of ATT&CK are pinned.

    \b
    Example:
      catalogue attack show
    """
    for facts in attack.load().domains:
        subs = sum("." in identifier for identifier in facts.techniques)
        click.echo(
            f"{facts.domain} {facts.version}: {len(facts.tactics)} tactics, "
            f"{len(facts.techniques) - subs} techniques and {subs} sub-techniques; "
            f"{len(facts.revoked)} revoked, {len(facts.deprecated)} deprecated"
        )
    click.echo(attack.NOTICE)


@attack_group.command("import")
@click.argument("source", metavar="FILE|URL")
@click.option("--attack-version", help="The version, where no collection object says it.")
@click.option(
    "--since",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Facts of an older version: what it called techniques is kept.",
)
@click.option(
    "--output", type=click.Path(path_type=Path, dir_okay=False), help="Default: DOMAIN-VERSION.json"
)
def import_command(
    source: str, attack_version: str | None, since: Path | None, output: Path | None
) -> None:
    """Make facts of a STIX bundle of ATT&CK, of STIX 2.0 or 2.1, plain or packed with gzip.

    \b
    Example:
      catalogue attack import enterprise-attack-19.1.json --output attack/enterprise.json
    """
    try:
        imported = facts_of(read_bundle(source), attack_version)
        facts = _since(imported.facts, since)
    except BundleError as problem:
        raise NotImported(f"{source} was not imported:\n{problem}") from problem
    place = output or Path(f"{facts['domain']}-{facts['version']}.json")
    replace_text(place, as_text(facts))
    for note in imported.notes:
        click.echo(f"note: {note}", err=True)
    click.echo(
        f"{facts['domain']} {facts['version']}: {len(facts['tactics'])} tactics, "
        f"{len(facts['techniques'])} techniques, {len(facts['revoked'])} revoked, "
        f"{len(facts['deprecated'])} deprecated"
    )
    click.echo(f"Facts: {place}")


def _since(facts: dict[str, Any], older: Path | None) -> Mapping[str, Any]:
    if older is None:
        return facts
    try:
        return with_former_names(facts, json.loads(older.read_text("utf-8")))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as problem:
        raise BundleError(f"{older} holds no facts of ATT&CK: {problem}") from problem


@attack_group.command("migrate")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path, exists=True))
@click.option("--write", is_flag=True, help="Change the files; without it only the diff is shown.")
def migrate_command(paths: tuple[Path, ...], write: bool) -> None:
    """Bring the tags of rules to the pinned version of ATT&CK.

    Revoked techniques become their successors, and `attack.defense-evasion` the tactic that the
    techniques of the rule are in now. What has no one right answer is reported and left. Nothing
    else in the files changes.

    \b
    Example:
      catalogue attack migrate rules            # shows what would change, as a diff
      catalogue attack migrate rules --write
    """
    config, _ = load_config(None, settings_of({"rules": paths}))
    reading = documents.read(config.sources["rules"], base=config.base)
    pinned = attack.load()
    made = [migrate(document, pinned) for document in reading.documents]
    changed = [migration for migration in made if migration.text != migration.document.text]
    for migration in changed:
        if write:
            replace_text(migration.document.file, migration.text)
        else:
            click.echo(_shown(unified_diff(migration.document, migration.text)), nl=False)
    left = in_order((*reading.diagnostics, *(m for migration in made for m in migration.left)))
    report(left, "text")
    click.echo(_summary(changed, write=write), err=True)
    sys.exit(exit_code(left))


def _shown(diff: str) -> str:
    """The unchanged diff for a pipe or a file; on a terminal, with control characters removed."""
    if not sys.stdout.isatty():
        return diff
    return "".join(
        c if c.isprintable() or c in "\n\t" else "\N{REPLACEMENT CHARACTER}" for c in diff
    )


def _summary(changed: list[Migration], *, write: bool) -> str:
    tags = several(sum(migration.tags for migration in changed), "tag")
    files = several(len(changed), "file")
    if write or not changed:
        return f"{tags} in {files} changed"
    return f"{tags} in {files} would change; run it with --write to change them"
