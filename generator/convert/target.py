"""What a target is."""

from __future__ import annotations

from dataclasses import dataclass


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
    the back end's output formats, `options` what its constructor is given by name.
    `language` is the language of the code block on the page, `suffix` the one of a query's file.
    `assumes` is a sentence or two of Markdown about what the query takes for granted; `warning`
    one about what is known to be wrong in it, empty where nothing is. `manual` is the address of
    the vendor's documentation of the language.
    `taxonomy` is true where the product has names of its own for fields, so that one that the
    pipelines leave as it is will not be found. `bundle` is the form in which all queries of a
    catalogue are offered for download, see `generator.views.downloads`.
    `correlations` is true where what the target prints for rules that count several events was run
    over series of events; the others have none, since many of those queries forget the time.
    `packages` are the distributions whose versions can change the query.
    """

    id: str
    title: str
    product: str
    backend: str
    pipelines: tuple[str | PipelineFile, ...] = ()
    format: str = "default"
    options: tuple[tuple[str, str | bool], ...] = ()
    language: str = "text"
    suffix: str = "txt"
    assumes: str
    warning: str = ""
    manual: str = ""
    taxonomy: bool = False
    bundle: str = "zip"
    correlations: bool = False
    packages: tuple[str, ...] = ("pysigma",)
