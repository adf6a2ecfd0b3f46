"""Artifacts → files: written where they changed, removed where no view made them any more."""

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
    """`paths` are all files of the output, relative to it; the counts say what was done; `sources`
    has the content file of each page that was made of one. `finish` is to be called before the
    files are used that were left for later, whose paths `awaited` has; it raises OutputError."""

    paths: tuple[str, ...]
    changed: int
    removed: int
    sources: Mapping[str, str] = field(default_factory=dict)
    awaited: frozenset[str] = frozenset()
    finish: Callable[[], None] = lambda: None


Maker = Callable[[], Iterable[Artifact]]
"""Makes some of the artifacts when it is called, in whatever process."""


BATCH = 60
"""Groups of pages that a process is given at a time."""


def write(artifacts: Iterable[Artifact], output: Path) -> Written:
    """Brings a folder to hold the artifacts, and of what was written before nothing else.

    A file whose content is the same keeps its time. Each file appears whole or not at all.
    Raises OutputError where the folder cannot be written, or holds a file of somebody else by a
    name that is needed.
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
    """The same for what several makers make, in up to `jobs` processes (default: one a core).

    A maker whose process did not come to its end is called again in this one. A group whose key is
    that of last time is not made if its files are as they were written; `last_output` is the file
    that knows, None where all groups are made. What is `deferred` is begun last, and goes on after
    this has returned, until `finish` of what is returned.
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
    """Begins with what is put off; gives what waits for it."""

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
    """Writes, and removes what is no longer made."""
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
"""The name and the key of a group, None for what is none, and its files."""


def _group(group: PageGroup, last: LastOutput, folder: OutputFolder) -> _Entry:
    key = group.key()
    files = last.unchanged(group.name, key, folder.place) if key is not None else None
    if files is None:
        files = tuple(folder.put(group.make()))
    return group.name, key, files
