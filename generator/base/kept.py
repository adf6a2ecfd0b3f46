"""Files that are written whole, and files of a cache.

A cache is only a saving of time. A file of it that was made by other code or for another question,
that is damaged or cannot be read is as good as none, and one that cannot be written is not.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

Value = TypeVar("Value")

MODE = 0o644
"""The permissions of a file that is written, unless the caller says otherwise."""


@contextmanager
def replacement(file: Path, mode: int = MODE) -> Iterator[tuple[int, Path]]:
    """An empty file in the same folder, as a descriptor and a path, which takes the place of `file`
    at the end of the block: what others see is the old content or the new one.

    Where the block fails, all is as before. A symbolic link is replaced, not followed. The folder
    is made if it is missing. Raises OSError.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=file.parent, prefix=".writing-")
    try:
        try:
            yield descriptor, Path(name)
        finally:
            os.close(descriptor)
        os.chmod(name, mode)
        os.replace(name, file)
    except BaseException:
        with suppress(OSError):
            os.unlink(name)
        raise


def write_whole(file: Path, *content: bytes | memoryview, mode: int = MODE) -> os.stat_result:
    """Writes a file of one part or several whole or not at all, as `replacement` does. Raises
    OSError.

    Returns what the system says of the very file that was written, whatever another process puts
    there in the meantime.
    """
    with replacement(file, mode) as (descriptor, _):
        with os.fdopen(descriptor, "wb", closefd=False) as stream:
            stream.writelines(content)
        return os.fstat(descriptor)


def make_cache_folder(folder: Path) -> None:
    """Makes the folder of a cache, which git is not to see. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    ignored = folder / ".gitignore"
    if not ignored.exists():
        with suppress(OSError):
            write_whole(ignored, b"*\n")


@dataclass(frozen=True, slots=True)
class CacheFile:
    """A file of a cache: a line with two digests, then the content.

    The first digest is that of `key`: all that the content depends on, as the digest of the code
    that makes it. The second is that of the content, and shows whether that is whole.
    """

    place: Path
    key: tuple[str, ...]

    def load(self, parse: Callable[[bytes], Value]) -> Value | None:
        """What `parse` makes of the content; None where there is none by this key, or where it
        cannot be parsed."""
        content = self._content()
        if content is None:
            return None
        try:
            return parse(content)
        except Exception:  # noqa: BLE001 - anybody may have written the file
            return None

    def save(self, content: bytes | memoryview) -> None:
        """Keeps the content, if it can be written."""
        with suppress(OSError):
            make_cache_folder(self.place.parent)
            write_whole(self.place, self._header(content), content)

    def _content(self) -> bytes | None:
        try:
            with self.place.open("rb") as stream:
                header = stream.readline(200)
                # Other code made most files that do not fit; they need not be read.
                if not header.startswith(self._key_digest()):
                    return None
                content = stream.read()
        except OSError:
            return None
        return content if header == self._header(content) else None

    def _header(self, content: bytes | memoryview) -> bytes:
        return b"%s %s\n" % (self._key_digest(), hashlib.sha256(content).hexdigest().encode())

    def _key_digest(self) -> bytes:
        digest = hashlib.sha256()
        for part in self.key:
            digest.update(f"{len(part)} {part}".encode("utf-8", "surrogatepass"))
        return digest.hexdigest().encode()
