"""Histories of content folders: one git query for each repository that contains them."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from generator.base.git import GitError, git_text
from generator.catalogue.history.changes import Change, FileHistory
from generator.catalogue.history.history_cache import cached_changes
from generator.catalogue.history.log import LOG, followed


class NoHistory(Exception):
    """The reason why git has no history, as part of a sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Histories:
    """The history of each file by its real path; `problems` are the reasons for missing histories."""

    files: Mapping[str, FileHistory] = field(default_factory=dict)
    problems: tuple[str, ...] = ()

    def of(self, file: Path) -> FileHistory | None:
        """The history of a file; None where git does not know it."""
        return self.files.get(os.path.realpath(file))


def histories(folders: Iterable[Path], cache: Path | None = None) -> Histories:
    """The histories of all files in some folders, from one or more git work trees.

    `cache` is the folder for caching them between builds.
    """
    tops: dict[str, list[str]] = {}
    problems: dict[str, None] = {}
    for folder in folders:
        real = os.path.realpath(folder)
        top = top_of(Path(real))
        if top is None:
            problems[f"{folder.name} is in no git work tree"] = None
        else:
            tops.setdefault(str(top), []).append(real)
    files: dict[str, FileHistory] = {}
    for top_path, places in tops.items():
        try:
            files |= _of_repository(top_path, places, cache)
        except NoHistory as problem:
            problems[str(problem)] = None
    return Histories(files=files, problems=tuple(problems))


def top_of(place: Path) -> Path | None:
    """The root of the git work tree that contains a real path, found without running git."""
    return next((p for p in (place, *place.parents) if (p / ".git").exists()), None)


def _of_repository(top: str, places: list[str], cache: Path | None) -> dict[str, FileHistory]:
    paths = sorted(os.path.relpath(place, top) for place in places)
    if answer(top, "config", "--get-regexp", r"^remote\..*\.promisor$", answers=(0, 1)).strip():
        raise NoHistory("the clone is partial: it lacks what the commits changed")
    shallow = _shallow(top)
    head = answer(top, "rev-parse", "--verify", "HEAD").strip()
    known = cached_changes(
        _file(cache, top, paths),
        (head, *paths, *sorted(shallow), answer(top, "version")),
        lambda: followed(answer(top, "--literal-pathspecs", *LOG, head, "--", *paths)),
    )
    pending = uncommitted(top, paths)
    found = {
        path: FileHistory(
            changes=_within(changes, shallow),
            cut=changes[-1].commit in shallow,
            uncommitted=path in pending,
        )
        for path, changes in known.items()
        if changes
    }
    for path in pending - found.keys():
        found[path] = FileHistory(changes=(), uncommitted=True)
    return {os.path.join(top, path): history for path, history in found.items()}


def _file(cache: Path | None, top: str, paths: Iterable[str]) -> Path | None:
    """The cache file for some folders of a repository; a project may have content in several."""
    if cache is None:
        return None
    name = hashlib.sha256("\0".join((top, *paths)).encode("utf-8", "surrogatepass")).hexdigest()
    return cache / f"history-{name[:16]}.json"


def _within(changes: tuple[Change, ...], shallow: frozenset[str]) -> tuple[Change, ...]:
    """The changes without the boundary commit of a shallow clone, which seems to add every file."""
    return changes[:-1] if changes[-1].commit in shallow else changes


def _shallow(top: str) -> frozenset[str]:
    """The commits whose parents a shallow clone lacks."""
    name = answer(top, "rev-parse", "--git-path", "shallow").strip()
    try:
        return frozenset(Path(top, name).read_text("ascii").split())
    except OSError:
        return frozenset()


def uncommitted(top: str, paths: list[str]) -> frozenset[str]:
    """The files that differ from the newest commit, including those that it lacks."""
    status = answer(
        top,
        "--literal-pathspecs",
        "status",
        "--porcelain",
        "-z",
        "--no-renames",
        "--untracked-files=all",
        "--",
        *paths,
    )
    return frozenset(entry[3:] for entry in status.split("\0") if len(entry) > 3)


def answer(top: str, *arguments: str, answers: tuple[int, ...] = (0,)) -> str:
    """The output of a git command. Raises NoHistory for exit codes outside of `answers`."""
    try:
        return git_text(top, *arguments, answers=answers)
    except GitError as problem:
        if problem.code is None:
            raise NoHistory(str(problem)) from problem
        raise NoHistory(f"git has no answer: {problem.said.partition(chr(10))[0]}") from problem
