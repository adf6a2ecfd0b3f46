"""The setting `targets`: the targets to convert rules to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from generator.base.diagnostics import Code, quoted
from generator.content.documents import SUFFIXES
from generator.content.kinds.forms import Key, Plain
from generator.content.kinds.mapping_reader import MappingReader
from generator.content.yaml_text import key_text

KEY = "targets"
TARGET_KEYS = (
    Key("id"),
    Key("preset"),
    Key("backend"),
    Key("pipelines", Plain.TEXTS),
    Key("format"),
    Key("title"),
    Key("product"),
    Key("assumes"),
)
DEFAULT_TARGETS = (
    "powershell",
    "es-qs",
    "xpack-watcher",
    "graylog",
    "splunk",
    "logpoint",
    "grep",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetChoice:
    """A target as `catalogue.yml` names it: a preset by name, or a custom one.

    The other values override those of `preset`; without a preset, `backend` is required.
    `pipelines` are `module:function`, or paths of pipeline files in pySigma's YAML. None keeps the
    preset's value.
    """

    id: str
    preset: str | None = None
    backend: str | None = None
    pipelines: tuple[str, ...] | None = None
    format: str | None = None
    title: str | None = None
    product: str | None = None
    assumes: str | None = None


def read(
    reader: MappingReader, given: tuple[str, ...], home: Path, bad: Code
) -> tuple[TargetChoice, ...]:
    """The targets from the command line, else from the file, else the defaults.

    The command line may also name a target that the file defines.
    """
    listed = reader.data.get(KEY)
    choices: dict[str, TargetChoice] = {}
    if isinstance(listed, list) and any(isinstance(item, dict) for item in listed):
        for place, item in enumerate(listed):
            choice = (
                _own_target(reader.item(KEY, place, item), home, bad)
                if isinstance(item, dict)
                else TargetChoice(id=key_text(item), preset=key_text(item))
            )
            choices[choice.id] = choice
    else:
        names = reader.texts(KEY) or DEFAULT_TARGETS
        choices = {name: TargetChoice(id=name, preset=name) for name in names}
    if not given:
        return tuple(choices.values())
    return tuple(choices.get(name, TargetChoice(id=name, preset=name)) for name in given)


def _own_target(reader: MappingReader, home: Path, bad: Code) -> TargetChoice:
    reader.check(TARGET_KEYS)
    preset = reader.text("preset") or None
    identifier = reader.text("id") or preset or ""
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]*", identifier):
        reader.report(
            bad,
            f"a target needs an `id` of letters, digits, `.`, `_` and `-`, not {quoted(identifier)}",
            "id",
        )
    if preset is None and not reader.has("backend"):
        reader.report(bad, f"target {quoted(identifier)} needs a `preset` or a `backend`")
    pipelines = reader.texts("pipelines") if "pipelines" in reader.data else None
    return TargetChoice(
        id=identifier,
        preset=preset,
        backend=reader.text("backend") or None,
        pipelines=tuple(_pipeline(name, home) for name in pipelines)
        if pipelines is not None
        else None,
        format=reader.text("format") or None,
        title=reader.text("title") or None,
        product=reader.text("product") or None,
        assumes=reader.text("assumes") or None,
    )


def _pipeline(name: str, home: Path) -> str:
    """A pipeline file by its absolute path; a function by its name."""
    return str(home / name) if name.lower().endswith(SUFFIXES) else name
