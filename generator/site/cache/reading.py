"""Markdown → content: read by MkDocs if it changed, otherwise taken from the cache."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from contextlib import suppress

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

from generator.site.cache import page_cache
from generator.site.cache.html_cache import HtmlCache, Row, packed, unpacked
from generator.site.cache.page_job import PageJob, ReadPage
from generator.site.cache.patching import Functions
from generator.site.cache.steps import Steps


class PageReader:
    """All pages of one build. `digest` covers all inputs of contents other than the pages;
    `own_part` returns what else of ours changes a page, apart from its file; `usual` are MkDocs'
    functions."""

    def __init__(
        self,
        config: MkDocsConfig,
        cache: HtmlCache,
        steps: Steps,
        *,
        digest: str,
        own_part: Callable[[File], object],
        usual: Functions,
        files: Files,
    ) -> None:
        self._config = config
        self._cache = cache
        self._steps = steps
        self._digest = digest
        self._own_part = own_part
        self._usual = usual
        self._files = files
        self.order: list[PageJob] = []
        self.read_now = 0

    def read_all(self) -> None:
        """Fills `order`. Pages that cannot be cached and pages that are not part of the site are
        left to MkDocs."""
        files = self._files
        self.order = [
            PageJob(page=file.page, source_key=self._source_key(file))
            for file in files.documentation_pages()
            if isinstance(file.page, Page)
        ]
        known = self._cache.find("contents", (job.source_key for job in self.order))
        now = page_cache.LinkTargets(files.src_uris)
        missing = []
        for place, job in enumerate(self.order):
            with suppress(ValueError, KeyError):
                facts = json.loads(unpacked(known.get(job.source_key)))
                if page_cache.still_leads(facts, now):
                    job.facts = facts
                    page_cache.put_facts(job.page, facts, files.src_uris)
                    continue
            missing.append(place)
        self._steps.each("contents", missing, len(self.order), self._read, self._note_read)
        self.order = [job for job in self.order if job.facts]
        self.read_now = len(missing)

    def dress(self, job: PageJob) -> None:
        """Sets the content of a page; reads the page again if the cached content was lost."""
        try:
            page_cache.put_body(job.page, unpacked(job.body))
        except ValueError:
            with page_cache.captured_reports():  # All of it has already been reported.
                self._usual.read(job.page, self._config, self._files)

    def fetch_bodies(self, page_jobs: Iterable[PageJob]) -> None:
        """Fetches the contents of all pages that will be rendered in one query."""
        wanted = [job for job in page_jobs if job.body is None]
        found = self._cache.bodies("contents", (job.source_key for job in wanted))
        for job in wanted:
            job.body = found.get(job.source_key)

    def _source_key(self, file: File) -> bytes:
        parts = json.dumps([self._digest, file.src_uri, file.url, self._own_part(file)])
        return hashlib.sha256(parts.encode() + b"\0" + file.content_bytes).digest()

    def _read(self, place: int) -> ReadPage | None:
        """The result of reading a page, in a worker process or here; None if it cannot be
        cached."""
        page = self.order[place].page
        looked_up = page_cache.RecordingFiles(self._files)
        with page_cache.captured_reports() as reports:
            self._usual.read(page, self._config, looked_up)
        try:
            facts, body = page_cache.facts_and_body(page, reports, looked_up)
        except ValueError:
            return None
        return ReadPage(facts=packed(facts), body=packed(body))

    def _note_read(self, place: int, read: ReadPage | None) -> Row | None:
        job = self.order[place]
        if read is None:
            return None
        job.facts = json.loads(unpacked(read.facts))
        job.body = read.body
        page_cache.put_facts(job.page, job.facts, self._files.src_uris)
        return Row(job.source_key, read.facts, read.body)
