"""The differences between a commit and the files on disk, with the earlier content."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from generator.base.diagnostics import quoted
from generator.base.git import GitError, git
from generator.catalogue.history.repositories import NoHistory, answer, top_of, uncommitted

NEWEST = "HEAD"
_ABSENT = frozenset("0")


@dataclass(frozen=True, slots=True, kw_only=True)
class Touched:
    """A file that changed. `path` is its current or last real path; `before` is its content at that
    commit, None where it did not exist. `day` is the newest author date of a change since then,
    empty where there is none; `uncommitted` says that the file on disk differs from the newest
    commit.
    """

    path: str
    before: bytes | None
    day: str
    uncommitted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """The files that differ from a commit; `newest` says whether that is the newest commit."""

    files: tuple[Touched, ...] = ()
    newest: bool = True


def since(revision: str, place: Path, folders: Iterable[Path]) -> Earlier:
    """The changes in some folders since a revision, in the work tree that contains `place`: since
    the newest common ancestor of the revision and HEAD. Folders of other work trees are ignored.

    Raises NoHistory with a sentence that says what to do.
    """
    top = top_of(Path(os.path.realpath(place)))
    if top is None:
        raise NoHistory("this folder is in no git work tree")
    commit, newest = _parting(str(top), revision)
    real = (os.path.realpath(folder) for folder in folders)
    paths = sorted(os.path.relpath(r, top) for r in real if Path(r).is_relative_to(top))
    if not paths:
        return Earlier(newest=newest)
    changed = dict(_changed(str(top), commit, paths))
    pending = uncommitted(str(top), paths)
    days = {} if newest else dict(_days(str(top), commit, paths))
    contents = dict(_contents(str(top), {blob for blob in changed.values() if blob}))
    return Earlier(
        newest=newest,
        files=tuple(
            Touched(
                path=os.path.join(top, path),
                before=contents[blob] if (blob := changed.get(path)) else None,
                day=days.get(path, ""),
                uncommitted=path in pending,
            )
            for path in sorted(changed.keys() | pending)
        ),
    )


def _parting(top: str, revision: str) -> tuple[str, bool]:
    """The merge base of a revision and HEAD, and whether it is HEAD itself."""
    head = _commit(top, NEWEST)
    if head is None:
        raise NoHistory("there is no commit here yet")
    if revision == NEWEST:
        return head, True
    named = _commit(top, revision)
    if named is None:
        raise NoHistory(
            f"git knows no commit {quoted(revision)} in this shallow clone; {_FETCH_MORE}"
            if _is_shallow(top)
            else f"git knows no commit {quoted(revision)} here; fetch it, or name a branch, a tag or "
            "a commit"
        )
    base = answer(top, "merge-base", named, head, answers=(0, 1)).strip()
    if not base:
        raise NoHistory(
            "this shallow clone does not reach the commit at which HEAD left "
            f"{quoted(revision)}; {_FETCH_MORE}"
            if _is_shallow(top)
            else f"HEAD and {quoted(revision)} have no commit in common"
        )
    return base, base == head


_FETCH_MORE = (
    "fetch more (`git fetch --unshallow`, or `fetch-depth: 0` where a workflow checks out)"
)


def _is_shallow(top: str) -> bool:
    return answer(top, "rev-parse", "--is-shallow-repository").strip() == "true"


def _commit(top: str, revision: str) -> str | None:
    if not revision or revision.startswith("-"):
        return None
    named = ("--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    return answer(top, "rev-parse", *named, answers=(0, 1, 128)).strip() or None


def _changed(top: str, commit: str, paths: Iterable[str]) -> Iterator[tuple[str, str]]:
    """The files that differ, by current or last path, with their former blob; empty for a new file.
    A file that git detects as renamed has the blob of its former path.
    """
    options = "--raw -z --no-color --no-abbrev --no-ext-diff --find-renames -l2000"
    fields = answer(
        top,
        "--literal-pathspecs",
        "diff",
        *options.split(),
        "--ignore-submodules",
        commit,
        "--",
        *paths,
    )
    rest = iter(fields.split("\0"))
    for about in rest:
        if not about.startswith(":"):
            continue
        _, _, blob, _, status = about.split(" ")
        path = next(rest)
        if status[0] in "RC":
            path = next(rest)
        yield path, "" if set(blob) <= _ABSENT else blob


def _days(top: str, commit: str, paths: Iterable[str]) -> Iterator[tuple[str, str]]:
    """The newest author date of a change to each file since a commit."""
    log = ("log", "--format=%x01%as", "--name-only", "--no-renames", "-z", "--reverse")
    printed = answer(top, "--literal-pathspecs", *log, f"{commit}..{NEWEST}", "--", *paths)
    for entry in printed.split("\x01")[1:]:
        day, *names = (part.strip("\n") for part in entry.split("\0"))
        yield from ((name, day) for name in names if name)


def _contents(top: str, blobs: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    wanted = sorted(blobs)
    if not wanted:
        return
    names = "".join(f"{blob}\n" for blob in wanted).encode("ascii")
    try:
        printed = git(top, "cat-file", "--batch", given=names)
    except GitError as problem:
        raise NoHistory(f"git cannot give the former files: {problem}") from problem
    place = 0
    for blob in wanted:
        end = printed.index(b"\n", place)
        name, *about = printed[place:end].decode("ascii").split(" ")
        if name != blob or len(about) != 2:
            raise NoHistory("the clone is partial: it lacks what the files were before")
        size = int(about[1])
        yield blob, printed[end + 1 : end + 1 + size]
        place = end + size + 2
