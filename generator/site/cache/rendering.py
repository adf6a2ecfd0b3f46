"""Content → page: rendered by MkDocs if it changed, otherwise kept or written from the cache."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File
from mkdocs.structure.nav import Navigation

from generator.site.cache import cache_key, page_cache
from generator.site.cache.html_cache import HtmlCache, Row, packed, unpacked
from generator.site.cache.page_job import PageJob, WrittenPage
from generator.site.cache.patching import Functions
from generator.site.cache.reading import PageReader
from generator.site.cache.steps import Steps
from generator.site.folder import SiteFolder


class Rendering:
    """All pages of one build, in reading order. `search` is the search plugin, if there is one.
    `output` is the destination of the page that is being rendered; None otherwise."""

    def __init__(
        self,
        config: MkDocsConfig,
        cache: HtmlCache,
        steps: Steps,
        *,
        folder: SiteFolder,
        reading: PageReader,
        own_part: Callable[[File], object],
        usual: Functions,
        search: Any,
    ) -> None:
        self._config = config
        self._cache = cache
        self._steps = steps
        self._folder = folder
        self._reading = reading
        self._own_part = own_part
        self._usual = usual
        self._search = search
        self.output: list[bytes] | None = None
        self.rendered_now = self.written_now = 0

    def make_all(self, doc_files: Sequence[File], nav: Navigation, env: Any) -> None:
        """Brings every page in the site's folder up to date, except for those that MkDocs has to
        make."""
        order = self._reading.order
        digest = cache_key.of_pages(self._config, nav)
        for job in order:
            parts = [digest, job.facts["digest"], self._own_part(job.page.file)]
            parts += cache_key.of_page(job.page)
            job.page_key = hashlib.sha256(json.dumps(parts).encode()).digest()
        known = self._cache.find("pages", (job.page_key for job in order))
        missing, unwritten = [], []
        for place, job in enumerate(order):
            with suppress(ValueError):
                job.searched = json.loads(unpacked(known.get(job.page_key)))
            path = job.page.file.dest_uri
            if job.searched is None:
                missing.append(place)
            elif self._folder.holds(path, job.page_key):
                self._folder.keep(path)
            else:
                unwritten.append(place)
        self._fetch_html([order[place] for place in unwritten])
        self._reading.fetch_bodies([order[place] for place in missing])

        def make(place: int) -> WrittenPage | None:
            return self._make(order[place], doc_files, nav, env)

        places = sorted([*missing, *unwritten])
        self._steps.each("pages", places, len(order), make, self._note_made)
        self.rendered_now = len(missing)
        self.written_now = len(missing) + len(unwritten)

    def _make(
        self, job: PageJob, doc_files: Sequence[File], nav: Navigation, env: Any
    ) -> WrittenPage | None:
        """Writes a page, in a worker process or here; None if it is left to MkDocs."""
        path = job.page.file.dest_uri
        if job.html is not None:
            with suppress(ValueError):
                content = unpacked(job.html)
                return WrittenPage(self._folder.write(path, content, job.page_key))
        self._reading.dress(job)
        entries = [] if self._search is None else self._search.search_index.entries
        start = len(entries)
        output: list[bytes] = []
        self.output = output
        try:
            self._usual.make(job.page, self._config, doc_files, nav, env)
        finally:
            self.output = None
            searched = entries[start:]
            del entries[start:]
            page_cache.drop_body(job.page)
        if len(output) != 1:
            return None
        return WrittenPage(
            self._folder.write(path, output[0], job.page_key),
            searched=packed(json.dumps(searched).encode()),
            html=packed(output[0]),
        )

    def _note_made(self, place: int, made: WrittenPage | None) -> Row | None:
        job = self._reading.order[place]
        job.body = job.html = None
        if made is None:
            return None
        self._folder.note(job.page.file.dest_uri, made.trace)
        if made.searched is None or made.html is None:
            return None
        job.searched = json.loads(unpacked(made.searched))
        return Row(job.page_key, made.searched, made.html)

    def _fetch_html(self, page_jobs: Sequence[PageJob]) -> None:
        found = self._cache.bodies("pages", (job.page_key for job in page_jobs))
        for job in page_jobs:
            job.html = found.get(job.page_key)
