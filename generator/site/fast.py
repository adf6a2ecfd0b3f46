"""A build of MkDocs in which a page that has not changed is neither read, nor rendered, nor
written, and in which the others are spread over processes.

MkDocs goes its usual way, and calls the usual functions; five of them are exchanged while it does.
The first page that it wants read has all pages read, the first that it wants rendered has all
rendered; after that each of them is there already.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page

from generator import workers
from generator.site import stored, surroundings
from generator.site.exchange import Functions, exchange
from generator.site.folder import SiteFolder
from generator.site.html_cache import HtmlCache, Row, Table, packed, unpacked
from generator.site.sheets import Made, Read, Sheet

Result = TypeVar("Result")

BATCH = 200
"""Pages after which what was made is kept, so that a build that is cut short was not in vain."""

Progress = Callable[[int, int], None]
"""Told how many pages are rendered, and how many there are."""


class FastBuild:
    """One build, from `start` to `finish`. Raises surroundings.Unknown where it is no help.

    `own_part` tells what of ours, beside its file, changes a page; `jobs` is the number of
    processes, by default one for each core.
    """

    def __init__(
        self,
        config: MkDocsConfig,
        cache: HtmlCache,
        *,
        jobs: int | None,
        own_part: Callable[[File], object],
        progress: Progress | None = None,
    ) -> None:
        surroundings.check_known(config)
        surroundings.of_pages(config, Navigation([], []))
        self._contents_digest = surroundings.of_contents(config)
        self._config = config
        self._cache = cache
        self._jobs = jobs
        self._own_part = own_part
        self._progress = progress
        self._folder = SiteFolder(Path(config.site_dir), cache)
        self._search = next(
            (plugin for plugin in config.plugins.values() if _is_search(plugin)), None
        )
        self._files: Files | None = None
        self._sheets: dict[str, Sheet] = {}
        self._order: list[Sheet] = []
        self._made = False
        self._output: list[bytes] | None = None
        self._usual: Functions | None = None
        self._steps = 0
        self._read_now = self._rendered_now = self._written_now = 0

    @property
    def pages(self) -> int:
        return len(self._order)

    @property
    def work(self) -> tuple[int, int, int]:
        """How many pages were read, rendered and written."""
        return self._read_now, self._rendered_now, self._written_now

    def start(self) -> None:
        """Exchanges the functions; `stop` must follow."""
        build = self

        def copy(file: File, dirty: bool = False) -> None:
            build._copy_file(file)

        self._usual = exchange(
            Functions(
                clean=self._clean,
                read=self._populate_page,
                copy=copy,
                make=self._build_page,
                write=self._write_file,
            )
        )

    def stop(self) -> None:
        """Puts the functions back, whatever has become of the build."""
        usual, self._usual = self._usual, None
        if usual is not None:
            exchange(usual)

    def plan(self, files: Files) -> None:
        """To be called when the files are known and nothing is written yet."""
        self._folder.plan(
            [
                *(file.dest_uri for file in files),
                *self._config.theme.static_templates,
                "sitemap.xml.gz",
                "search/search_index.json",
            ]
        )

    def finish(self) -> None:
        """To be called when all is written."""
        self._folder.note_other("sitemap.xml.gz")
        self._folder.finish()
        self._cache.used("contents", [sheet.source_key for sheet in self._order])
        self._cache.used("pages", [sheet.page_key for sheet in self._order])
        self._cache.prune()
        self.stop()

    # What MkDocs calls.

    def _clean(self, directory: str) -> None:
        assert self._usual is not None
        if not (directory == self._config.site_dir and self._folder.known):
            self._usual.clean(directory)

    def _populate_page(
        self, page: Page, config: MkDocsConfig, files: Files, dirty: bool = False
    ) -> None:
        assert self._usual is not None
        if self._files is None:
            self._read_all(files)
        sheet = self._sheets.get(page.file.src_uri)
        if sheet is None:
            self._usual.read(page, config, files, dirty)
        else:
            stored.replay(sheet.facts)

    def _copy_file(self, file: File) -> None:
        if file._content is None and file.abs_src_path is not None:
            self._folder.copy(file.dest_uri, file.abs_src_path)
        else:
            self._folder.put(file.dest_uri, file.content_bytes)

    def _build_page(
        self,
        page: Page,
        config: MkDocsConfig,
        doc_files: Sequence[File],
        nav: Navigation,
        env: Any,
        dirty: bool = False,
        excluded: bool = False,
    ) -> None:
        assert self._usual is not None
        if not self._made:
            self._make_all(config, doc_files, nav, env)
        sheet = self._sheets.get(page.file.src_uri)
        if sheet is None or sheet.searched is None:
            if sheet is not None:
                self._dress(sheet)
            self._usual.make(page, config, doc_files, nav, env, dirty, excluded)
        elif self._search is not None:
            self._search.search_index.entries.extend(sheet.searched)

    def _write_file(self, content: bytes, output_path: str) -> None:
        assert self._usual is not None
        path = self._folder.relative(output_path)
        if self._output is not None:
            self._output.append(content)
        elif path is None:
            self._usual.write(content, output_path)
        else:
            self._folder.put(path, content)

    # Markdown → content.

    def _read_all(self, files: Files) -> None:
        self._files = files
        self._order = [
            Sheet(page=file.page, source_key=self._source_key(file))
            for file in files.documentation_pages()
            if isinstance(file.page, Page)
        ]
        known = self._cache.find("contents", (sheet.source_key for sheet in self._order))
        missing = []
        for place, sheet in enumerate(self._order):
            with suppress(ValueError, KeyError):
                facts = json.loads(unpacked(known.get(sheet.source_key)))
                if stored.still_leads(facts, files.src_uris):
                    sheet.facts = facts
                    stored.put_facts(sheet.page, facts, files.src_uris)
                    continue
            missing.append(place)
        self._each("contents", missing, self._read, self._note_read)
        # What cannot be kept is left to MkDocs, as are pages that are no part of the site.
        self._order = [sheet for sheet in self._order if sheet.facts]
        self._sheets = {sheet.page.file.src_uri: sheet for sheet in self._order}
        self._read_now = len(missing)

    def _source_key(self, file: File) -> bytes:
        parts = json.dumps([self._contents_digest, file.src_uri, file.url, self._own_part(file)])
        return hashlib.sha256(parts.encode() + b"\0" + file.content_bytes).digest()

    def _read(self, place: int) -> Read | None:
        """What becomes of the Markdown of a page, in a process of its own or here; None of one
        that cannot be kept."""
        assert self._usual is not None
        assert self._files is not None
        page = self._order[place].page
        looked_up = stored.LookedUp(self._files)
        with stored.heard() as reports:
            self._usual.read(page, self._config, looked_up)
        try:
            facts, body = stored.taken_from(page, reports, looked_up)
        except ValueError:
            return None
        return Read(facts=packed(facts), body=packed(body))

    def _note_read(self, place: int, read: Read | None) -> Row | None:
        assert self._files is not None
        sheet = self._order[place]
        if read is None:
            return None
        sheet.facts = json.loads(unpacked(read.facts))
        sheet.body = read.body
        stored.put_facts(sheet.page, sheet.facts, self._files.src_uris)
        return Row(sheet.source_key, read.facts, read.body)

    # Content → page.

    def _make_all(
        self, config: MkDocsConfig, doc_files: Sequence[File], nav: Navigation, env: Any
    ) -> None:
        self._made = True
        digest = surroundings.of_pages(config, nav)
        for sheet in self._order:
            parts = [digest, sheet.facts["digest"], self._own_part(sheet.page.file)]
            parts += surroundings.of_page(sheet.page)
            sheet.page_key = hashlib.sha256(json.dumps(parts).encode()).digest()
        known = self._cache.find("pages", (sheet.page_key for sheet in self._order))
        missing, unwritten = [], []
        for place, sheet in enumerate(self._order):
            with suppress(ValueError):
                sheet.searched = json.loads(unpacked(known.get(sheet.page_key)))
            path = sheet.page.file.dest_uri
            if sheet.searched is None:
                missing.append(place)
            elif self._folder.holds(path, sheet.page_key):
                self._folder.keep(path)
            else:
                unwritten.append(place)
        self._fetch_html([self._order[place] for place in unwritten])
        self._fetch_bodies([self._order[place] for place in missing])

        def make(place: int) -> Made | None:
            return self._make(place, doc_files, nav, env)

        self._each("pages", sorted([*missing, *unwritten]), make, self._note_made)
        self._rendered_now = len(missing)
        self._written_now = len(missing) + len(unwritten)

    def _make(
        self, place: int, doc_files: Sequence[File], nav: Navigation, env: Any
    ) -> Made | None:
        """Writes a page, in a process of its own or here; None if it is left to MkDocs."""
        assert self._usual is not None
        sheet = self._order[place]
        path = sheet.page.file.dest_uri
        if sheet.html is not None:
            with suppress(ValueError):
                content = unpacked(sheet.html)
                return Made(self._folder.write(path, content, sheet.page_key))
        self._dress(sheet)
        entries = [] if self._search is None else self._search.search_index.entries
        start = len(entries)
        output: list[bytes] = []
        self._output = output
        try:
            self._usual.make(sheet.page, self._config, doc_files, nav, env)
        finally:
            self._output = None
            searched = entries[start:]
            del entries[start:]
            stored.drop_body(sheet.page)
        if len(output) != 1:
            return None
        return Made(
            self._folder.write(path, output[0], sheet.page_key),
            searched=packed(json.dumps(searched).encode()),
            html=packed(output[0]),
        )

    def _note_made(self, place: int, made: Made | None) -> Row | None:
        sheet = self._order[place]
        sheet.body = sheet.html = None
        if made is None:
            return None
        self._folder.note(sheet.page.file.dest_uri, made.trace)
        if made.searched is None or made.html is None:
            return None
        sheet.searched = json.loads(unpacked(made.searched))
        return Row(sheet.page_key, made.searched, made.html)

    def _dress(self, sheet: Sheet) -> None:
        """Gives a page its content; where that was lost, by reading it once more."""
        assert self._usual is not None
        assert self._files is not None
        try:
            stored.put_body(sheet.page, unpacked(sheet.body))
        except ValueError:
            with stored.heard():  # All of it was reported before.
                self._usual.read(sheet.page, self._config, self._files)

    def _fetch_bodies(self, sheets: Iterable[Sheet]) -> None:
        wanted = [sheet for sheet in sheets if sheet.body is None]
        found = self._cache.bodies("contents", (sheet.source_key for sheet in wanted))
        for sheet in wanted:
            sheet.body = found.get(sheet.source_key)

    def _fetch_html(self, sheets: Sequence[Sheet]) -> None:
        found = self._cache.bodies("pages", (sheet.page_key for sheet in sheets))
        for sheet in sheets:
            sheet.html = found.get(sheet.page_key)

    def _each(
        self,
        table: Table,
        places: Sequence[int],
        do: Callable[[int], Result],
        note: Callable[[int, Result], Row | None],
    ) -> None:
        """Does something for each page, in as many processes as pay, and keeps what comes of it."""
        rows: list[Row] = []
        for place, result in workers.done(places, do, self._jobs):
            row = note(place, result)
            rows += [row] if row is not None else []
            if len(rows) >= BATCH:
                self._keep(table, rows)
                rows = []
            self._steps += 1
            if self._progress is not None:
                self._progress(self._steps // 2, len(self._order))
        self._keep(table, rows)

    def _keep(self, table: Table, rows: Sequence[Row]) -> None:
        self._cache.keep(table, rows)
        self._folder.save()


def _is_search(plugin: Any) -> bool:
    kind = type(plugin)
    return (kind.__module__, kind.__name__) == surroundings.SEARCH and plugin.config.enabled
