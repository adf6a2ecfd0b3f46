"""Live preview under `serve`: the page of a saved rule is shown before the full build.

A build of five thousand pages takes many seconds even if most are cached. So the pages of the
changed rules are made first, with the in-memory state of the previous build, and browsers are told
to reload. The full build follows and makes the same pages again. If another file is saved
meanwhile, that build is cancelled in favour of the next one.
"""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

import mkdocs.commands.build as mkdocs_build
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.livereload import LiveReloadServer
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page

from generator.content.model import Artifact
from generator.site.cache.cache_key import KNOWN

log = logging.getLogger("mkdocs.plugins.catalogue")

BREATH = 0.3
"""Seconds without other computation, in which browsers load the page."""


class Overtaken(Exception):
    """Another file was saved during a build."""


@dataclass(slots=True)
class LastSite:
    """The state of the last MkDocs build."""

    config: MkDocsConfig
    files: Files
    nav: Navigation
    env: Any


class LivePreview:
    """Replaces the build function of the MkDocs server.

    `pages` makes the changed pages; `site` returns the state of the last build, None if there is
    none.
    """

    def __init__(
        self,
        server: LiveReloadServer,
        pages: Callable[[], Sequence[Artifact]],
        site: Callable[[], LastSite | None],
    ) -> None:
        self._server = server
        self._build = server.builder
        self._pages = pages
        self._site = site
        self._under_way = False

    @classmethod
    def possible(cls) -> bool:
        """Whether the installed MkDocs version is one whose internals are known."""
        return metadata.version("mkdocs") == KNOWN["mkdocs"]

    def __call__(self) -> None:
        if self._show():
            time.sleep(BREATH)
        self._under_way = True
        try:
            self._build()
        except Overtaken:
            log.info("Another file was saved; the build begins anew.")
        finally:
            self._under_way = False

    def go_on(self) -> None:
        """Must be called regularly; raises Overtaken if the current build is obsolete."""
        if self._under_way and self._server._want_rebuild:
            raise Overtaken

    def hold(self) -> None:
        """Marks that site files are about to change: requests wait for the end of the build."""
        if self._under_way:
            with self._server._epoch_cond:
                self._server._wanted_epoch = max(
                    round(time.monotonic() * 1000), self._server._visible_epoch + 1
                )

    def _show(self) -> bool:
        """Shows the changed pages. Returns whether there were any."""
        site = self._site()
        if site is None:
            return False
        start = time.perf_counter()
        try:
            shown = [_render(artifact, site) for artifact in self._pages()]
        except Exception:  # noqa: BLE001 - the full build meets the same error and reports it
            return False
        if not any(shown):
            return False
        with self._server._epoch_cond:
            self._server._visible_epoch = self._server._wanted_epoch
            self._server._epoch_cond.notify_all()
        seconds = time.perf_counter() - start
        log.info("The page is there after %.1f seconds; now comes the rest of the site.", seconds)
        return True


def _render(artifact: Artifact, site: LastSite) -> bool:
    """Renders a page that the site already had. Returns false if it did not."""
    before = site.files.get_file_from_path(artifact.path)
    if before is None or before.page is None or before.page.previous_page is not None:
        return False
    file = File.generated(site.config, artifact.path, content=artifact.content)
    file.inclusion, file.edit_uri = before.inclusion, before.edit_uri
    page = Page(None, file, site.config)
    mkdocs_build._populate_page(page, site.config, site.files)
    pages = site.files.documentation_pages()
    mkdocs_build._build_page(page, site.config, pages, site.nav, site.env)
    return True


def places_to_watch(place: Path, written: Collection[Path]) -> Iterator[tuple[Path, bool]]:
    """The folders and files to watch in a place, each with a flag for watching recursively. The
    build's own output is left out: otherwise a site inside its rules folder would be rebuilt
    forever."""
    if place in written:
        return
    if not any(other.is_relative_to(place) for other in written):
        yield place, True
        return
    yield place, False
    with os.scandir(place) as entries:
        folders = sorted(entry.name for entry in entries if entry.is_dir(follow_symlinks=False))
    for name in folders:
        yield from places_to_watch(place / name, written)
