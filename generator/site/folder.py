"""The folder of a site, in which what has not changed is left as it is.

MkDocs empties the folder and writes all of it again. Here it is brought to the same state: what an
earlier build wrote and this one does not is removed, and nothing else.
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
"""Every build of MkDocs writes it, so it shows whether another one was here in the meantime."""
_PLANNED = Trace(b"")
"""Of a file that is going to be written, so that it is known as ours if that is cut short."""


class SiteFolder:
    """`known` is whether a build before this one left word of what it wrote here."""

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
        """Removes what earlier builds wrote and these paths do not name, and notes the rest."""
        planned = set(paths)
        if not self.known:
            self._cache.forget_site(self._site)
        self._remove(sorted(self._before.keys() - planned))
        self._cache.note_written(self._site, dict.fromkeys(planned - self._before.keys(), _PLANNED))

    def relative(self, file: str | Path) -> str | None:
        """The path of a file within the folder; None of one elsewhere."""
        path = os.path.relpath(file, self.folder).replace(os.sep, "/")
        return None if path.startswith("../") else path

    def holds(self, path: str, origin: bytes) -> bool:
        """Whether the file is there, made of the same, and untouched since."""
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
        """A file that stays as it is."""
        self._now[path] = self._before[path]

    def put(self, path: str, content: bytes) -> None:
        """Writes a file where it is not there with this content already."""
        origin = hashlib.blake2b(content, digest_size=20).digest()
        if self.holds(path, origin):
            self.keep(path)
        else:
            self.note(path, self.write(path, content, origin))

    def copy(self, path: str, source: str) -> None:
        """Copies a file where it, or what it was copied from, has changed."""
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
        """The real path of a file; that of its folder is looked up once for all that are in it."""
        if os.path.islink(source):
            return os.path.realpath(source)
        folder, name = os.path.split(source)
        real = self._real_folders.get(folder)
        if real is None:
            real = self._real_folders[folder] = os.path.realpath(folder)
        return os.path.join(real, name)

    def write(self, path: str, content: bytes, origin: bytes) -> Trace:
        """Writes a file, also in a process of its own; the trace is to be noted in this one."""
        place = self._room_for(path)
        with open(place, "wb") as stream:
            stream.write(content)
        return Trace.of(place, origin)

    def note(self, path: str, trace: Trace) -> None:
        self._now[path] = self._fresh[path] = trace

    def note_other(self, path: str) -> None:
        """A file that was written without asking here, and is to be so the next time."""
        if os.path.isfile(os.path.join(self._site, path)):
            self.note(path, _PLANNED)

    def save(self) -> None:
        """What was written until now will be known even if all ends here."""
        self._cache.note_written(self._site, self._fresh)
        self._fresh = {}

    def finish(self) -> None:
        """Removes what was planned or written before and is not there now."""
        self._remove(sorted(self._before.keys() - self._now.keys()))
        self.save()
        if not self._cache.works:
            # There may be files that nothing is known of: the next build is to empty the folder.
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
        """Whether a path is a folder within the site, by no link out of it."""
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
        """The place of a file, with its folder made and no link in the way."""
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
