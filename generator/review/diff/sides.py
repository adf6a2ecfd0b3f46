"""The two sides that a user names, read and ready to compare."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from generator.build import build as building
from generator.build.loading import customisation_mistakes
from generator.review.diff import built, live, revision
from generator.review.diff.built import UnreadableSide
from generator.review.diff.live import Content
from generator.review.diff.state import CatalogueState
from generator.settings import config as configuration
from generator.settings.config import Settings
from generator.targets.convert.conversion import Progress

WORKING_TREE = "."


@contextmanager
def read_sides(
    base: str,
    head: str,
    *,
    here: Path,
    sources: Mapping[str, Sequence[Path]],
    targets: tuple[str, ...] = (),
    cache: Path | None = None,
    jobs: int | None = None,
    progress: Progress | None = None,
) -> Iterator[tuple[CatalogueState, CatalogueState]]:
    """Both sides, each a git revision, a content folder or the API folder of a built site.

    `sources` are paths relative to either side. Raises UnreadableSide; its message is a sentence.
    """
    with TemporaryDirectory(prefix="catalogue-diff-") as scratch:
        settings = Settings(sources={}, targets=targets)
        read = [
            _read(name, here, Path(scratch, str(number)), settings, sources)
            for number, name in enumerate((base, head))
        ]
        contents = [side if isinstance(side, Content) else None for side in read]
        states = [
            side
            if isinstance(side, CatalogueState)
            else live.state(
                side,
                live.unlike(side, contents[1 - number]),
                cache=cache,
                jobs=jobs,
                progress=progress,
            )
            for number, side in enumerate(read)
        ]
        yield states[0], states[1]


def _read(
    name: str,
    here: Path,
    scratch: Path,
    settings: Settings,
    sources: Mapping[str, Sequence[Path]],
) -> Content | CatalogueState:
    folder = (here / name).resolve()
    plainly_a_folder = name in (".", "..") or "/" in name or "\\" in name
    if not (plainly_a_folder and folder.is_dir()) and revision.is_revision(name, here):
        scratch.mkdir()
        revision.extract(name, here, scratch)
        return _content(name, scratch, settings, sources)
    if not name or not folder.is_dir():
        raise UnreadableSide(
            f"{name} is no git revision and no folder here. "
            + (
                revision.why_not(name, here)
                or "Name a branch, a tag or a commit, a folder of content, or the folder of a built"
                " site."
            )
        )
    api = built.api_folder(folder)
    return built.state(name, api) if api else _content(name, folder, settings, sources)


def _content(
    name: str, base: Path, settings: Settings, sources: Mapping[str, Sequence[Path]]
) -> Content:
    given = {key: tuple(base / path for path in paths) for key, paths in sources.items() if paths}
    if "rules" not in given and not _is_project(base):
        given["rules"] = (base,)
    given = {key: tuple(filter(Path.exists, paths)) for key, paths in given.items()}
    config, mistakes = configuration.load(
        base, settings=Settings(sources=given, targets=settings.targets)
    )
    mistakes += building.targets_of(config)[1]
    mistakes += customisation_mistakes(config)
    if mistakes:
        raise UnreadableSide(f"The configuration of {name} cannot be used: {mistakes[0].message}")
    return live.read(name, config)


def _is_project(base: Path) -> bool:
    return (base / configuration.FILE_NAME).is_file() or (base / "rules").is_dir()
