"""Digests of code, which follow from what it imports.

What is made by a module depends on that module, on every module of this program that it imports,
directly or not, on the files that lie beside those, and on the versions of the distributions that
they import. A digest of all that is in the key of every cache and in every record of trust, so that
none of them rests on a list of modules that somebody typed.
"""

from __future__ import annotations

import functools
import hashlib
import importlib.util
import inspect
import os
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

PACKAGE = __name__.partition(".")[0]
"""The package of this program."""
_HOME = Path(__file__).resolve().parents[1]
_STATEMENT = re.compile(
    r"^[ \t]*(?:from[ \t]+(?P<module>[\w.]+)[ \t]+import[ \t]*(?P<names>\((?:#[^\n]*|[^)#])*\)|[^\n]*)"
    r"|import[ \t]+(?P<modules>[\w., \t]+))",
    re.MULTILINE,
)
_DOCSTRING = re.compile(r'"""(?:[^\\]|\\.)*?"""', re.DOTALL)
_COMMENT = re.compile(r"#[^\n]*")
_NAME = re.compile(r"(\w+)(?:\s+as\s+\w+)?")


@dataclass(frozen=True, slots=True)
class Import:
    """A module that is imported, and what is taken of it by name: an attribute, or a module below."""

    module: str
    name: str = ""


def imports_in(source: str) -> Iterator[Import]:
    """What a text of Python imports, anywhere in it.

    The text is searched, not parsed, which takes a fiftieth of the time; a test compares the two for
    every module of this program. Imports are found in the form that `ruff format` gives them.
    """
    for found in _STATEMENT.finditer(_DOCSTRING.sub("", source)):
        if found["module"]:
            names = _COMMENT.sub("", found["names"]).strip("()")
            for name in _NAME.finditer(names):
                yield Import(found["module"], name[1])
        else:
            for module in found["modules"].split(","):
                words = module.split()
                if words:
                    yield Import(words[0])


def imports_of(function: Callable[..., object]) -> tuple[Import, ...]:
    """What the body of a function imports. Raises OSError where its source is not at hand."""
    return tuple(imports_in(inspect.getsource(function)))


@dataclass(frozen=True, slots=True)
class Closure:
    """What a module rests on: files by their path as it is stated in a digest, and distributions.

    `missing` are modules that are imported and not installed.
    """

    files: Mapping[str, Path]
    distributions: frozenset[str]
    missing: frozenset[str] = frozenset()

    @property
    def digest(self) -> str:
        """In hexadecimal digits; the same wherever the program is installed."""
        digest = hashlib.sha256()
        for name, file in sorted(self.files.items()):
            digest.update(f"{name}\0{_file_digest(file)}\0".encode())
        for name, version in self.versions.items():
            digest.update(f"{name} {version}\0".encode())
        return digest.hexdigest()

    @property
    def versions(self) -> dict[str, str]:
        """The installed version of each distribution, by its name, in order."""
        return {name: metadata.version(name) for name in sorted(self.distributions)}


def code_digest(*modules: str) -> str:
    """The digest of the import closure of modules, by their full names."""
    return closure_of(*modules).digest


@functools.cache
def closure_of(*modules: str) -> Closure:
    """All that modules rest on. What Python itself brings is left out."""
    files: dict[str, Path] = {}
    distributions: set[str] = set()
    missing: set[str] = set()
    waiting = [_module_of(Import(name)) or name for name in modules]
    seen: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        found = _found(name)
        if found is None:
            missing.add(name)
            continue
        if found.distribution:
            distributions.add(found.distribution)
        files |= found.files
        waiting += found.imports
    return Closure(files, frozenset(distributions), frozenset(missing))


@dataclass(frozen=True, slots=True)
class _Module:
    """What one module adds to a closure."""

    files: Mapping[str, Path]
    imports: tuple[str, ...] = ()
    distribution: str = ""


@functools.cache
def _found(name: str) -> _Module | None:
    """A module of this program or of a user's own with its file; any other with the distribution
    that it came with. None for one that is not installed."""
    file = _own_file(name)
    if file is None:
        if name.partition(".")[0] in sys.stdlib_module_names:
            return _Module({})
        distribution = _distribution_of(name)
        if distribution:
            return _Module({}, distribution=distribution)
        file = _foreign_file(name)
        if file is None:
            return None
    text = file.read_text("utf-8", errors="surrogateescape")
    imports = {module for found in imports_in(text) if (module := _module_of(found))}
    above = name.rpartition(".")[0]
    imports |= {above} if above else set()
    files = {name: file}
    if file.name == "__init__.py" and file.parent != _HOME:
        files |= {f"{name}/{place}": data for place, data in _data_beside(file.parent)}
    return _Module(files, tuple(sorted(imports)))


def _module_of(found: Import) -> str:
    """The module that an import loads; of a name that is a module below another, that one."""
    if found.name:
        below = f"{found.module}.{found.name}"
        if _own_file(below) is not None or _distribution_of(below):
            return below
    return found.module


@functools.cache
def _own_file(name: str) -> Path | None:
    """The file of a module of this program; None for any other, and where there is none."""
    top, *below = name.split(".")
    if top != PACKAGE:
        return None
    place = _HOME.joinpath(*below)
    for file in (place.with_suffix(".py") if below else place, place / "__init__.py"):
        if file.is_file():
            return file
    return None


def _foreign_file(name: str) -> Path | None:
    """The file of a module that no distribution brought: a back end of the user's own."""
    try:
        spec = importlib.util.find_spec(name)
    except (ImportError, ValueError):
        return None
    file = Path(spec.origin) if spec is not None and spec.origin else None
    return file if file is not None and file.suffix == ".py" and file.is_file() else None


def _data_beside(folder: Path) -> Iterator[tuple[str, Path]]:
    """The files of a package that are no modules of it, in order: templates, facts, styles."""
    for place, below, names in os.walk(folder):
        below[:] = sorted(
            name
            for name in below
            if name != "__pycache__" and not Path(place, name, "__init__.py").is_file()
        )
        for name in sorted(names):
            if not name.endswith((".py", ".pyc")):
                file = Path(place, name)
                yield file.relative_to(folder).as_posix(), file


@functools.cache
def _file_digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


@functools.cache
def _distribution_of(name: str) -> str:
    """The distribution that brought a module, empty where none did.

    Several share the package `sigma`, so a module belongs to the one that has its file.
    """
    owners = _owners()
    parts = name.split(".")
    place = "/".join(parts)
    return owners.get(f"{place}/__init__.py") or owners.get(f"{place}.py") or ""


@functools.cache
def _owners() -> Mapping[str, str]:
    """The distribution of each file of Python code that is installed, by its path."""
    owners: dict[str, str] = {}
    for distribution in metadata.distributions():
        name = distribution.metadata["Name"].lower()
        record = distribution.read_text("RECORD")
        paths = (
            (line.partition(",")[0] for line in record.splitlines())
            if record is not None
            else (str(file) for file in distribution.files or ())
        )
        for path in paths:
            if path.endswith(".py"):
                owners.setdefault(path, name)
    return owners
