"""Artifacts → files: written where they changed, removed where no view made them any more."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

from generator.base import workers
from generator.content.model import Artifact, Later, Piece
from generator.output import incremental as ledgers
from generator.output.incremental import Ledger, Put
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
"""Pieces that a process is given at a time."""


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
    pieces: Sequence[Piece] = (),
    ledger: Path | None = None,
    later: Sequence[Later] = (),
) -> Written:
    """The same for what several makers make, in up to `jobs` processes (default: one a core).

    A maker whose process did not come to its end is called again in this one. A piece whose key is
    that of last time is not made if its files stand as they were written; `ledger` is the file
    that knows, None where all pieces are made. What is to be made `later` is begun last, and goes
    on after this has returned, until `finish` of what is returned.
    """
    folder = OutputFolder(output)
    folder.claim()
    try:
        with folder.told_of_trouble():
            written = _bring_to(makers, pieces, folder, jobs, ledger, later)
    except OutputError:
        folder.give_back()
        raise
    return replace(written, finish=_putting(later, folder, jobs)) if later else written


def _putting(later: Sequence[Later], folder: OutputFolder, jobs: int | None) -> Callable[[], None]:
    """Begins with what is put off; gives what waits for it."""

    def put() -> None:
        for one in later:
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
    pieces: Sequence[Piece],
    folder: OutputFolder,
    jobs: int | None,
    ledger: Path | None,
    later: Sequence[Later],
) -> Written:
    """Writes, and removes what is no longer made."""
    known = ledgers.read(ledger, folder.place)
    batches = [pieces[start : start + BATCH] for start in range(0, len(pieces), BATCH)]

    def put(place: int) -> list[_Entry]:
        if place < len(makers):
            return [(None, None, tuple(folder.put(makers[place]())))]
        return [_piece(piece, known, folder) for piece in batches[place - len(makers)]]

    places = range(len(makers) + len(batches))
    done = dict(workers.done(places, put, jobs, chunk=1, worth=2))
    entries = [entry for place in places for entry in done[place]]
    there = [found for _, _, puts in entries for found in puts]
    awaited = [path for one in later for path in one.paths]
    for path in awaited:
        folder.check_free(path)
    paths = [*(found.path for found in there), *awaited]
    folder.note(paths)
    kept = {name: (key, puts) for name, key, puts in entries if name and key}
    if ledger is not None and pieces:
        ledgers.keep(ledger, folder.place, kept)
    stale = sorted(set(folder.before) - set(paths))
    for path in stale:
        folder.remove(path)
    return Written(
        paths=tuple(sorted(paths)),
        awaited=frozenset(awaited),
        changed=sum(found.changed for found in there),
        removed=len(stale),
        sources={found.path: found.source for found in there if found.source is not None},
    )


_Entry = tuple[str | None, str | None, tuple[Put, ...]]
"""The name and the key of a piece, None for what is none, and its files."""


def _piece(piece: Piece, known: Ledger, folder: OutputFolder) -> _Entry:
    key = piece.key()
    puts = known.standing(piece.name, key, folder.place) if key is not None else None
    if puts is None:
        puts = tuple(folder.put(piece.make()))
    return piece.name, key, puts
