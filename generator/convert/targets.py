"""What rules are converted to: the presets, each one entry."""

from __future__ import annotations

import importlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from importlib import metadata
from pathlib import Path
from typing import Any

from generator.config import TargetChoice
from generator.diagnostics import Diagnostic, error
from generator.kinds.reading import nearest

UNKNOWN_TARGET = error("unknown-target", "A target is named that is not there")
BAD_TARGET = error("bad-target", "A target of catalogue.yml cannot be loaded")

CODES = (UNKNOWN_TARGET, BAD_TARGET)


@dataclass(frozen=True, slots=True)
class PipelineFile:
    """A pipeline in pySigma's YAML: its path for messages, and its text."""

    path: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A language and a naming of fields that rules are converted to.

    `backend` and `pipelines` are `module:name` of a pySigma back end class and of functions that
    give a processing pipeline (or a user's pipeline files), applied in order; `format` is one of
    the back end's output formats.
    `language` is the language of the code block on the page, `suffix` the one of a query's file.
    `assumes` is a sentence or two of Markdown about what the query takes for granted; `packages` are
    the distributions whose versions can change the query.
    """

    id: str
    title: str
    product: str
    backend: str
    pipelines: tuple[str | PipelineFile, ...] = ()
    format: str = "default"
    language: str = "text"
    suffix: str = "txt"
    assumes: str
    packages: tuple[str, ...] = ("pysigma",)


_SCOPE = "generator.backends.scope:scope_pipeline"

_ELASTIC = ("pysigma", "pysigma-backend-elasticsearch")

PRESETS: tuple[Target, ...] = (
    Target(
        id="powershell",
        title="PowerShell Get-WinEvent",
        product="Windows",
        backend="generator.backends.powershell:PowerShellBackend",
        suffix="ps1",
        assumes="Run it elevated on the machine whose logs are searched, in Windows PowerShell 5.1 "
        "or PowerShell 7.",
    ),
    Target(
        id="es-qs",
        title="Elasticsearch query string",
        product="Elasticsearch",
        backend="generator.backends.lucene:LuceneQueryBackend",
        pipelines=(_SCOPE, "generator.backends.winlogbeat:winlogbeat_pipeline"),
        assumes="Field names are those of winlogbeat; string fields are mapped as `keyword` with a "
        "lowercase normalizer and a sub-field `.cased` without one. Stock keyword fields are "
        "case-sensitive and miss what is written in another case.",
        packages=_ELASTIC,
    ),
    Target(
        id="xpack-watcher",
        title="Elasticsearch Watcher",
        product="Elasticsearch",
        backend="generator.backends.lucene:LuceneQueryBackend",
        pipelines=(_SCOPE, "generator.backends.winlogbeat:winlogbeat_pipeline"),
        format="xpack_watcher",
        suffix="sh",
        assumes="The address is taken from `ES_URL`, a key from `ES_API_KEY`; the index is mapped "
        "as for es-qs.",
        packages=_ELASTIC,
    ),
    Target(
        id="graylog",
        title="Graylog search",
        product="Graylog",
        backend="generator.backends.graylog:GraylogBackend",
        pipelines=(_SCOPE, "generator.backends.graylog:graylog_pipeline"),
        assumes="Leading wildcards are switched on (`allow_leading_wildcard_searches = true`), and "
        "string fields are mapped as `keyword` with a lowercase normalizer and a sub-field "
        "`.cased` without one.",
        packages=_ELASTIC,
    ),
    Target(
        id="splunk",
        title="Splunk search",
        product="Splunk",
        backend="generator.backends.splunk:SplunkSearchBackend",
        pipelines=("generator.backends.splunk_pipeline:splunk_pipeline",),
        suffix="spl",
        assumes="Windows events are collected as XML with the Splunk Add-on for Microsoft Windows, "
        "Sysmon's with the Splunk Add-on for Sysmon.",
        packages=("pysigma", "pysigma-backend-splunk"),
    ),
    Target(
        id="logpoint",
        title="Logpoint search",
        product="Logpoint",
        backend="generator.backends.logpoint:LogpointBackend",
        pipelines=("generator.backends.logpoint_pipeline:logpoint_pipeline",),
        assumes="Events are normalised to Logpoint's taxonomy.",
        packages=("pysigma", "pysigma-backend-logpoint"),
    ),
    Target(
        id="grep",
        title="grep",
        product="GNU grep",
        backend="generator.backends.grep:GrepBackend",
        suffix="sh",
        assumes="Give it the log of one source, one event a line, as JSON, `key=value` or "
        "`key: value`: append a file name or pipe into it.",
    ),
)
"""The seven of the page that the product was ordered from, in its order, then further ones."""


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
    if choice == TargetChoice(id=choice.id, preset=choice.id) and base is not None:
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
    )
    names = [target.backend, *(p for p in target.pipelines if isinstance(p, str))]
    for name in names:
        load_named(name)
    return replace(target, packages=tuple(sorted({*base.packages, *_distributions(names)})))


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
