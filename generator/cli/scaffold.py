"""`catalogue init` and `catalogue new`: scaffolding that never overwrites existing files."""

from __future__ import annotations

import datetime
import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import metadata
from pathlib import Path

import click

from generator.build import build as building
from generator.build.build import Loaded
from generator.catalogue.history import top_of
from generator.cli.group import main
from generator.cli.options import config_option, load_config, settings_of
from generator.review.scaffold import (
    NewFile,
    Service,
    Unusable,
    new_data_needed,
    new_logging_policy,
    new_rule,
    new_trigger,
    planned,
)
from generator.settings.config import Config, library

_NAMES = {Service.GITHUB: "GitHub", Service.GITLAB: "GitLab"}


@main.command("init")
@click.option("--github", is_flag=True, help="Write workflows of GitHub.")
@click.option("--gitlab", is_flag=True, help="Write a pipeline of GitLab.")
def init_command(github: bool, gitlab: bool) -> None:
    """Make a catalogue of the folder of rules here; what exists is left as it is.

    Writes catalogue.yml, a Makefile and .gitignore, and workflows that check, preview and publish.

    \b
    Example:
      catalogue init --github
    """
    asked = {Service.GITHUB: github, Service.GITLAB: gitlab}
    services = tuple(service for service, wanted in asked.items() if wanted)
    with _usable():
        files = planned(Path.cwd(), services, metadata.version("detection-catalogue"))
    for file in files:
        written = _write(Path(file.path), file.text)
        click.echo(f"{'wrote' if written else 'left as it is'}: {file.path}")
    here = Path.cwd().resolve()
    top = top_of(here)
    if services and top is not None and top != here:
        named = " and ".join(_NAMES[service] for service in services)
        click.echo(
            f"note: {named} will not find the workflows here, but only in the top folder of the "
            f"repository. Move them to {os.path.relpath(top)}/ and let them work in "
            f"{here.relative_to(top)}/.",
            err=True,
        )
    click.echo("Next: `catalogue check`, then `make site`.")


@main.group("new")
def new_group() -> None:
    """Write a new file of content, in which what only you know is to be filled in.

    \b
    Example:
      catalogue new rule "Shell started by a database" --product windows --category process_creation
    """


@new_group.command("rule")
@click.argument("title")
@click.option("--product", default="")
@click.option("--category", default="")
@click.option("--service", default="")
@click.option("--technique", "techniques", multiple=True, help="An id of ATT&CK, for the tags.")
@config_option
def new_rule_command(
    title: str,
    product: str,
    category: str,
    service: str,
    techniques: tuple[str, ...],
    config_file: Path | None,
) -> None:
    """Write a Sigma rule with a new id.

    \b
    Example:
      catalogue new rule "Shell started by a database" --product windows \\
        --category process_creation --technique T1505.001
    """
    config, loaded = _loaded(config_file)
    with _usable():
        file = new_rule(
            title,
            identifier=str(uuid.uuid4()),
            date=datetime.datetime.now(datetime.UTC).date().isoformat(),
            product=product,
            category=category,
            service=service,
            techniques=techniques,
            attack=loaded.catalogue.attack,
        )
    _put(config, "rules", file)


@new_group.command("data-needed")
@click.argument("name")
@click.option("--event-id", type=click.IntRange(min=0), help="The id of the event.")
@config_option
def new_data_needed_command(name: str, event_id: int | None, config_file: Path | None) -> None:
    """Write a Data Needed with the next free number.

    \b
    Example:
      catalogue new data-needed "windows user account created" --event-id 4720
    """
    config, loaded = _loaded(config_file)
    taken = [entity.title for entity in loaded.catalogue.data_needed]
    with _usable():
        file = new_data_needed(name, taken, event_id)
    _put(config, "data_needed", file)


@new_group.command("logging-policy")
@click.argument("name")
@click.option("--event-id", type=click.IntRange(min=0), help="An event that it switches on.")
@config_option
def new_logging_policy_command(name: str, event_id: int | None, config_file: Path | None) -> None:
    """Write a Logging Policy with the next free number.

    \b
    Example:
      catalogue new logging-policy "windows audit user account management" --event-id 4720
    """
    config, loaded = _loaded(config_file)
    taken = [entity.title for entity in loaded.catalogue.logging_policies]
    with _usable():
        file = new_logging_policy(name, taken, event_id)
    _put(config, "logging_policies", file)


@new_group.command("trigger")
@click.argument("technique")
@config_option
def new_trigger_command(technique: str, config_file: Path | None) -> None:
    """Write the trigger file of a technique, with one test.

    \b
    Example:
      catalogue new trigger T1505.001
    """
    config, loaded = _loaded(config_file)
    with _usable():
        file = new_trigger(technique, str(uuid.uuid4()), loaded.catalogue.attack)
    _put(config, "triggers", file)


@contextmanager
def _usable() -> Iterator[None]:
    """Reports what cannot be written as a sentence on the terminal."""
    try:
        yield
    except Unusable as problem:
        raise click.UsageError(str(problem)) from problem


def _loaded(config_file: Path | None) -> tuple[Config, Loaded]:
    config, _ = load_config(config_file, settings_of({}))
    return config, building.load(config)


def _put(config: Config, kind: str, file: NewFile) -> None:
    """Writes into the user's first folder for the kind and says what to fill in."""
    sources = config.sources[kind]
    own = [place for place in sources if place.is_dir() and place.is_relative_to(config.base)]
    folder = own[0] if own else config.base / kind
    place = folder / file.path
    if place.exists() or place.is_symlink():
        raise click.UsageError(f"{_shown(place)} is there already; it was left as it is.")
    if not own:
        if any((source / file.path).exists() for source in library(kind)):
            raise click.UsageError(f"The library that comes with the program has {file.path}.")
        _copy_library(kind, folder)
    if not _write(place, file.text):
        raise click.UsageError(f"{_shown(place)} is there already; it was left as it is.")
    click.echo(f"wrote: {_shown(place)}")
    for number, line in file.gaps:
        click.echo(f"{_shown(place)}:{number}: {line}")


def _copy_library(kind: str, folder: Path) -> None:
    """Copies the bundled library into the user's folder, because that folder replaces the
    library."""
    for source in library(kind):
        if folder.exists():
            return
        shutil.copytree(source, folder)
        click.echo(
            f"note: {_shown(folder)} takes the place of the library that comes with the program, "
            "so that was copied there first.",
            err=True,
        )


def _write(place: Path, text: str) -> bool:
    """Writes a file unless the path exists, even as a dangling symbolic link. Returns whether it
    did."""
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        with place.open("x", encoding="utf-8") as stream:
            stream.write(text)
    except FileExistsError:
        return False
    except OSError as problem:
        raise click.UsageError(
            f"{_shown(place)} cannot be written: {problem.strerror}"
        ) from problem
    return True


def _shown(place: Path) -> str:
    here = Path.cwd()
    return str(place.relative_to(here) if place.is_relative_to(here) else place)
