"""The files that turn a folder of rules into a catalogue."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from generator.content.documents import SUFFIXES
from generator.content.kinds import KINDS
from generator.review.scaffold.entities import Unusable
from generator.review.scaffold.workflows import Installed, file_text, workflow, workflow_names

_RULE = re.compile(rb"^(?:detection|logsource|correlation)\s*:", re.MULTILINE)
_LONGEST_LOOK = 64 * 1024
"""Maximum number of bytes read from a file."""


class Service(Enum):
    """The CI service that runs the workflows."""

    GITHUB = "github"
    GITLAB = "gitlab"


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A file to create unless it exists; `path` is relative to the folder."""

    path: str
    text: str


def planned(folder: Path, services: tuple[Service, ...], version: str) -> tuple[Planned, ...]:
    """The files that a folder needs; nothing is written here. Raises Unusable if it has no
    rules."""
    return tuple(_planned(folder, services, version))


def _planned(folder: Path, services: tuple[Service, ...], version: str) -> Iterator[Planned]:
    yield Planned(path="catalogue.yml", text=_settings(folder))
    yield Planned(path="Makefile", text=file_text("Makefile"))
    yield Planned(path=".gitignore", text="build/\n")
    if Service.GITHUB in services:
        steps = Installed(version=version).steps
        for name in workflow_names():
            yield Planned(path=f".github/workflows/{name}", text=workflow(name, steps))
    if Service.GITLAB in services:
        install = f"- python -m pip install --quiet detection-catalogue=={version}"
        text = file_text("gitlab-ci.yml").replace("#: install", install)
        yield Planned(path=".gitlab-ci.yml", text=text)


def _settings(folder: Path) -> str:
    """The configuration. It names the rule folders if they differ from the default."""
    places = _folders_of_rules(folder)
    usual = places == ["rules"]
    listed = "".join(f'  - "{place}"\n' for place in places)
    return file_text("catalogue.yml").replace("#: rules\n", "" if usual else f"rules:\n{listed}")


def _folders_of_rules(folder: Path) -> list[str]:
    if (folder / "rules").is_dir():
        return ["rules"]
    others = {kind.key for kind in KINDS} | {"build", "docs"}
    found = [
        place.name
        for place in sorted(folder.iterdir())
        if place.is_dir()
        and not place.is_symlink()
        and place.name not in others
        and re.fullmatch(r"\w[\w .-]*", place.name)
        and any(_is_rule(file) for file in place.rglob("*"))
    ]
    if found:
        return found
    if any(_is_rule(file) for file in folder.iterdir()):
        raise Unusable(
            "The rules lie in this folder itself, beside what is about them. Move them into a "
            "folder rules/ and start again: what is proposed can then be told from what is set."
        )
    raise Unusable("There are no Sigma rules here. Start in the folder above them.")


def _is_rule(file: Path) -> bool:
    if file.suffix.lower() not in SUFFIXES or file.is_symlink() or not file.is_file():
        return False
    with file.open("rb") as stream:
        return bool(_RULE.search(stream.read(_LONGEST_LOOK)))
