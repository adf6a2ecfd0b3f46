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
    `assumes` is one sentence of Markdown about what the query takes for granted; `packages` are
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
    documentation: str
    packages: tuple[str, ...] = ("pysigma",)


_SCOPE = "generator.backends.scope:scope_pipeline"

PRESETS: tuple[Target, ...] = (
    Target(
        id="es-qs",
        title="Elasticsearch query string",
        product="Elasticsearch",
        backend="generator.backends.lucene:LuceneQueryBackend",
        pipelines=(_SCOPE, "generator.backends.winlogbeat:winlogbeat_pipeline"),
        assumes="x",
        documentation="targets/es-qs.md",
        packages=("pysigma", "pysigma-backend-elasticsearch"),
    ),
    Target(
        id="splunk",
        title="Splunk SPL",
        product="Splunk",
        backend="generator.backends.splunk:SplunkSearchBackend",
        pipelines=("generator.backends.splunk_pipeline:splunk_pipeline",),
        assumes="x",
        documentation="targets/splunk.md",
        packages=("pysigma", "pysigma-backend-splunk"),
    ),
)
"""In alphabetical order."""


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
