"""What rules are converted to: the presets, each one entry."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from generator.diagnostics import Diagnostic, error
from generator.kinds.reading import nearest

UNKNOWN_TARGET = error("unknown-target", "A target is named that is not there")

CODES = (UNKNOWN_TARGET,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A language and a naming of fields that rules are converted to.

    `backend` and `pipelines` are `module:name` of a pySigma back end class and of functions that
    give a processing pipeline, applied in order; `format` is one of the back end's output formats.
    `language` is the language of the code block on the page, `suffix` the one of a query's file.
    `assumes` is a sentence or two of Markdown about what the query takes for granted; `packages` are
    the distributions whose versions can change the query.
    """

    id: str
    title: str
    product: str
    backend: str
    pipelines: tuple[str, ...] = ()
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


def chosen(names: Iterable[str], path: str) -> tuple[tuple[Target, ...], list[Diagnostic]]:
    """The targets of these names, in their order; names that are no target's are reported."""
    known = [target.id for target in PRESETS]
    report: list[Diagnostic] = []
    targets: dict[str, Target] = {}
    for place, name in enumerate(names):
        target = preset(name)
        if target is None:
            hint = nearest(name, known) or f"; known: {', '.join(known)}"
            report.append(
                UNKNOWN_TARGET.at(path, (0, "targets", place), f"unknown target {name!r}{hint}")
            )
        else:
            targets[target.id] = target
    return tuple(targets.values()), report
