"""Files of YAML → `Document`, with every way in which a file can be broken as a diagnostic."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from generator.base.diagnostics import Diagnostic, error, warning
from generator.content import yaml_text
from generator.content.yaml_text import Part, Places, compose, parse

SUFFIXES = (".yml", ".yaml")
BUILT = frozenset({".catalogue-manifest.json", ".catalogue-site"})
"""Files by which a folder is known that was built of content: what lies below it is none, also where
that folder is in a folder of rules."""
LARGEST_FILE = 1024 * 1024
"""Bytes. The largest real rule known has 0.2 MB; libyaml needs some thirty times a file's size."""
MISSING_FOLDER = error("missing-folder", "A folder or file that was named does not exist")
UNREADABLE_FILE = error("unreadable-file", "A file cannot be opened or is not a regular file")
OUTSIDE_TREE = error("outside-tree", "A symbolic link leads out of the folder that was named")
NOT_UTF8 = error("not-utf8", "A file is not UTF-8 text")
FILE_TOO_LARGE = error("file-too-large", "A file is too large to be content")
MULTIPLE_DOCUMENTS = warning("multiple-documents", "A file that must hold one document has several")

CODES = (
    MISSING_FOLDER,
    UNREADABLE_FILE,
    OUTSIDE_TREE,
    NOT_UTF8,
    FILE_TOO_LARGE,
    MULTIPLE_DOCUMENTS,
    *yaml_text.CODES,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A file that could be read.

    `path` is how a diagnostic names it, `within` its path inside of the source folder, `text` the
    file as it stands, `parts` its YAML documents with their numbers in the file, from 0; those
    that are no mappings are left out.
    """

    path: str
    within: str
    text: str
    parts: tuple[Part, ...]
    file: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Documents:
    documents: tuple[Document, ...]
    diagnostics: tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFile:
    """A file of a source that has not been read; `path` and `within` as in `Document`."""

    path: str
    within: str
    file: Path


def read(sources: Iterable[Path], *, base: Path) -> Documents:
    """Every YAML file under the sources (folders or single files), in the order of their paths.

    Paths in diagnostics are relative to `base` where they lie below it. A file that cannot be
    read is reported and left out; one that is reached by two ways is read once.
    """
    listed, diagnostics = files_of(sources, base=base)
    documents: list[Document] = []
    for one in listed:
        document, mistakes = read_file(one.file, one.path, one.within)
        diagnostics += mistakes
        if document is not None:
            documents.append(document)
    documents.sort(key=lambda document: document.path)
    return Documents(documents=tuple(documents), diagnostics=tuple(diagnostics))


def files_of(sources: Iterable[Path], *, base: Path) -> tuple[list[SourceFile], list[Diagnostic]]:
    """The YAML files under the sources, each once, and what stands in the way of listing them."""
    listed: list[SourceFile] = []
    diagnostics: list[Diagnostic] = []
    seen: set[str] = set()
    folders: dict[Path, str] = {}
    for source in sources:
        found, mistakes = _files(source, base)
        diagnostics += mistakes
        for file in found:
            if file.parent not in folders:
                folders[file.parent] = os.path.realpath(file.parent)
            # Asking for the real path of each file takes longer than reading them all.
            real = (
                os.path.realpath(file)
                if file.is_symlink()
                else os.path.join(folders[file.parent], file.name)
            )
            if real in seen:
                continue
            seen.add(real)
            within = file.name if file == source else file.relative_to(source).as_posix()
            path = shown_path(file, base)
            listed.append(SourceFile(path=path, within=printable(within), file=file))
    return listed, diagnostics


def shown_path(file: Path, base: Path) -> str:
    """A path as people read it: relative to `base` where it lies below, with forward slashes."""
    try:
        return printable(file.relative_to(base).as_posix())
    except ValueError:
        return printable(file.as_posix())


def printable(name: str) -> str:
    """A file name that is not UTF-8 with its bytes as `\\xe9`, so that it can be written out."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def _files(source: Path, base: Path) -> tuple[list[Path], list[Diagnostic]]:
    """The files of a source. Regular ones come first, so that a link is not taken for its target."""
    shown = shown_path(source, base)
    try:
        mode = source.stat().st_mode
    except (FileNotFoundError, NotADirectoryError, ValueError):  # ValueError: a NUL in the name.
        message = "does not exist; name a folder of YAML files, or one such file"
        return [], [MISSING_FOLDER.at(shown, (), message)]
    except OSError as problem:
        return [], [UNREADABLE_FILE.at(shown, (), f"cannot be read: {problem.strerror}")]
    if not stat.S_ISDIR(mode):
        return [source], []
    files: list[Path] = []
    diagnostics: list[Diagnostic] = []
    tree = Path(os.path.realpath(source))

    def unreadable(problem: OSError) -> None:
        shown = shown_path(Path(problem.filename or source), base)
        message = f"cannot be listed: {problem.strerror}; allow reading it, or move it away"
        diagnostics.append(UNREADABLE_FILE.at(shown, (), message))

    for folder, folders, names in os.walk(source, onerror=unreadable):
        if not BUILT.isdisjoint(names) and Path(folder) != source:
            folders.clear()
            continue
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in [*folders, *names]:
            file = Path(folder, name)
            if file.is_symlink() and not Path(os.path.realpath(file)).is_relative_to(tree):
                message = (
                    f"is a symbolic link out of {shown}; copy what it points to, or name that "
                    "folder as a source of its own"
                )
                diagnostics.append(OUTSIDE_TREE.at(shown_path(file, base), (), message))
        files += (
            Path(folder, name)
            for name in names
            if name.lower().endswith(SUFFIXES) and not name.startswith(".")
        )
    # Links to folders are not followed, so that only a link to a file can lead out.
    links = {file for file in files if file.is_symlink()}
    inside = (
        file
        for file in files
        if file not in links or Path(os.path.realpath(file)).is_relative_to(tree)
    )
    return sorted(inside, key=lambda file: (file in links, file)), diagnostics


def read_file(file: Path, shown: str, within: str) -> tuple[Document | None, list[Diagnostic]]:
    """One file; None with the reason where it cannot be read."""
    try:
        mode = file.stat().st_mode
        if not stat.S_ISREG(mode):
            message = "is not a regular file, so it is not read; remove it"
            return None, [UNREADABLE_FILE.at(shown, (), message)]
        with file.open("rb") as stream:
            content = stream.read(LARGEST_FILE + 1)
    except FileNotFoundError:
        message = "is a symbolic link to nothing; mend it or remove it"
        return None, [UNREADABLE_FILE.at(shown, (), message)]
    except OSError as problem:
        message = f"cannot be read: {problem.strerror}; allow reading it, or move it away"
        return None, [UNREADABLE_FILE.at(shown, (), message)]
    if len(content) > LARGEST_FILE:
        message = f"has more than {LARGEST_FILE:,} bytes; split it, or keep it elsewhere"
        return None, [FILE_TOO_LARGE.at(shown, (), message)]
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        return None, [_not_utf8(content, problem, shown)]
    parts, diagnostics = parse(text, shown)
    if not _is_utf8(file.name):
        message = "the name of this file is not UTF-8; rename it"
        diagnostics.append(NOT_UTF8.at(shown, (), message))
    if not parts:
        return None, diagnostics
    return Document(path=shown, within=within, text=text, parts=parts, file=file), diagnostics


def _not_utf8(content: bytes, problem: UnicodeDecodeError, shown: str) -> Diagnostic:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return NOT_UTF8.on_line(shown, 1, 1, "is UTF-16; save the file as UTF-8")
    line = content.count(b"\n", 0, problem.start) + 1
    start = content.rfind(b"\n", 0, problem.start) + 1
    column = len(content[start : problem.start].decode("utf-8", "replace")) + 1
    message = f"byte 0x{content[problem.start]:02x} is not UTF-8; save the file as UTF-8"
    return NOT_UTF8.on_line(shown, line, column, message)


def _is_utf8(name: str) -> bool:
    return printable(name) == name


def located(
    diagnostics: Iterable[Diagnostic], documents: Iterable[Document]
) -> Iterator[Diagnostic]:
    """The diagnostics with line and column; files are read again only for those that need it."""
    texts = {document.path: document.text for document in documents}
    places: dict[str, Places] = {}
    for diagnostic in diagnostics:
        if diagnostic.line or not diagnostic.route or diagnostic.path not in texts:
            yield diagnostic
            continue
        if diagnostic.path not in places:
            places[diagnostic.path] = Places(compose(texts[diagnostic.path]))
        line, column = places[diagnostic.path].locate(diagnostic.route)
        yield replace(diagnostic, line=line, column=column)
