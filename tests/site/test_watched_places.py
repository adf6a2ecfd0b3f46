"""What is watched while a site is served."""

from __future__ import annotations

from pathlib import Path

from generator.site.live_preview import places_to_watch


def shown(folder: Path, *written: str) -> list[tuple[str, bool]]:
    found = places_to_watch(folder, [folder / name for name in written])
    return [(path.relative_to(folder).as_posix(), below) for path, below in found]


def test_a_folder_that_no_build_writes_to_is_watched_as_a_whole(tmp_path: Path) -> None:
    (tmp_path / "rules/windows").mkdir(parents=True)
    rules = tmp_path / "rules"
    assert list(places_to_watch(rules, [tmp_path / "build/pages"])) == [(rules, True)]


def test_what_a_build_writes_below_a_folder_of_rules_is_left_out(tmp_path: Path) -> None:
    for path in ("build/pages/rules", "build/cache", "build/mine", "windows/deep", "linux"):
        (tmp_path / path).mkdir(parents=True)
    assert shown(tmp_path, "build/pages", "build/cache") == [
        (".", False),
        ("build", False),
        ("build/mine", True),
        ("linux", True),
        ("windows", True),
    ]


def test_a_link_to_a_folder_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "build/pages").mkdir(parents=True)
    (tmp_path / "again").symlink_to(tmp_path)
    assert shown(tmp_path, "build/pages") == [(".", False), ("build", False)]
