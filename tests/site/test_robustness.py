"""What happens to builds that are cut short, that meet each other, or that cannot keep anything."""

from __future__ import annotations

import os
import resource
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.site.plain import Sites, differing, files, rule, site_project
from tests.support import REPOSITORY, Project

BUILD = """
import os, signal, sys
from pathlib import Path
from generator.base import workers
from generator.output import output_folder as output
from generator.targets.convert import conversion
from generator.targets.convert import query_cache as queries
from generator.site import folder
from generator.site.cache import fast_build as fast
from generator.site.cache import html_cache, reading, rendering
from generator.pages.exports import downloads
from generator.site.request import Request
from generator.site.run import build_site

workers.WORTH = 2
{before}
build_site(Request(base=Path.cwd(), jobs=2), Path("build/site").resolve())
"""
DIE = """
parent = os.getpid()
def dying(usual, calls=[{calls}]):
    def act(*given, **named):
        calls[0] -= (os.getpid() != parent) if {in_worker} else 1
        if calls[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return usual(*given, **named)
    return act
{place} = dying({place})
"""
STAGES = {
    "converting": ("conversion.convert_all", 1),
    "keeping queries": ("queries.QueryCache.add", 1),
    "writing Markdown": ("output._write_if_changed", 5),
    "removing Markdown": ("output.OutputFolder.remove", 1),
    "emptying the folder": ("folder.SiteFolder.plan", 1),
    "reading pages": ("reading.PageReader._note_read", 3),
    "reading pages, in a worker": ("reading.PageReader._read", 2),
    "keeping contents": ("html_cache.HtmlCache.keep", 1),
    "copying": ("folder.SiteFolder.copy", 9),
    "keeping pages": ("html_cache.HtmlCache.keep", 2),
    "rendering pages": ("rendering.Rendering._note_made", 3),
    "writing pages, in a worker": ("folder.SiteFolder.write", 4),
    "packing archives, in a worker": ("downloads._exported", 1),
    "copying archives": ("fast.FastBuild._copy_late", 1),
    "the last notes": ("folder.SiteFolder.finish", 1),
    "pruning": ("html_cache.HtmlCache.prune", 1),
}


@pytest.fixture
def sites(project: Project, monkeypatch: pytest.MonkeyPatch) -> Sites:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795000000")
    return Sites(site_project(project))


def start(sites: Sites, before: str = "") -> subprocess.Popen[str]:
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY), "NO_MKDOCS_2_WARNING": "1"}
    return subprocess.Popen(
        [sys.executable, "-c", BUILD.format(before=before)],
        cwd=sites.project.folder,
        env=environment,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


@pytest.mark.parametrize("stage", STAGES)
def test_a_build_that_was_killed_is_made_good_by_the_next(sites: Sites, stage: str) -> None:
    sites.build()
    sites.project.write(
        {"rules/r0.yml": rule(0, "Changed"), "rules/r7.yml": rule(7), "docs/x.txt": "new"}
    )
    (sites.project.folder / "rules/r1.yml").unlink()
    place, calls = STAGES[stage]
    killed = start(sites, DIE.format(place=place, calls=calls, in_worker="worker" in stage))
    killed.communicate(timeout=120)
    # A worker that dies is no end of the build: the pages that it had are made by another.
    assert killed.returncode == (0 if "worker" in stage else -signal.SIGKILL)
    (sites.project.folder / "rules/r7.yml").unlink()
    assert sites.build() == []
    assert differing(files(sites.kept), sites.plain()) == []


def test_a_first_build_that_was_killed_leaves_no_worker_and_no_page_behind(sites: Sites) -> None:
    killed = start(
        sites, DIE.format(place="rendering.Rendering._note_made", calls=3, in_worker=False)
    )
    # The pipes are shared with the workers: they are at their end when all processes are.
    killed.communicate(timeout=60)
    assert killed.returncode == -signal.SIGKILL
    (sites.project.folder / "rules/r1.yml").unlink()
    assert sites.build() == []
    assert differing(files(sites.kept), sites.plain()) == []


def test_two_builds_at_once_leave_a_cache_that_the_next_can_use(sites: Sites) -> None:
    both = [start(sites), start(sites)]
    for one in both:
        one.communicate(timeout=120)
    sites.build()
    assert sites.build() == []
    assert sites.counts() == (0, 0, 0)
    assert differing(files(sites.kept), sites.plain()) == []


def fill_with_noise(cache: Path) -> None:
    cache.write_bytes(b"no database" * 1000)


def cut_in_half(cache: Path) -> None:
    os.truncate(cache, cache.stat().st_size // 2)


def overwrite_the_middle(cache: Path) -> None:
    size = cache.stat().st_size
    with cache.open("r+b") as stream:
        stream.seek(size // 3)
        stream.write(b"\xa5" * (size // 2))


def empty_the_file(cache: Path) -> None:
    os.truncate(cache, 0)


@pytest.mark.parametrize(
    "damage", [fill_with_noise, cut_in_half, overwrite_the_middle, empty_the_file]
)
def test_a_damaged_cache_costs_time_and_nothing_else(
    sites: Sites, damage: Callable[[Path], None]
) -> None:
    sites.build()
    for ending in ("-wal", "-shm"):
        sites.cache.with_name(sites.cache.name + ending).unlink(missing_ok=True)
    damage(sites.cache)
    sites.project.write({"rules/r0.yml": rule(0, "Changed")})
    notes = sites.build()
    assert damage is empty_the_file or any("pages.sqlite" in note for note in notes)
    assert differing(files(sites.kept), sites.plain()) == []
    sites.build()
    assert sites.build() == []
    assert sites.counts() == (0, 0, 0)


def test_a_row_that_was_damaged_is_made_anew(sites: Sites) -> None:
    sites.build()
    with sqlite3.connect(sites.cache) as connection:
        connection.execute("UPDATE contents SET facts = x'00'")
        connection.execute("UPDATE pages SET body = x'00'")
    connection.close()
    (sites.kept / "index.html").unlink()
    assert sites.build() == []
    assert differing(files(sites.kept), sites.plain()) == []


def test_a_file_in_the_place_of_the_cache_folder_is_said_and_the_site_is_built(
    sites: Sites,
) -> None:
    sites.project.write({"build/cache": "in the way"})
    notes = sites.build()
    assert [note for note in notes if note.startswith("Without a cache of pages")]
    assert differing(files(sites.kept), sites.plain()) == []


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_cache_folder_that_may_not_be_written_is_said_and_the_site_is_built(
    sites: Sites,
) -> None:
    sites.cache.parent.mkdir(parents=True)
    sites.cache.parent.chmod(0o500)
    notes = sites.build()
    assert [note for note in notes if note.startswith("Without a cache of pages")]
    assert differing(files(sites.kept), sites.plain()) == []


def test_a_cache_that_may_not_grow_is_said_and_the_site_is_built(sites: Sites) -> None:
    """As with a full disk; the limit is above the largest file of the site."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    largest = 4_000_000
    sites.project.write(
        {
            f"docs/n{n}.md": f"---\nsearch: {{exclude: true}}\n---\n\n# N{n}\n\n{os.urandom(100_000).hex()}"
            for n in range(40)
        }
    )
    resource.setrlimit(resource.RLIMIT_FSIZE, (largest, hard))
    try:
        notes = sites.build()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert [note for note in notes if "cache of pages" in note]
    assert differing(files(sites.kept), sites.plain()) == []
    # Of what was written without a note nothing is left over.
    for n in range(40):
        (sites.project.folder / f"docs/n{n}.md").unlink()
    sites.build()
    assert differing(files(sites.kept), sites.plain()) == []
