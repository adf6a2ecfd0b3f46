"""What a target is."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sigma.conversion.base import Backend
    from sigma.processing.pipeline import ProcessingPipeline


class NotLoaded(Exception):
    """What a target names and cannot be had; the message says why."""


@dataclass(frozen=True, slots=True)
class Named:
    """A back end class or a pipeline function of a user's choice, as `module:name`."""

    name: str

    @property
    def module(self) -> str:
        return self.name.partition(":")[0]

    def load(self) -> Any:
        """What the name stands for. Raises NotLoaded, an ordinary Exception, with the reason."""
        module, _, attribute = self.name.partition(":")
        try:
            return getattr(importlib.import_module(module), attribute)
        except (ImportError, AttributeError, ValueError) as problem:
            raise NotLoaded(
                f"{self.name!r} is not installed, or not `module:name` ({problem})"
            ) from problem


class NamedBackend(Named):
    """Gives the back end class that a user names."""

    __slots__ = ()

    def __call__(self) -> type[Backend]:
        backend: type[Backend] = self.load()
        return backend


class NamedPipeline(Named):
    """Makes the pipeline that a user names a function of."""

    __slots__ = ()

    def __call__(self) -> ProcessingPipeline:
        pipeline: ProcessingPipeline = self.load()()
        return pipeline


@dataclass(frozen=True, slots=True)
class PipelineFile:
    """A pipeline in pySigma's YAML: its path for messages, and its text."""

    path: str
    text: str

    def __call__(self) -> ProcessingPipeline:
        from sigma.processing.pipeline import ProcessingPipeline

        return ProcessingPipeline.from_yaml(self.text)


BackendLoader = Callable[[], "type[Backend]"]
PipelineLoader = Callable[[], "ProcessingPipeline"]
Loader = Callable[[], object]
"""Either of the two."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A language and a naming of fields that rules are converted to.

    `backend` gives a pySigma back end class and each of `pipelines` a processing pipeline, applied
    in order. They are functions of a product's `target.py` that import what they give, or a user's
    names and pipeline files. `format` is one of the back end's output formats, `options` what its
    constructor is given by name.
    `language` is the language of the code block on the page, `suffix` the one of a query's file.
    `assumes` is a sentence or two of Markdown about what the query takes for granted; `warning`
    one about what is known to be wrong in it, empty where nothing is. `manual` is the address of
    the vendor's documentation of the language.
    `taxonomy` is true where the product has names of its own for fields, so that one that the
    pipelines leave as it is will not be found. `bundle` is the form in which all queries of a
    catalogue are offered for download, see `generator.pages.exports.downloads`.
    `correlations` is true where what the target prints for rules that count several events was run
    over series of events; the others have none, since many of those queries forget the time.
    """

    id: str
    title: str
    product: str
    backend: BackendLoader
    pipelines: tuple[PipelineLoader, ...] = ()
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
