"""The only code that calls a back end: documents of a rule and a target → its query."""

from __future__ import annotations

import copy
import copyreg
import functools
import json
import pickle
import re
import threading
import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from sigma.collection import SigmaCollection
from sigma.conversion.base import Backend
from sigma.exceptions import SigmaError
from sigma.processing.pipeline import ProcessingPipeline

from generator.content.model import Query
from generator.facts.logsources import event_names
from generator.targets.convert.guards import guarded
from generator.targets.convert.metadata import is_correlation
from generator.targets.convert.time_limit import TooSlow, time_limit
from generator.targets.target import Loader, Target
from generator.targets.target_digest import modules_of

LONGEST_REASON = 500
"""Characters of a reason; some engines quote the whole rule in theirs."""
LARGEST_QUERY = 1_000_000
"""Characters of a query. No product takes one of that size, and no page bears it."""
LONGEST_SECONDS = 10.0
"""Seconds that a back end may take over one rule; of 3,754 rules most take a thousandth of it."""

UNCHECKED = (
    "This is a correlation rule, and whether what this target prints counts as the rule does was not"
    " checked, so it is not shown."
)

OURS = "generator."
"""What the names of this project's own back ends and pipelines begin with."""

_ALONE = threading.Lock()
_FOR_WHOM = re.compile(r" \(while (converting|applying) [^)]*\)")
"""What pySigma adds to the texts of its base class; the page says it already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A rule to be converted: its document, after those that it refers to or is narrowed by.

    `problem` is why it cannot be converted at all.
    """

    documents: tuple[Mapping[str, Any], ...]
    problem: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """A query, and what failed in a back end in a way that it should not.

    `lasting` is false where the next run may have another outcome, as after a time-out.
    """

    query: Query
    fault: str | None = None
    lasting: bool = True


def convert(job: Job, target: Target) -> Outcome:
    """The query of a rule for a target. Never raises: what goes wrong is the reason in it."""
    return _convert(job, target, partial(_rules, job))


def _rules(job: Job) -> SigmaCollection:
    return SigmaCollection.from_dicts([guarded(document) for document in job.documents])


def _copies(job: Job) -> Callable[[], SigmaCollection]:
    """Gives the rules of a job anew each time, since a conversion changes them.

    To read them back takes half as long as to build them from their documents.
    """
    try:
        return partial(pickle.loads, pickle.dumps(_rules(job), pickle.HIGHEST_PROTOCOL))
    except Exception:  # noqa: BLE001 - built again for each target, which then has the reason
        return partial(_rules, job)


def _convert(job: Job, target: Target, rules_anew: Callable[[], SigmaCollection]) -> Outcome:
    if job.problem is not None:
        return Outcome(query=Query(reason=job.problem))
    try:
        backend = _backend(target)
        rules = rules_anew()
        with time_limit(LONGEST_SECONDS), warnings.catch_warnings():
            # A back end that warns leaves out a part of the rule.
            warnings.simplefilter("error", UserWarning)
            text = _text(backend.convert(rules, target.format))
    except TooSlow:
        _kept.cache_clear()  # It was interrupted anywhere; what it holds may be half done.
        return Outcome(
            query=Query(reason=f"The back end took longer than {LONGEST_SECONDS:g} seconds."),
            lasting=False,
        )
    except Exception as fault:  # noqa: BLE001 - third-party code; one rule never ends a run
        if _refuses(fault):
            return Outcome(query=Query(reason=_sentence(_FOR_WHOM.sub("", str(fault)))))
        what = f"{type(fault).__name__}: {fault}" if str(fault) else type(fault).__name__
        what = _sentence(what)
        return Outcome(query=Query(reason=f"The back end failed. {what}"), fault=what)
    if not text:
        return Outcome(query=Query(reason="The back end gave neither a query nor a reason."))
    if len(text) > LARGEST_QUERY:
        reason = f"The query has {len(text):,} characters, more than {LARGEST_QUERY:,}."
        return Outcome(query=Query(reason=reason))
    if is_correlation(job.documents[-1]) and not target.correlations:
        return Outcome(query=Query(reason=UNCHECKED))
    names = _names(backend)
    for name, meant in event_names(job.documents[-1]).items():
        if meant in names or not target.taxonomy:
            names[name] = names.get(meant, (meant,))
    return Outcome(query=Query(text=text, names=dict(sorted(names.items()))))


def _names(backend: Any) -> dict[str, tuple[str, ...]]:
    """What the pipelines called each field of the rule that they were applied to last."""
    applied = getattr(backend, "last_processing_pipeline", None)
    if applied is None:
        return {}
    return {
        name: tuple(sorted(others))
        for name, others in applied.field_mappings.items()
        if name is not None
    }


def _refuses(problem: Exception) -> bool:
    """Whether an exception says what a back end cannot do, and not that it is broken.

    pySigma's base class raises NotImplementedError where a back end has no expression; some back
    ends have exceptions of their own that are no SigmaError.
    """
    own = type(problem).__module__.startswith("sigma")
    return isinstance(problem, SigmaError | NotImplementedError | UserWarning) or own


def convert_all(jobs: Sequence[Job], targets: Sequence[Target]) -> list[tuple[Outcome, ...]]:
    """For each job the outcomes in the order of the targets; what one worker is asked at a time.

    One thread of a process at a time: back ends keep what they are doing in themselves.
    """
    with _ALONE:
        return [_for_each(job, targets) for job in jobs]


def _for_each(job: Job, targets: Sequence[Target]) -> tuple[Outcome, ...]:
    rules = _copies(job) if len(targets) > 1 else partial(_rules, job)
    return tuple(_convert(job, target, rules) for target in targets)


def _backend(target: Target) -> Any:
    """The back end of a target; one of ours serves for many rules.

    Some published pipelines remember the rules before: their reasons grow with each refusal, and
    one names fields by what an earlier rule had. So these are made anew for every rule.
    """
    loaders: tuple[Loader, ...] = (target.backend, *target.pipelines)
    ours = all(name.startswith(OURS) for loader in loaders for name in modules_of(loader))
    return _kept(target) if ours else _made(target)


@functools.cache
def _kept(target: Target) -> Any:
    """A back end whose pipelines are put together once, where it has no way of its own to do so;
    pySigma puts them together for every rule."""
    backend = _made(target)
    if type(backend).init_processing_pipeline is not Backend.init_processing_pipeline:
        return backend
    # The class may share these with back ends that are kept for other targets.
    backend.output_format_processing_pipeline = copy.deepcopy(
        backend.output_format_processing_pipeline
    )
    usual = backend.init_processing_pipeline
    together: dict[str | None, tuple[object, ProcessingPipeline]] = {}

    def init_processing_pipeline(output_format: str | None = None) -> None:
        # Back ends whose own pipeline remembers the rules before give themselves another one.
        own = backend.backend_processing_pipeline
        if output_format not in together or together[output_format][0] is not own:
            usual(output_format)
            together[output_format] = own, backend.last_processing_pipeline
        backend.last_processing_pipeline = together[output_format][1]

    backend.init_processing_pipeline = init_processing_pipeline
    return backend


def _made(target: Target) -> Any:
    pipelines = (load() for load in target.pipelines)
    pipeline = sum(pipelines, start=ProcessingPipeline())
    make: Any = target.backend()
    backend = make(pipeline, **dict(target.options))
    # Some have a pipeline in the class, which remembers the rules before just the same.
    built_in = getattr(backend, "backend_processing_pipeline", None)
    if built_in is not None:
        # One of them holds the keys of a dictionary, which Python does not copy by itself.
        copyreg.pickle(type({}.keys()), _as_list)  # type: ignore[arg-type]
        backend.backend_processing_pipeline = copy.deepcopy(built_in)
    return backend


def _as_list(keys: Iterable[Any]) -> tuple[type[list[Any]], tuple[list[Any]]]:
    return list, (list(keys),)


def _text(queries: Any) -> str:
    """A rule with several conditions gives several queries, each of which is to be run."""
    texts = queries if isinstance(queries, list) else [queries]
    return "\n".join(_one(text) for text in texts if text is not None).strip("\n")


def _one(query: Any) -> str:
    """A query's text; an object that a product imports is JSON on one line."""
    return json.dumps(query, ensure_ascii=False) if isinstance(query, dict) else str(query)


def _sentence(reason: str) -> str:
    """A reason on one line, of bearable length, ending in a full stop."""
    words = " ".join(reason.split())
    if len(words) > LONGEST_REASON:
        words = f"{words[:LONGEST_REASON].rstrip()} …"
    return words if words.endswith((".", "…", "!", "?")) else f"{words}."
