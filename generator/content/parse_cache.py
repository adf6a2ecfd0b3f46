"""Content files parsed, and what came of them kept from run to run, by what stands in them."""

from __future__ import annotations

import gc
import hashlib
import io
import pickle
import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import yaml

from generator.base import workers
from generator.base.code_digest import code_digest
from generator.base.diagnostics import Diagnostic
from generator.base.kept import CacheFile
from generator.content import documents
from generator.content.documents import LARGEST_FILE, Document, SourceFile
from generator.content.kinds import KINDS, Kind

FILE_NAME = "parsed.pickle"
RENEWED_FROM = 50
"""Files that were parsed anew from which on what is kept is written again; fewer are parsed each
time, which is faster than writing."""
MANY = 200
"""Files to be parsed from which on processes pay; their documents are not brought back, and read
again where a line in one is looked for."""
CHUNK = 40
_MODULES = ("generator.content.model", "generator.base.diagnostics")


@dataclass(frozen=True, slots=True)
class _Kept:
    """What came of a file, by the digest of its content; `is_document` where it could be read."""

    digest: bytes
    is_document: bool
    entities: tuple[Any, ...]
    diagnostics: tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedContent:
    """The entities of each kind by its key; the file behind each path; the documents of those that
    were not kept. Diagnostics of kept files have their lines already."""

    entities: Mapping[str, Sequence[Any]]
    files: Mapping[str, Path]
    read: Sequence[Document]
    diagnostics: Sequence[Diagnostic]


def parsed(
    sources: Mapping[str, tuple[Path, ...]],
    base: Path,
    cache: Path | None = None,
    jobs: int | None = None,
) -> ParsedContent:
    """All content of the sources of each kind. `cache` is a folder in which what came of files is
    kept, None where it is not; a damaged, foreign or unwritable one is the same as none. Many files
    are parsed in up to `jobs` processes (default: one a core)."""
    kept = (cache_file(cache).load(_unpickled) or {}) if cache else {}
    report: list[Diagnostic] = []
    asked: list[_Asked] = []
    for kind in KINDS:
        listed, mistakes = documents.files_of(sources[kind.key], base=base)
        report += mistakes
        for file in sorted(listed, key=lambda one: one.path):
            asked.append(_Asked(kind, file, _digest(file.file) if cache else None))
    known = [_known(kept, one) for one in asked]
    fresh, read = _parsed_anew(asked, known, jobs)
    entities: dict[str, list[Any]] = {kind.key: [] for kind in KINDS}
    files: dict[str, Path] = {}
    of_file: dict[str, _Kept] = {}
    for place, one in enumerate(asked):
        found = fresh.get(place) or known[place]
        assert found is not None, "what was not known was parsed"
        if one.digest is not None:
            of_file[one.key] = found
        if found.is_document:
            files[one.listed.path] = one.listed.file
        entities[one.kind.key] += found.entities
        report += found.diagnostics
    if cache and (len(fresh) >= RENEWED_FROM or len(kept) - len(of_file) >= RENEWED_FROM):
        _keep(of_file, cache_file(cache))
    return ParsedContent(entities=entities, files=files, read=read, diagnostics=report)


def _parsed_anew(
    asked: Sequence[_Asked], known: Sequence[_Kept | None], jobs: int | None
) -> tuple[dict[int, _Kept], list[Document]]:
    """What is not known, by its place, and the documents of it that are at hand."""
    missing = [place for place, found in enumerate(known) if found is None]
    if len(missing) >= MANY:
        parse = partial(_parsed_at, asked)
        return dict(workers.done(missing, parse, jobs, chunk=CHUNK)), []
    both = {place: _parse(asked[place]) for place in missing}
    read = [document for document, _ in both.values() if document is not None]
    return {place: found for place, (_, found) in both.items()}, read


def _parsed_at(asked: Sequence[_Asked], place: int) -> _Kept:
    return _parse(asked[place])[1]


@dataclass(frozen=True, slots=True)
class _Asked:
    """A file of a kind of content, and the digest of what stands in it, if that is kept."""

    kind: Kind
    listed: SourceFile
    digest: bytes | None

    @property
    def key(self) -> str:
        return f"{self.kind.key}\0{self.listed.path}\0{self.listed.within}"


def _known(kept: Mapping[str, _Kept], asked: _Asked) -> _Kept | None:
    known = kept.get(asked.key)
    return known if known is not None and known.digest == asked.digest else None


def _parse(asked: _Asked) -> tuple[Document | None, _Kept]:
    one, digest = asked.listed, asked.digest or b""
    document, mistakes = documents.read_file(one.file, one.path, one.within)
    if document is None:
        return None, _Kept(digest, False, (), tuple(mistakes))
    entities, more = asked.kind.parse(document)
    placed = documents.located([*mistakes, *more], [document])
    return document, _Kept(digest, True, entities, tuple(placed))


def _digest(file: Path) -> bytes | None:
    """The digest of a file's content; None for what is not kept, as it cannot be read."""
    try:
        if not file.is_file() or file.stat().st_size > LARGEST_FILE:
            return None
        return hashlib.sha256(file.read_bytes()).digest()
    except OSError:
        return None


class _Reader(pickle.Unpickler):
    """Makes nothing but entities and diagnostics, so that a foreign file can run no code."""

    def find_class(self, module: str, name: str) -> Any:
        ours = module.startswith(_MODULES) or module == __name__
        if (ours and name.isidentifier()) or (module, name) == ("datetime", "date"):
            found = super().find_class(module, name)
            if isinstance(found, type):
                return found
        raise pickle.UnpicklingError(f"{module}.{name} is no part of content")


def _unpickled(content: bytes) -> dict[str, _Kept]:
    """Raises whatever a damaged or foreign pickle makes Python raise."""
    # Millions of small objects are made and none thrown away: the collector would look for nothing.
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        kept = _Reader(io.BytesIO(content)).load()
    finally:
        if was_enabled:
            gc.enable()
    if not isinstance(kept, dict) or not all(isinstance(one, _Kept) for one in kept.values()):
        raise pickle.UnpicklingError("it is another pickle")
    return kept


def _keep(now: dict[str, _Kept], file: CacheFile) -> None:
    content = io.BytesIO()
    pickle.dump(now, content, protocol=pickle.HIGHEST_PROTOCOL)
    file.save(content.getbuffer())


def cache_file(folder: Path) -> CacheFile:
    """By all that decides what comes of a file, but for the file."""
    made_by = (platform.python_version(), yaml.__version__, code_digest(__name__))
    return CacheFile(folder / FILE_NAME, made_by)
