"""The output of `git log` → the changes of each file, followed through renames.

The top-level keys of a rule classify a change: git names the key above each hunk, since its default
hunk heading is a line that begins with a letter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from generator.catalogue.history.changes import Change, Kind, kinds_of

FORMAT = "%x01%H%x00%cs%x00%an%x00%s%x00"
"""Commit, day, author name and subject. None of them can contain NUL, and no line of a patch begins
with \\x01.
"""
LOG = (
    "log",
    "--topo-order",
    "--no-merges",
    "--no-color",
    "--no-notes",
    "--no-show-signature",
    "--no-ext-diff",
    "--no-textconv",
    "--no-renames",
    "--find-renames",
    "-l2000",
    "--raw",
    "--patch",
    "--unified=0",
    "-z",
    f"--format={FORMAT}",
)

_COMMIT = re.compile(r"(?:^|\n)\x01([0-9a-f]{40,64})\0([^\0]*)\0([^\0]*)\0([^\0]*)\0")
_RAW = re.compile(r":\d+ \d+ [0-9a-f]+ [0-9a-f]+ ([A-Z])\d*\0([^\0]+)\0")
_HUNK = re.compile(r"@@ -\S+ \+\S+ @@ ?([A-Za-z_][\w-]*)?")
_KEY = re.compile(r"([A-Za-z_][\w-]*)\s*:")
_ADDRESS = re.compile(r"([^\s@<>]+)@[^\s@<>]+\.[^\s@<>]+")
_RENAMES = "RC"


@dataclass(frozen=True, slots=True, kw_only=True)
class Touch:
    """What a commit did to one file: git's status letter, the path before and the path after."""

    status: str
    before: str
    path: str
    patch: str


@dataclass(slots=True)
class Followed:
    """The changes found so far of a file that exists now, newest first."""

    changes: list[Change] = field(default_factory=list)


def followed(text: str) -> dict[str, tuple[Change, ...]]:
    """The changes of every file in the newest commit, by path, newest first."""
    now: dict[str, Followed] = {}
    followed_as: dict[str, Followed | None] = {}
    for commit, date, author, subject, body in _commits(text):
        moved: dict[str, Followed | None] = {}
        for touch in _touches(body):
            # The first mention of a path is its current state: deleted or present.
            file = followed_as.get(touch.path) if touch.path in followed_as else None
            if touch.path not in followed_as:
                file = None if touch.status == "D" else now.setdefault(touch.path, Followed())
            if file is not None and touch.status != "D":
                file.changes.append(
                    Change(
                        commit=commit,
                        date=date,
                        author=_without_address(author),
                        subject=subject,
                        kinds=_kinds(touch),
                        before=touch.before if touch.status == "R" else "",
                    )
                )
            # History before a path was added or renamed to belongs to another file.
            moved[touch.path] = None if touch.status in f"AD{_RENAMES}" else file
            if touch.status == "R":
                moved[touch.before] = file
        followed_as |= moved
    return {path: tuple(file.changes) for path, file in now.items()}


def _commits(text: str) -> Iterator[tuple[str, str, str, str, str]]:
    found = list(_COMMIT.finditer(text))
    for place, match in enumerate(found):
        end = found[place + 1].start() + 1 if place + 1 < len(found) else len(text)
        yield match[1], match[2], match[3], match[4], text[match.end() : end]


def _touches(body: str) -> Iterator[Touch]:
    """The files of a commit: first their table, then the patch of each in the same order."""
    rows, place = [], body.find(":")
    while place >= 0 and (match := _RAW.match(body, place)):
        before = path = match[2]
        place = match.end()
        if match[1] in _RENAMES:
            path, _, _ = body[place:].partition("\0")
            place += len(path) + 1
        rows.append((match[1], before, path))
    patches = ("\n" + body[max(place, 0) :]).replace("\n\0diff --git ", "\ndiff --git ")
    parts = patches.split("\ndiff --git ")[1:]
    whole = len(parts) == len(rows)
    for number, (status, before, path) in enumerate(rows):
        yield Touch(status=status, before=before, path=path, patch=parts[number] if whole else "")


def _kinds(touch: Touch) -> tuple[Kind, ...]:
    if touch.status in "AC":
        return (Kind.CREATED,)
    keys = set(_changed_keys(touch.patch))
    if touch.status == "R":
        return (Kind.RENAMED, *(kinds_of(keys) if keys else ()))
    return kinds_of(keys)


def _changed_keys(patch: str) -> Iterator[str]:
    """The keys of a rule whose text has added or removed lines."""
    above = key = ""
    side = ""
    for line in patch.split("\n"):
        if hunk := _HUNK.match(line):
            above, side = hunk[1] or "", ""
        elif line[:1] in ("+", "-") and not line.startswith(("+++ ", "--- ")):
            if line[0] != side:
                side, key = line[0], above
            content = line[1:].strip()
            if found := _KEY.match(line, 1):
                key = found[1]
            if content and not content.startswith("#") and key:
                yield key


def _without_address(name: str) -> str:
    """A name as git records it; of a mail address used as a name, the part before the @."""
    return _ADDRESS.sub(r"\1", name)
