"""Incremental, parallel MkDocs builds: unchanged pages are not read, rendered or written again.

MkDocs runs its usual build and calls its usual functions, five of which are replaced meanwhile. The
first request to read a page reads all pages, and the first request to render one renders all. Later
requests find the result ready.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page

from generator.site.cache import cache_key, page_cache
from generator.site.cache.html_cache import HtmlCache
from generator.site.cache.page_job import PageJob
from generator.site.cache.patching import Functions, patch
from generator.site.cache.reading import PageReader
from generator.site.cache.rendering import Rendering
from generator.site.cache.steps import Progress, Steps
from generator.site.folder import SiteFolder


class FastBuild:
    """One build, from `start` to `finish`. Raises cache_key.Unknown if the cache cannot be used.

    `own_part` returns what else of ours changes a page, apart from its file; `jobs` is the number
    of processes, by default one per core. `awaited` files are copied once the pages are made, after
    `finish_awaited`.
    """

    def __init__(
        self,
        config: MkDocsConfig,
        cache: HtmlCache,
        *,
        jobs: int | None,
        own_part: Callable[[File], object],
        progress: Progress | None = None,
        awaited: Collection[str] = (),
        finish_awaited: Callable[[], None] = lambda: None,
    ) -> None:
        cache_key.check_known(config)
        cache_key.of_pages(config, Navigation([], []))
        self._contents_digest = cache_key.of_contents(config)
        self._config = config
        self._cache = cache
        self._own_part = own_part
        self._awaited = awaited
        self._finish_awaited = finish_awaited
        self._late: list[File] = []
        self._folder = SiteFolder(Path(config.site_dir), cache)
        self._steps = Steps(cache, self._folder, jobs, progress)
        self._search = next(
            (plugin for plugin in config.plugins.values() if _is_search(plugin)), None
        )
        self._page_jobs: dict[str, PageJob] = {}
        self._reading: PageReader | None = None
        self._rendering: Rendering | None = None
        self._usual: Functions | None = None

    @property
    def pages(self) -> int:
        return len(self._order)

    @property
    def work(self) -> tuple[int, int, int]:
        """The number of pages read, rendered and written."""
        read = 0 if self._reading is None else self._reading.read_now
        made = self._rendering
        return (read, 0, 0) if made is None else (read, made.rendered_now, made.written_now)

    @property
    def _order(self) -> Sequence[PageJob]:
        return () if self._reading is None else self._reading.order

    def start(self) -> None:
        """Replaces the functions; must be followed by `stop`."""
        build = self

        def copy(file: File, dirty: bool = False) -> None:
            build._copy_file(file)

        self._usual = patch(
            Functions(
                clean=self._clean,
                read=self._populate_page,
                copy=copy,
                make=self._build_page,
                write=self._write_file,
            )
        )

    def stop(self) -> None:
        """Restores the functions, even after a failed build."""
        usual, self._usual = self._usual, None
        if usual is not None:
            patch(usual)

    def plan(self, files: Files) -> None:
        """Must be called when all files are known and nothing is written yet."""
        self._folder.plan(
            [
                *(file.dest_uri for file in files),
                *self._config.theme.static_templates,
                "sitemap.xml.gz",
                "search/search_index.json",
            ]
        )

    def finish(self) -> None:
        """Must be called when everything is written."""
        self._copy_late()
        self._folder.note_other("sitemap.xml.gz")
        self._folder.finish()
        self._cache.used("contents", [job.source_key for job in self._order])
        self._cache.used("pages", [job.page_key for job in self._order])
        self._cache.prune()
        self.stop()

    # Functions that MkDocs calls.

    def _clean(self, directory: str) -> None:
        assert self._usual is not None
        if not (directory == self._config.site_dir and self._folder.known):
            self._usual.clean(directory)

    def _populate_page(
        self, page: Page, config: MkDocsConfig, files: Files, dirty: bool = False
    ) -> None:
        assert self._usual is not None
        if self._reading is None:
            self._reading = PageReader(
                self._config,
                self._cache,
                self._steps,
                digest=self._contents_digest,
                own_part=self._own_part,
                usual=self._usual,
                files=files,
            )
            self._reading.read_all()
            self._page_jobs = {job.page.file.src_uri: job for job in self._order}
        job = self._page_jobs.get(page.file.src_uri)
        if job is None:
            self._usual.read(page, config, files, dirty)
        else:
            page_cache.replay(job.facts)

    def _copy_file(self, file: File) -> None:
        if file.src_uri in self._awaited:
            self._late.append(file)
        else:
            self._copy(file)

    def _copy_late(self) -> None:
        late, self._late = self._late, []
        if late:
            self._finish_awaited()
        for file in late:
            self._copy(file)

    def _copy(self, file: File) -> None:
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
        if self._rendering is None and self._reading is not None:
            self._rendering = Rendering(
                config,
                self._cache,
                self._steps,
                folder=self._folder,
                reading=self._reading,
                own_part=self._own_part,
                usual=self._usual,
                search=self._search,
            )
            self._rendering.make_all(doc_files, nav, env)
            self._copy_late()
        job = self._page_jobs.get(page.file.src_uri)
        if job is None or job.searched is None:
            if job is not None and self._reading is not None:
                self._reading.dress(job)
            self._usual.make(page, config, doc_files, nav, env, dirty, excluded)
        elif self._search is not None:
            self._search.search_index.entries.extend(job.searched)

    def _write_file(self, content: bytes, output_path: str) -> None:
        assert self._usual is not None
        path = self._folder.relative(output_path)
        if self._rendering is not None and self._rendering.output is not None:
            self._rendering.output.append(content)
        elif path is None:
            self._usual.write(content, output_path)
        else:
            self._folder.put(path, content)


def _is_search(plugin: Any) -> bool:
    kind = type(plugin)
    return (kind.__module__, kind.__name__) == cache_key.SEARCH and plugin.config.enabled
