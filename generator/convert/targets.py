"""What rules are converted to: presets by their names, and targets of a user's own."""

from __future__ import annotations

import importlib
from collections.abc import Iterable
from dataclasses import replace
from importlib import metadata
from pathlib import Path
from typing import Any

from generator.config import TargetChoice
from generator.convert.presets import PRESETS
from generator.convert.target import PipelineFile, Target
from generator.diagnostics import Diagnostic, error
from generator.kinds.reading import nearest

UNKNOWN_TARGET = error("unknown-target", "A target is named that is not there")
BAD_TARGET = error("bad-target", "A target of catalogue.yml cannot be loaded")

CODES = (UNKNOWN_TARGET, BAD_TARGET)

__all__ = ["CODES", "PRESETS", "PipelineFile", "Target", "chosen", "load_named", "preset"]


def preset(name: str) -> Target | None:
    return next((target for target in PRESETS if target.id == name), None)


def chosen(
    choices: Iterable[TargetChoice], path: str
) -> tuple[tuple[Target, ...], list[Diagnostic]]:
    """The targets that were chosen, in their order; those that there are not are reported."""
    report: list[Diagnostic] = []
    targets: dict[str, Target] = {}
    for place, choice in enumerate(choices):
        route = (0, "targets", place)
        base = preset(choice.preset) if choice.preset else None
        if choice.preset and base is None:
            known = [target.id for target in PRESETS]
            hint = nearest(choice.preset, known) or f"; known: {', '.join(known)}"
            report.append(UNKNOWN_TARGET.at(path, route, f"unknown target {choice.preset!r}{hint}"))
            continue
        try:
            targets[choice.id] = _target(choice, base)
        except _NotLoaded as problem:
            message = f"target {choice.id!r} cannot be loaded: {problem}"
            report.append(BAD_TARGET.at(path, route, message))
    return tuple(targets.values()), report


class _NotLoaded(Exception):
    """What a target names and cannot be had."""


def _target(choice: TargetChoice, base: Target | None) -> Target:
    """A target of the user's own; raises _NotLoaded where something that it names is missing."""
    if base is not None:
        _require(base)
        if choice == TargetChoice(id=choice.id, preset=choice.id):
            return base
    base = base or Target(id=choice.id, title=choice.id, product="", backend="", assumes="")
    target = replace(
        base,
        id=choice.id,
        title=choice.title or (base.title if choice.id == choice.preset else choice.id),
        product=choice.product or base.product,
        backend=choice.backend or base.backend,
        pipelines=base.pipelines
        if choice.pipelines is None
        else tuple(_pipeline(name) for name in choice.pipelines),
        format=choice.format or base.format,
        assumes=choice.assumes or base.assumes,
        warning="" if choice.backend else base.warning,
        correlations=base.correlations or choice.backend is not None,
    )
    names = [target.backend, *(p for p in target.pipelines if isinstance(p, str))]
    for name in names:
        load_named(name)
    return replace(target, packages=tuple(sorted({*base.packages, *_distributions(names)})))


def _require(target: Target) -> None:
    """Raises _NotLoaded where a package behind a preset is not installed, naming the way to it."""
    for name in target.packages:
        try:
            metadata.version(name)
        except metadata.PackageNotFoundError:
            raise _NotLoaded(
                f"the package {name} is not installed; `pip install '{name}'` installs it"
            ) from None


def _distributions(names: Iterable[str]) -> set[str]:
    """The installed packages that what is named may come from: all that share its top package."""
    tops = {name.partition(".")[0].partition(":")[0] for name in names} - {"generator"}
    if not tops:
        return set()
    installed = metadata.packages_distributions()
    return {distribution for top in tops for distribution in installed.get(top, ())}


def _pipeline(name: str) -> str | PipelineFile:
    if ":" in name and not Path(name).suffix.startswith(".y"):
        return name
    try:
        return PipelineFile(path=name, text=Path(name).read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as problem:
        raise _NotLoaded(f"the pipeline {name} cannot be read ({problem})") from problem


def load_named(name: str) -> Any:
    """What `module:name` stands for; raises _NotLoaded, an ordinary Exception, with the reason."""
    module, _, attribute = name.partition(":")
    try:
        return getattr(importlib.import_module(module), attribute)
    except (ImportError, AttributeError, ValueError) as problem:
        raise _NotLoaded(
            f"{name!r} is not installed, or not `module:name` ({problem})"
        ) from problem
