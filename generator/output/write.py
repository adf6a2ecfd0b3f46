"""Writing of artifacts: changed files are written, files that no view produces any more are
removed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

from generator.base import workers
from generator.content.model import Artifact, Deferred, PageGroup
from generator.output import incremental
from generator.output.incremental import LastOutput, WrittenFile
from generator.output.output_folder import OutputError, OutputFolder


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """`paths` are all output files, relative to the folder; the counts say what was done; `sources`
    has the content file of each page that has one. Call `finish` before using the deferred files,
    whose paths are in `awaited`; it raises OutputError."""

    paths: tuple[str, ...]
    changed: int
    removed: int
    sources: Mapping[str, str] = field(default_factory=dict)
    awaited: frozenset[str] = frozenset()
    finish: Callable[[], None] = lambda: None


Maker = Callable[[], Iterable[Artifact]]
"""Produces some of the artifacts when called, in any process."""


BATCH = 60
"""Number of page groups that a process is given at a time."""


def write(artifacts: Iterable[Artifact], output: Path) -> Written:
    """Makes a folder contain these artifacts, and removes everything else that earlier builds
    wrote.

    A file with unchanged content keeps its modification time. Each file is written atomically.
    Raises OutputError if the folder cannot be written, or contains a foreign file with a name that
    is needed.
    """
    return write_all([lambda: artifacts], output, jobs=1)


def write_all(
    makers: Sequence[Maker],
    output: Path,
    *,
    jobs: int | None,
    groups: Sequence[PageGroup] = (),
    last_output: Path | None = None,
    deferred: Sequence[Deferred] = (),
) -> Written:
    """Like `write`, for the output of several makers, in up to `jobs` processes (default: one per
    core).

    A maker whose process died is called again in this process. A group with the same key as last
    time is skipped if its files have not changed; `last_output` is the file that records this, None
    to make all groups. `deferred` work starts last and continues after the return, until `finish`
    of the result is called.
    """
    folder = OutputFolder(output)
    folder.claim()
    try:
        with folder.told_of_trouble():
            written = _bring_to(makers, groups, folder, jobs, last_output, deferred)
    except OutputError:
        folder.give_back()
        raise
    return replace(written, finish=_putting(deferred, folder, jobs)) if deferred else written


def _putting(
    deferred: Sequence[Deferred], folder: OutputFolder, jobs: int | None
) -> Callable[[], None]:
    """Starts the deferred work and returns the function that waits for it."""

    def put() -> None:
        for one in deferred:
            for _ in folder.put(one.make()):
                pass

    putting = workers.beside(put, jobs, gently=True)

    @cache
    def finish() -> None:
        with folder.told_of_trouble():
            putting()

    return finish


def _bring_to(
    makers: Sequence[Maker],
    groups: Sequence[PageGroup],
    folder: OutputFolder,
    jobs: int | None,
    last_output: Path | None,
    deferred: Sequence[Deferred],
) -> Written:
    """Writes the artifacts and removes files that are no longer produced."""
    last = incremental.read(last_output, folder.place)
    batches = [groups[start : start + BATCH] for start in range(0, len(groups), BATCH)]

    def put(place: int) -> list[_Entry]:
        if place < len(makers):
            return [(None, None, tuple(folder.put(makers[place]())))]
        return [_group(group, last, folder) for group in batches[place - len(makers)]]

    places = range(len(makers) + len(batches))
    done = dict(workers.done(places, put, jobs, chunk=1, worth=2))
    entries = [entry for place in places for entry in done[place]]
    there = [file for _, _, files in entries for file in files]
    awaited = [path for one in deferred for path in one.paths]
    for path in awaited:
        folder.check_free(path)
    paths = [*(file.path for file in there), *awaited]
    folder.note(paths)
    if last_output is not None and groups:
        made = {name: (key, files) for name, key, files in entries if name and key}
        incremental.keep(last_output, folder.place, made)
    stale = sorted(set(folder.before) - set(paths))
    for path in stale:
        folder.remove(path)
    return Written(
        paths=tuple(sorted(paths)),
        awaited=frozenset(awaited),
        changed=sum(file.changed for file in there),
        removed=len(stale),
        sources={file.path: file.source for file in there if file.source is not None},
    )


_Entry = tuple[str | None, str | None, tuple[WrittenFile, ...]]
"""The name and key of a group (None outside of a group), and its files."""


def _group(group: PageGroup, last: LastOutput, folder: OutputFolder) -> _Entry:
    key = group.key()
    files = last.unchanged(group.name, key, folder.place) if key is not None else None
    if files is None:
        files = tuple(folder.put(group.make()))
    return group.name, key, files
