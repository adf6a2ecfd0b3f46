"""The preview of a proposed commit: its content, with the program, pages and settings of the base.

Nothing from the commit is checked out or run. See docs/decisions/0060.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from generator.base.diagnostics import Diagnostic, Severity, count
from generator.base.paths import SAMPLE_FOLDER
from generator.build import build as building
from generator.content.kinds import KINDS
from generator.review import diff as differing
from generator.review.diff import Difference, UnreadableSide, changes_page, revision
from generator.review.publish import Refused, is_content, seal, take_content
from generator.review.publish.git import git
from generator.settings import config as configuration
from generator.settings.config import Config, Settings
from generator.site.request import Request
from generator.site.run import build_site

_WHOLE = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
"""A full commit hash."""

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """`report` is Markdown for a comment. `left_out` lists files in the content folders that are
    not content; `others` is the number of changed files outside the content."""

    report: str
    left_out: tuple[str, ...]
    others: int
    mistakes: tuple[Diagnostic, ...]
    notes: tuple[str, ...]


def make_preview(
    commit: str,
    base: str,
    output: Path,
    *,
    here: Path,
    address: str = "",
    jobs: int | None = None,
    progress: Progress | None = None,
) -> Preview:
    """Builds the site of a commit's content into `output`, sealed for its future address.

    `base` is the revision that provides everything else. Raises Refused, UnreadableSide, SiteError.
    """
    proposed = _commit(commit, here)
    kept = configuration.load(here)[0].output
    with TemporaryDirectory(prefix="catalogue-preview-") as scratch:
        since = git(here, "merge-base", _commit(base, here), proposed).decode().strip()
        former, tree = Path(scratch, "former"), Path(scratch, "tree")
        _put_content(since, base, here, former)
        folders, left_out = _put_content(proposed, base, here, tree)
        found = _difference(
            (former, _name(base, here)), (tree, proposed[:8]), here, kept, jobs, progress
        )
        request = Request(
            base=tree,
            settings=Settings(output=kept),
            jobs=jobs,
            progress=progress,
            pages_beside=(changes_page(found),),
        )
        notes = build_site(request, output)
    if address:
        seal(output, address)
    others = _others(since, proposed, folders, here)
    return Preview(
        report=_report(found, address, others, request.mistakes),
        left_out=left_out,
        others=others,
        mistakes=request.mistakes,
        notes=tuple(notes),
    )


def _put_content(
    commit: str, base: str, here: Path, tree: Path
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Writes the content of a commit into a new folder, and everything else from the base. Returns
    the content folders, and the files in them that are not content."""
    tree.mkdir()
    revision.extract(base, here, tree)
    config, _ = configuration.load(tree)
    folders = tuple(_folders(config, tree.resolve()))
    kept = _settings(config, tree.resolve())
    return folders, take_content(here, commit, folders, tree, kept=kept)


def _commit(name: str, here: Path) -> str:
    if not revision.is_revision(name, here):
        raise UnreadableSide(
            f"{name} is no git revision here. {revision.why_not(name, here)}".rstrip()
        )
    return git(here, "rev-parse", "--verify", f"{name}^{{commit}}").decode().strip()


def _name(base: str, here: Path) -> str:
    """The display name of the base: the checked-out branch instead of HEAD, and an abbreviated
    commit."""
    if base != "HEAD":
        return base[:8] if _WHOLE.fullmatch(base) else base
    return git(here, "rev-parse", "--abbrev-ref", "HEAD").decode().strip()


def _difference(
    before: tuple[Path, str],
    after: tuple[Path, str],
    here: Path,
    kept: Path,
    jobs: int | None,
    progress: Progress | None,
) -> Difference:
    """The difference between two content folders, with their display names."""

    def converting(done: int, total: int) -> None:
        if progress is not None:
            progress("convert", done, total)

    with differing.read_sides(
        str(before[0]),
        str(after[0]),
        here=here,
        sources={},
        cache=kept.parent / building.CACHE_FILE,
        jobs=jobs,
        progress=converting,
    ) as states:
        sides = (replace(states[0], name=before[1]), replace(states[1], name=after[1]))
        return differing.difference(*sides, differing.judge)


def _folders(config: Config, tree: Path) -> Iterator[str]:
    """The content folders in a tree, including those that don't exist yet."""
    places = [place for kind in KINDS for place in config.sources[kind.key]]
    usual = [tree / kind.key for kind in KINDS if not _within(config.sources[kind.key], tree)]
    found = dict.fromkeys(
        place.resolve() for place in (*places, *usual, *config.sample_folders, tree / SAMPLE_FOLDER)
    )
    for place in sorted(found):
        if place.is_relative_to(tree) and not any(
            other != place and place.is_relative_to(other) for other in found
        ):
            if place == tree:
                raise Refused(
                    "The content lies in the same folder as the settings; put it into a folder of "
                    "its own, so that a preview can tell the two apart."
                )
            yield place.relative_to(tree).as_posix()


def _within(places: tuple[Path, ...], tree: Path) -> bool:
    return any(place.resolve().is_relative_to(tree) for place in places)


def _settings(config: Config, tree: Path) -> tuple[str, ...]:
    """Configuration files that may be among the content. They control conversion: a pipeline can
    contain code."""
    pipelines = (
        Path(name) for target in config.targets for name in target.pipelines or () if "/" in name
    )
    attack = (config.attack,) if config.attack else ()
    places = (place.resolve() for place in (*pipelines, *attack))
    return tuple(
        place.relative_to(tree).as_posix() for place in places if place.is_relative_to(tree)
    )


def _others(since: str, commit: str, folders: tuple[str, ...], here: Path) -> int:
    """The number of changed files that are not content."""
    told = git(here, "diff", "--name-only", "--relative", "-z", "--no-renames", since, commit)
    paths = [path.decode("utf-8", "replace") for path in told.split(b"\0") if path]
    return sum(not is_content(path, folders) for path in paths)


def _report(found: Difference, address: str, others: int, mistakes: tuple[Diagnostic, ...]) -> str:
    notes = []
    errors = count(mistakes, Severity.ERROR)
    if errors:
        notes.append(f"`catalogue check` finds {errors:,} {'error' if errors == 1 else 'errors'}.")
    if others:
        files = "1 changed file is" if others == 1 else f"{others:,} changed files are"
        notes.append(
            f"{files} no content (the program, settings or hand-written pages) and not in the "
            "preview: it shows content only."
        )
    whole = f"{address.rstrip('/')}/{differing.CHANGES_ADDRESS}" if address else ""
    told = differing.markdown(found, site=address, whole=whole)
    return "\n\n".join([*notes, told]) if notes else told
