"""Under `serve`, the page of a rule that was saved is in the browser before the rest is built.

A build of five thousand pages takes many seconds even where it finds most of them kept. So the few
pages of the rules that changed are made first, with what the build before left in memory, and
browsers are told to load them; then comes the whole build, which makes the same pages again. If
another file is saved meanwhile, that build is given up for the next one.
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
"""Seconds in which browsers load the page while nothing else computes."""


class Overtaken(Exception):
    """Another file was saved while a build was under way."""


@dataclass(slots=True)
class LastSite:
    """What the last build of MkDocs worked with."""

    config: MkDocsConfig
    files: Files
    nav: Navigation
    env: Any


class LivePreview:
    """Takes the place of the function that a server of MkDocs builds with.

    `pages` makes the pages that changed, `site` gives what the last build worked with, None where
    there is none.
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
        """Whether this is the version of MkDocs whose inner workings are known."""
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
        """To be called now and then; raises Overtaken in a build that is not worth its end."""
        if self._under_way and self._server._want_rebuild:
            raise Overtaken

    def hold(self) -> None:
        """From here on files of the site change: requests wait for the end of the build."""
        if self._under_way:
            with self._server._epoch_cond:
                self._server._wanted_epoch = max(
                    round(time.monotonic() * 1000), self._server._visible_epoch + 1
                )

    def _show(self) -> bool:
        """Whether there were pages to be shown, and they are."""
        site = self._site()
        if site is None:
            return False
        start = time.perf_counter()
        try:
            shown = [_render(artifact, site) for artifact in self._pages()]
        except Exception:  # noqa: BLE001 - the build that follows meets the same, and says it
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
    """Whether it is a page that the site had, which is now written anew."""
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
    """The folders and files to be watched for changes in a place, each with whether all below it is
    meant. What a build itself writes is left out: a site that lies in its folder of rules would be
    built without an end.
    """
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
