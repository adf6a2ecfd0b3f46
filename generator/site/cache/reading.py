"""Markdown → content: read by MkDocs where it changed, else taken from what was kept."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from contextlib import suppress

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

from generator.site.cache import page_cache as stored
from generator.site.cache.html_cache import HtmlCache, Row, packed, unpacked
from generator.site.cache.page_job import Read, Sheet
from generator.site.cache.patching import Functions
from generator.site.cache.steps import Steps


class Reading:
    """All pages of one build. `digest` is of all that contents are made by beside the pages,
    `own_part` tells what of ours, beside its file, changes a page, `usual` are MkDocs' functions.
    """

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
        self.order: list[Sheet] = []
        self.read_now = 0

    def read_all(self) -> None:
        """Fills `order`; what cannot be kept is no part of it, and is left to MkDocs, as are pages
        that are no part of the site."""
        files = self._files
        self.order = [
            Sheet(page=file.page, source_key=self._source_key(file))
            for file in files.documentation_pages()
            if isinstance(file.page, Page)
        ]
        known = self._cache.find("contents", (sheet.source_key for sheet in self.order))
        now = stored.Found(files.src_uris)
        missing = []
        for place, sheet in enumerate(self.order):
            with suppress(ValueError, KeyError):
                facts = json.loads(unpacked(known.get(sheet.source_key)))
                if stored.still_leads(facts, now):
                    sheet.facts = facts
                    stored.put_facts(sheet.page, facts, files.src_uris)
                    continue
            missing.append(place)
        self._steps.each("contents", missing, len(self.order), self._read, self._note_read)
        self.order = [sheet for sheet in self.order if sheet.facts]
        self.read_now = len(missing)

    def dress(self, sheet: Sheet) -> None:
        """Gives a page its content; where that was lost, by reading it once more."""
        try:
            stored.put_body(sheet.page, unpacked(sheet.body))
        except ValueError:
            with stored.heard():  # All of it was reported before.
                self._usual.read(sheet.page, self._config, self._files)

    def fetch_bodies(self, sheets: Iterable[Sheet]) -> None:
        """Gets the contents of pages that are to be rendered, all at once."""
        wanted = [sheet for sheet in sheets if sheet.body is None]
        found = self._cache.bodies("contents", (sheet.source_key for sheet in wanted))
        for sheet in wanted:
            sheet.body = found.get(sheet.source_key)

    def _source_key(self, file: File) -> bytes:
        parts = json.dumps([self._digest, file.src_uri, file.url, self._own_part(file)])
        return hashlib.sha256(parts.encode() + b"\0" + file.content_bytes).digest()

    def _read(self, place: int) -> Read | None:
        """What becomes of the Markdown of a page, in a process of its own or here; None of one
        that cannot be kept."""
        page = self.order[place].page
        looked_up = stored.LookedUp(self._files)
        with stored.heard() as reports:
            self._usual.read(page, self._config, looked_up)
        try:
            facts, body = stored.taken_from(page, reports, looked_up)
        except ValueError:
            return None
        return Read(facts=packed(facts), body=packed(body))

    def _note_read(self, place: int, read: Read | None) -> Row | None:
        sheet = self.order[place]
        if read is None:
            return None
        sheet.facts = json.loads(unpacked(read.facts))
        sheet.body = read.body
        stored.put_facts(sheet.page, sheet.facts, self._files.src_uris)
        return Row(sheet.source_key, read.facts, read.body)
