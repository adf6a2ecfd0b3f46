"""What rules are converted to: presets by their names, and targets of a user's own."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from importlib import metadata
from pathlib import Path

from generator.base.diagnostics import Diagnostic, error, warning
from generator.content.kinds.mapping_reader import nearest
from generator.settings.target_choices import DEFAULT_TARGETS, TargetChoice
from generator.targets.carbonblack.target import TARGETS as CARBONBLACK
from generator.targets.cortex.target import TARGETS as CORTEX
from generator.targets.elastic.target import TARGETS as ELASTIC
from generator.targets.expr.target import TARGETS as EXPR
from generator.targets.former_names import FORMER_NAMES
from generator.targets.grep.target import TARGETS as GREP
from generator.targets.kusto.target import TARGETS as KUSTO
from generator.targets.logpoint.target import TARGETS as LOGPOINT
from generator.targets.logscale.target import TARGETS as LOGSCALE
from generator.targets.loki.target import TARGETS as LOKI
from generator.targets.netwitness.target import TARGETS as NETWITNESS
from generator.targets.panther.target import TARGETS as PANTHER
from generator.targets.powershell.target import TARGETS as POWERSHELL
from generator.targets.qradar.target import TARGETS as QRADAR
from generator.targets.quickwit.target import TARGETS as QUICKWIT
from generator.targets.secops.target import TARGETS as SECOPS
from generator.targets.sentinelone.target import TARGETS as SENTINELONE
from generator.targets.splunk.target import TARGETS as SPLUNK
from generator.targets.sql.target import TARGETS as SQL
from generator.targets.sumologic.target import TARGETS as SUMOLOGIC
from generator.targets.tanium.target import TARGETS as TANIUM
from generator.targets.target import NamedBackend, NamedPipeline, NotLoaded, PipelineFile, Target
from generator.targets.target_digest import closure
from generator.targets.victorialogs.target import TARGETS as VICTORIALOGS

UNKNOWN_TARGET = error("unknown-target", "A target is named that is not there")
BAD_TARGET = error("bad-target", "A target of catalogue.yml cannot be loaded")
FORMER_NAME = warning("former-name", "A back end or pipeline is named by its former name")

CODES = (UNKNOWN_TARGET, BAD_TARGET, FORMER_NAME)

_EVERY = (
    *(*SPLUNK, *ELASTIC, *LOGPOINT, *GREP, *POWERSHELL, *KUSTO, *QRADAR, *LOGSCALE, *CARBONBLACK),
    *(*CORTEX, *NETWITNESS, *SECOPS, *SENTINELONE, *SUMOLOGIC, *PANTHER, *TANIUM, *SQL),
    *(*VICTORIALOGS, *LOKI, *QUICKWIT, *EXPR),
)
_BY_ID = {target.id: target for target in _EVERY}

ORDERED: tuple[Target, ...] = tuple(_BY_ID[name] for name in DEFAULT_TARGETS)
"""The seven of the page that the product was ordered from, in its order."""
PRESETS: tuple[Target, ...] = (
    *ORDERED,
    *(target for target in _EVERY if target.id not in DEFAULT_TARGETS),
)
"""Each target that has a name of its own."""


def preset(name: str) -> Target | None:
    return _BY_ID.get(name)


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
        for former, name in _former_names(choice):
            message = f"{former!r} is now {name!r}; the former name will stop working"
            report.append(FORMER_NAME.at(path, route, message))
        try:
            targets[choice.id] = _target(choice, base)
        except NotLoaded as problem:
            message = f"target {choice.id!r} cannot be loaded: {problem}"
            report.append(BAD_TARGET.at(path, route, message))
    return tuple(targets.values()), report


def _target(choice: TargetChoice, base: Target | None) -> Target:
    """A target of the user's own; raises NotLoaded where something that it names is missing."""
    if base is not None:
        _require(base)
        if choice == TargetChoice(id=choice.id, preset=choice.id):
            return base
    backend = NamedBackend(_current(choice.backend)) if choice.backend else None
    if base is None:
        missing = NamedBackend("")  # Refused by name below, where settings let it pass.
        base = Target(
            id=choice.id, title=choice.id, product="", backend=backend or missing, assumes=""
        )
    target = replace(
        base,
        id=choice.id,
        title=choice.title or (base.title if choice.id == choice.preset else choice.id),
        product=choice.product or base.product,
        backend=backend or base.backend,
        pipelines=base.pipelines
        if choice.pipelines is None
        else tuple(_pipeline(name) for name in choice.pipelines),
        format=choice.format or base.format,
        assumes=choice.assumes or base.assumes,
        warning="" if choice.backend else base.warning,
        correlations=base.correlations or choice.backend is not None,
    )
    for loader in (target.backend, *target.pipelines):
        if isinstance(loader, (NamedBackend, NamedPipeline)):
            loader.load()
    return target


def _require(target: Target) -> None:
    """Raises NotLoaded where a package behind a preset is not installed, naming the way to it."""
    for module in sorted(closure(target).missing):
        package = _package_of(module)
        raise NotLoaded(
            f"the package {package} is not installed; `pip install '{package}'` installs it"
        )


def _package_of(module: str) -> str:
    """The package that brings a module of pySigma's: one that this program asks for, by its name."""
    word = module.rpartition(".")[2].lower()
    for requirement in metadata.requires("detection-catalogue") or ():
        name = re.split(r"[^\w.-]", requirement, maxsplit=1)[0]
        if name.startswith("pysigma-") and name.endswith((f"-{word}", f"-{word}-community")):
            return name
    return module


def _pipeline(name: str) -> NamedPipeline | PipelineFile:
    if ":" in name and not Path(name).suffix.startswith(".y"):
        return NamedPipeline(_current(name))
    try:
        return PipelineFile(path=name, text=Path(name).read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as problem:
        raise NotLoaded(f"the pipeline {name} cannot be read ({problem})") from problem


def _former_names(choice: TargetChoice) -> list[tuple[str, str]]:
    """The names of a choice that are former ones, each with the present one."""
    names = (choice.backend or "", *(choice.pipelines or ()))
    return [(name, _current(name)) for name in names if _current(name) != name]


def _current(name: str) -> str:
    return FORMER_NAMES.get(name, name)
