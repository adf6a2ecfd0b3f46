"""The site's folder, in which unchanged files are left untouched.

MkDocs empties the folder and writes everything again. This module reaches the same state by
removing only the files that an earlier build wrote and this one does not.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import stat
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from generator.site.cache.html_cache import HtmlCache, Trace

WITNESS = "sitemap.xml"
"""Every MkDocs build writes this file, so it reveals a build by another tool in the meantime."""
_PLANNED = Trace(b"")
"""Marks a planned file, so that it is recognised as ours if the build is interrupted."""


class SiteFolder:
    """`known` is whether an earlier build recorded what it wrote here."""

    def __init__(self, folder: Path, cache: HtmlCache) -> None:
        self.folder = folder
        self._site = os.path.realpath(folder)
        self._cache = cache
        self._before = cache.written(self._site)
        self._now: dict[str, Trace] = {}
        self._fresh: dict[str, Trace] = {}
        self._rooms: set[str] = {self._site}
        self._real_folders: dict[str, str] = {}
        trace = self._before.get(WITNESS)
        self.known = trace is not None and self.holds(WITNESS, trace.origin)
        if not self.known:
            self._before = {}

    def plan(self, paths: Iterable[str]) -> None:
        """Removes files of earlier builds that are not in these paths, and records the planned
        ones."""
        planned = set(paths)
        if not self.known:
            self._cache.forget_site(self._site)
        self._remove(sorted(self._before.keys() - planned))
        self._cache.note_written(self._site, dict.fromkeys(planned - self._before.keys(), _PLANNED))

    def relative(self, file: str | Path) -> str | None:
        """The path of a file within the folder; None if it is elsewhere."""
        path = os.path.relpath(file, self.folder).replace(os.sep, "/")
        return None if path.startswith("../") else path

    def holds(self, path: str, origin: bytes) -> bool:
        """Whether the file exists, has the same origin and was not modified since."""
        trace = self._before.get(path)
        if trace is None or trace.origin != origin or not self._is_room(os.path.dirname(path)):
            return False
        try:
            found = os.lstat(os.path.join(self._site, path))
        except OSError:
            return False
        return (
            stat.S_ISREG(found.st_mode)
            and found.st_size == trace.size
            and found.st_mtime_ns == trace.modified
            and found.st_ctime_ns == trace.changed
        )

    def keep(self, path: str) -> None:
        """Keeps a file unchanged."""
        self._now[path] = self._before[path]

    def put(self, path: str, content: bytes) -> None:
        """Writes a file unless it already has this content."""
        origin = hashlib.blake2b(content, digest_size=20).digest()
        if self.holds(path, origin):
            self.keep(path)
        else:
            self.note(path, self.write(path, content, origin))

    def copy(self, path: str, source: str) -> None:
        """Copies a file if it or its source has changed."""
        found = os.stat(source)
        signs = (
            self._real(source),
            found.st_ino,
            found.st_size,
            found.st_mtime_ns,
            found.st_ctime_ns,
        )
        origin = hashlib.blake2b(repr(signs).encode("utf-8", "surrogateescape"), digest_size=20)
        if self.holds(path, origin.digest()):
            self.keep(path)
            return
        place = self._room_for(path)
        if os.path.realpath(source) != place:
            shutil.copyfile(source, place)
        self.note(path, Trace.of(place, origin.digest()))

    def _real(self, source: str) -> str:
        """The real path of a file; that of its folder is resolved once for all files in it."""
        if os.path.islink(source):
            return os.path.realpath(source)
        folder, name = os.path.split(source)
        real = self._real_folders.get(folder)
        if real is None:
            real = self._real_folders[folder] = os.path.realpath(folder)
        return os.path.join(real, name)

    def write(self, path: str, content: bytes, origin: bytes) -> Trace:
        """Writes a file, possibly in a worker process; the main process must record the returned
        trace."""
        place = self._room_for(path)
        with open(place, "wb") as stream:
            stream.write(content)
        return Trace.of(place, origin)

    def note(self, path: str, trace: Trace) -> None:
        self._now[path] = self._fresh[path] = trace

    def note_other(self, path: str) -> None:
        """Records a file that was written without this module, so that the next build may replace
        it."""
        if os.path.isfile(os.path.join(self._site, path)):
            self.note(path, _PLANNED)

    def save(self) -> None:
        """Saves what was written so far, in case the build ends here."""
        self._cache.note_written(self._site, self._fresh)
        self._fresh = {}

    def finish(self) -> None:
        """Removes files that were planned or written earlier but do not belong to this build."""
        self._remove(sorted(self._before.keys() - self._now.keys()))
        self.save()
        if not self._cache.works:
            # Unknown files may exist: the next build empties the folder.
            with suppress(OSError):
                os.utime(os.path.join(self._site, WITNESS))

    def _remove(self, paths: Iterable[str]) -> None:
        gone = []
        for path in paths:
            place = os.path.normpath(os.path.join(self._site, path))
            gone.append(path)
            self._before.pop(path, None)
            if not place.startswith(self._site + os.sep) or not self._is_room(
                os.path.dirname(path)
            ):
                continue
            if os.path.islink(place) or os.path.isfile(place):
                os.unlink(place)
                self._remove_empty(os.path.dirname(path))
        self._cache.forget_written(self._site, gone)

    def _remove_empty(self, path: str) -> None:
        while path:
            place = os.path.join(self._site, path)
            try:
                os.rmdir(place)
            except OSError:
                return
            self._rooms.discard(place)
            path = os.path.dirname(path)

    def _is_room(self, path: str) -> bool:
        """Whether a path is a folder within the site, not reached by a link that leads out of
        it."""
        place = os.path.join(self._site, path) if path else self._site
        if place in self._rooms:
            return True
        try:
            mode = os.lstat(place).st_mode
        except OSError:
            return False
        if not stat.S_ISDIR(mode) or not self._is_room(os.path.dirname(path)):
            return False
        self._rooms.add(place)
        return True

    def _room_for(self, path: str) -> str:
        """The path for a file; creates its folder and removes links in the way."""
        self._make_room(os.path.dirname(path))
        place = os.path.join(self._site, path)
        if os.path.islink(place):
            os.unlink(place)
        return place

    def _make_room(self, path: str) -> None:
        if self._is_room(path):
            return
        self._make_room(os.path.dirname(path))
        place = os.path.join(self._site, path)
        if os.path.islink(place):
            os.unlink(place)
        os.makedirs(place, exist_ok=True)
        self._rooms.add(place)
