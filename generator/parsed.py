"""Content files parsed, and what came of them kept from run to run, by what stands in them."""

from __future__ import annotations

import gc
import hashlib
import io
import os
import pickle
import platform
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from generator import documents
from generator.diagnostics import Diagnostic
from generator.documents import LARGEST_FILE, Document, Listed
from generator.fingerprint import program_digest
from generator.kinds import KINDS, Kind

FILE_NAME = "parsed.pickle"
RENEWED_FROM = 50
"""Files that were parsed anew from which on what is kept is written again; fewer are parsed each
time, which is faster than writing."""
_CODE = (
    "condition.py",
    "diagnostics.py",
    "documents.py",
    "parsed.py",
    "kinds",
    "model",
    "yaml_text",
)
"""The modules that decide what comes of a file."""
_MODULES = ("generator.model", "generator.diagnostics")


@dataclass(frozen=True, slots=True)
class _Kept:
    """What came of a file, by the digest of its content; `is_document` where it could be read."""

    digest: bytes
    is_document: bool
    entities: tuple[Any, ...]
    diagnostics: tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """The entities of each kind by its key; the file behind each path; the documents of those that
    were not kept. Diagnostics of kept files have their lines already."""

    entities: Mapping[str, Sequence[Any]]
    files: Mapping[str, Path]
    read: Sequence[Document]
    diagnostics: Sequence[Diagnostic]


def parsed(
    sources: Mapping[str, tuple[Path, ...]], base: Path, cache: Path | None = None
) -> Parsed:
    """All content of the sources of each kind. `cache` is a folder in which what came of files is
    kept, None where it is not; a damaged, foreign or unwritable one is the same as none."""
    kept = _load(cache / FILE_NAME) if cache else {}
    entities: dict[str, list[Any]] = {}
    files: dict[str, Path] = {}
    read: list[Document] = []
    report: list[Diagnostic] = []
    now: dict[str, _Kept] = {}
    fresh = 0
    for kind in KINDS:
        listed, mistakes = documents.files_of(sources[kind.key], base=base)
        report += mistakes
        found = entities.setdefault(kind.key, [])
        for one in sorted(listed, key=lambda one: one.path):
            key = f"{kind.key}\0{one.path}\0{one.within}"
            digest = _digest(one.file) if cache else None
            known = kept.get(key)
            if known is None or known.digest != digest:
                fresh += 1
                document, known = _parse(kind, one, digest or b"")
                if document is not None:
                    read.append(document)
            if digest is not None:
                now[key] = known
            if known.is_document:
                files[one.path] = one.file
            found += known.entities
            report += known.diagnostics
    if cache and (fresh >= RENEWED_FROM or len(kept) - len(now) >= RENEWED_FROM):
        _keep(now, cache)
    return Parsed(entities=entities, files=files, read=read, diagnostics=report)


def _parse(kind: Kind, one: Listed, digest: bytes) -> tuple[Document | None, _Kept]:
    document, mistakes = documents.read_file(one.file, one.path, one.within)
    if document is None:
        return None, _Kept(digest, False, (), tuple(mistakes))
    entities, more = kind.parse(document)
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


def _load(place: Path) -> dict[str, _Kept]:
    """What was kept; nothing where that was made by other code, or is no such file."""
    # Millions of small objects are made and none thrown away: the collector would look for nothing.
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        with place.open("rb") as stream:
            if stream.read(hashlib.sha256().digest_size) != _version():
                return {}
            kept = _Reader(stream).load()
    except Exception:  # noqa: BLE001 - a damaged pickle raises anything
        return {}
    finally:
        if was_enabled:
            gc.enable()
    sound = isinstance(kept, dict) and all(isinstance(one, _Kept) for one in kept.values())
    return kept if sound else {}


def _keep(now: dict[str, _Kept], cache: Path) -> None:
    """Writes what is kept whole or not at all; where it cannot be written, nothing is kept."""
    content = io.BytesIO()
    content.write(_version())
    pickle.dump(now, content, protocol=pickle.HIGHEST_PROTOCOL)
    try:
        cache.mkdir(parents=True, exist_ok=True)
        ignored = cache / ".gitignore"
        if not ignored.exists():
            ignored.write_text("*\n", encoding="utf-8")
        descriptor, name = tempfile.mkstemp(dir=cache, prefix=".writing-")
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(content.getbuffer())
        os.replace(name, cache / FILE_NAME)
    except OSError:
        return


def _version() -> bytes:
    """A digest of all that decides what comes of a file, but for the file."""
    made_by = f"{platform.python_version()} {yaml.__version__} {program_digest(*_CODE)}"
    return hashlib.sha256(made_by.encode()).digest()
