"""Files that are written whole, and files of a cache, on a real disk."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from generator.base.kept import CacheFile, make_cache_folder, replacement, write_whole
from tests.support import REPOSITORY

CONTENT = json.dumps({"a": [1, 2, 3]}).encode()

as_root = pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")


def mode_of(file: Path) -> int:
    return stat.S_IMODE(file.stat().st_mode)


def names(folder: Path) -> list[str]:
    return sorted(os.listdir(folder))


# Files that are written whole.


def test_a_file_is_written_with_its_folder(tmp_path: Path) -> None:
    file = tmp_path / "new" / "folder" / "a"
    found = write_whole(file, b"one", b"two")
    assert file.read_bytes() == b"onetwo"
    assert names(file.parent) == ["a"]
    there = file.stat()
    assert (found.st_ino, found.st_size, found.st_mtime_ns) == (
        there.st_ino,
        6,
        there.st_mtime_ns,
    )


def test_permissions_do_not_depend_on_the_umask_or_on_what_was_there(tmp_path: Path) -> None:
    file = tmp_path / "a"
    before = os.umask(0o077)
    try:
        write_whole(file, b"x")
    finally:
        os.umask(before)
    assert mode_of(file) == 0o644
    write_whole(file, b"x", mode=0o755)
    assert mode_of(file) == 0o755
    write_whole(file, b"x")
    assert mode_of(file) == 0o644


def test_a_link_is_replaced_and_what_it_leads_to_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "precious").write_bytes(b"precious")
    (tmp_path / "a").symlink_to("precious")
    write_whole(tmp_path / "a", b"new")
    assert (tmp_path / "precious").read_bytes() == b"precious"
    assert not (tmp_path / "a").is_symlink()
    assert (tmp_path / "a").read_bytes() == b"new"


def test_where_writing_fails_the_old_file_stays_and_nothing_else(tmp_path: Path) -> None:
    file = tmp_path / "a"
    file.write_bytes(b"old")

    def interrupted(place: Path) -> None:
        place.write_bytes(b"half of ")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), replacement(file) as (_, place):
        interrupted(place)
    assert file.read_bytes() == b"old"
    assert names(tmp_path) == ["a"]


def test_a_folder_in_the_place_of_the_file_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    with pytest.raises(OSError, match="a"):
        write_whole(tmp_path / "a", b"new")
    assert names(tmp_path) == ["a"]


def test_a_file_in_the_place_of_the_folder_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "folder").write_bytes(b"")
    with pytest.raises(OSError, match="folder"):
        write_whole(tmp_path / "folder" / "a", b"new")


# Files of a cache.


def cache(folder: Path, *key: str) -> CacheFile:
    return CacheFile(folder / "cache" / "numbers.json", key or ("1",))


def test_what_was_kept_is_loaded(tmp_path: Path) -> None:
    assert cache(tmp_path).load(json.loads) is None
    cache(tmp_path).save(CONTENT)
    assert cache(tmp_path).load(json.loads) == {"a": [1, 2, 3]}


def test_content_may_be_empty_or_hold_any_bytes(tmp_path: Path) -> None:
    for content in (b"", b"\n", b"\0\xff\n1 2\n" * 99):
        cache(tmp_path).save(content)
        assert cache(tmp_path).load(bytes) == content


@pytest.mark.parametrize(
    ("key", "other"),
    [
        (("1",), ("2",)),
        (("1",), ("1", "")),
        (("ab", "c"), ("a", "bc")),
        (("a b",), ("a", "b")),
        (("\udcff",), ("\udcfe",)),
    ],
)
def test_a_file_by_another_key_is_as_good_as_none(
    tmp_path: Path, key: tuple[str, ...], other: tuple[str, ...]
) -> None:
    cache(tmp_path, *key).save(CONTENT)
    assert cache(tmp_path, *other).load(json.loads) is None
    assert cache(tmp_path, *key).load(json.loads) is not None


def emptied(text: bytes) -> bytes:
    return b""


def without_its_end(text: bytes) -> bytes:
    return text[:-1]


def without_its_content(text: bytes) -> bytes:
    return text.partition(b"\n")[0]


def with_another_number(text: bytes) -> bytes:
    assert text.count(b"[1, 2, 3]") == 1
    return text.replace(b"[1, 2, 3]", b"[1, 2, 4]")


def with_more_behind_it(text: bytes) -> bytes:
    return text + b" "


def without_a_header(text: bytes) -> bytes:
    return CONTENT


def with_noise(text: bytes) -> bytes:
    return bytes(range(256)) * 100


@pytest.mark.parametrize(
    "damage",
    [
        emptied,
        without_its_end,
        without_its_content,
        with_another_number,
        with_more_behind_it,
        without_a_header,
        with_noise,
    ],
)
def test_a_damaged_file_is_as_good_as_none_and_is_written_again(
    tmp_path: Path, damage: Callable[[bytes], bytes]
) -> None:
    file = cache(tmp_path)
    file.save(CONTENT)
    file.place.write_bytes(damage(file.place.read_bytes()))
    assert file.load(json.loads) is None
    file.save(CONTENT)
    assert file.load(json.loads) == {"a": [1, 2, 3]}


@pytest.mark.parametrize("content", [b"{", b"[" * 100_000, b"\xff"])
def test_content_that_cannot_be_parsed_is_as_good_as_none(tmp_path: Path, content: bytes) -> None:
    cache(tmp_path).save(content)
    assert cache(tmp_path).load(json.loads) is None


def test_a_folder_in_the_place_of_the_file_is_as_good_as_none(tmp_path: Path) -> None:
    file = cache(tmp_path)
    file.place.mkdir(parents=True)
    file.save(CONTENT)
    assert file.load(json.loads) is None


def test_a_file_in_the_place_of_the_folder_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "cache").write_bytes(b"in the way")
    cache(tmp_path).save(CONTENT)
    assert cache(tmp_path).load(json.loads) is None
    assert (tmp_path / "cache").read_bytes() == b"in the way"


@as_root
def test_a_folder_that_cannot_be_written_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "cache").mkdir(mode=0o500)
    cache(tmp_path).save(CONTENT)
    assert cache(tmp_path).load(json.loads) is None


def test_git_does_not_see_a_cache(tmp_path: Path) -> None:
    cache(tmp_path).save(CONTENT)
    assert names(tmp_path / "cache") == [".gitignore", "numbers.json"]
    assert (tmp_path / "cache" / ".gitignore").read_bytes() == b"*\n"


def test_what_a_user_wrote_for_git_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / ".gitignore").write_text("!numbers.json\n")
    make_cache_folder(tmp_path)
    assert (tmp_path / ".gitignore").read_text() == "!numbers.json\n"


WRITER = """
import sys
from pathlib import Path
from generator.base.kept import CacheFile
file = CacheFile(Path(sys.argv[1]), ("1",))
for number in range(300):
    file.save(sys.argv[2].encode() * 20_000)
    found = file.load(bytes)
    assert found is not None and set(found) < set(b"ab"), found
    assert len(set(found)) == 1
"""


def test_two_writers_at_once_leave_a_whole_file(tmp_path: Path) -> None:
    """Neither ever sees half of a file, or one of both."""
    place = tmp_path / "cache" / "file"
    both = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, str(place), letter],
            cwd=REPOSITORY,
            stderr=subprocess.PIPE,
            text=True,
        )
        for letter in "ab"
    ]
    assert [one.communicate(timeout=120)[1] for one in both] == ["", ""]
    assert [one.returncode for one in both] == [0, 0]
    assert names(place.parent) == [".gitignore", "file"]
