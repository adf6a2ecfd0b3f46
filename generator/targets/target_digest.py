"""What the queries of a target depend on beside the rule: its own code, and what it imports.

The digest is in the key of every cached query and in every record of trust. It covers the import
closure of the target's back end and pipelines and of the code that calls them, so that a change
in one product's folder concerns the targets of that product and no other.
"""

from __future__ import annotations

import functools
import inspect
import json
from dataclasses import fields

from generator.base.code_digest import Closure, closure_of, imports_of
from generator.base.fingerprint import fingerprint
from generator.targets.target import Loader, Named, PipelineFile, Target

CALLER = "generator.targets.convert.worker"
"""The module that calls every back end."""


def modules_of(loader: Loader) -> tuple[str, ...]:
    """The modules that a back end or a pipeline comes from, in the order of their import."""
    if isinstance(loader, Named):
        return (loader.module,)
    if isinstance(loader, PipelineFile):
        return ()
    return tuple(found.module for found in imports_of(loader))


@functools.cache
def closure(target: Target) -> Closure:
    """All code that makes the queries of a target, and the distributions that it came with."""
    loaders = (target.backend, *target.pipelines)
    return closure_of(CALLER, *sorted({name for one in loaders for name in modules_of(one)}))


@functools.cache
def target_digest(target: Target) -> str:
    """The digest of what makes the queries of a target; its title and the like do not."""
    pipelines = [
        one.text if isinstance(one, PipelineFile) else _name(one) for one in target.pipelines
    ]
    return fingerprint(
        closure(target).digest,
        [_name(target.backend), pipelines],
        [target.format, json.dumps(target.options), target.taxonomy, target.correlations],
    )


def plain(target: Target) -> list[object]:
    """A target in values alone: what makes its queries as a digest, and what pages say of it."""
    shown = (field.name for field in fields(Target) if field.name not in ("backend", "pipelines"))
    return [target_digest(target), *(getattr(target, name) for name in shown)]


def packages(target: Target) -> tuple[str, ...]:
    """The distributions whose versions can change the target's queries, in order."""
    return tuple(sorted(closure(target).distributions))


def versions(target: Target) -> dict[str, str]:
    """The installed version of each of them, by name."""
    return closure(target).versions


def _name(loader: Loader) -> str:
    """A user's name for it, or the function that loads it, which lies in no closure: beside it there
    are titles and notes."""
    return loader.name if isinstance(loader, Named) else inspect.getsource(loader)
