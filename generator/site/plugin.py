"""The MkDocs plugin: runs the build and lays its pages over the docs folder."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

from mkdocs import utils
from mkdocs.config import config_options
from mkdocs.config.base import Config as PluginConfig
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import BasePlugin, CombinedEvent, event_priority
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page

from generator.base.diagnostics import Severity, as_text
from generator.build import build as building
from generator.build.build import Build
from generator.build.live_pages import live_pages
from generator.build.serve_state import ServeState
from generator.content.model import Artifact
from generator.settings import config as configuration
from generator.site import assets, offline, overlay, search
from generator.site.cache.cache_key import Unknown
from generator.site.cache.fast_build import FastBuild
from generator.site.cache.html_cache import HtmlCache
from generator.site.live_preview import LastSite, LivePreview, places_to_watch
from generator.site.markup import add_plain_fence, guard_ids, without_tags
from generator.site.request import REQUEST, Request

log = logging.getLogger("mkdocs.plugins.catalogue")

MARKER = ".catalogue-site"
"""Marks a folder in which this program built a site, and which it may therefore empty."""
PAGE_CACHE = Path("cache", "pages.sqlite")
"""Path of the page cache, next to the output folder."""


class Options(PluginConfig):  # type: ignore[no-untyped-call]
    """The plugin's options in mkdocs.yml."""

    config_file = config_options.Optional(config_options.Type(str))
    cache = config_options.Type(bool, default=True)
    """Whether pages are cached between builds."""
    preview = config_options.Type(bool, default=False)
    """Whether this is the site of a proposal, which search engines must not index."""
    offline = config_options.Type(bool, default=False)
    """Whether the site will be read from the disk, without a server."""


class CataloguePlugin(BasePlugin[Options]):  # type: ignore[no-untyped-call]
    """One instance lives through all rebuilds of a `serve`, because it defines `on_startup`."""

    _build: Build | None = None
    _config: configuration.Config | None = None
    _pages = 0
    _dirty = False
    _cache: HtmlCache | None = None
    _fast: FastBuild | None = None
    _words: Mapping[str, tuple[str, ...]] = MappingProxyType({})
    _built_pages: frozenset[str] = frozenset()
    _serve_state: ServeState | None = None
    _live_preview: LivePreview | None = None
    _nav: Navigation | None = None
    _last: LastSite | None = None

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        """Defined so that MkDocs keeps this instance."""
        self._dirty = dirty
        self._serve_state = ServeState() if command == "serve" and not dirty else None

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Builds the pages before MkDocs collects its files."""
        request = REQUEST.get()
        home = Path(config.config_file_path).parent if config.config_file_path else Path.cwd()
        asked = request or Request(base=home, file=self._config_file(home))
        self._config, mistakes = configuration.load(
            asked.base, file=asked.file, settings=asked.settings
        )
        _check_place(Path(config.site_dir), self._config)
        self.config.preview = self.config.preview or asked.preview
        self.config.offline = self.config.offline or asked.offline
        if self.config.offline:
            offline.for_the_disk(config)
        guard_ids(config.mdx_configs)
        add_plain_fence(config.markdown_extensions, config.mdx_configs)
        self._build = building.build(
            self._config,
            jobs=asked.jobs,
            executor=asked.executor,
            progress=asked.progress,
            site_url=config.site_url or "",
            beside=asked.pages_beside,
            serve_state=self._serve_state,
            put_off=True,
        )
        self._go_on()
        self._words = search.words_of_pages(self._build.loaded.catalogue)
        asked.build = self._build
        asked.mistakes = (*mistakes, *self._build.diagnostics)
        if assets.STYLE not in config.extra_css:
            config.extra_css.append(assets.STYLE)
        assets.add_templates(config.theme)
        if asked.report is not None:
            asked.report(asked.mistakes)
        if request is None:
            for mistake in asked.mistakes:
                level = logging.WARNING if mistake.severity is Severity.ERROR else logging.INFO
                log.log(level, as_text(mistake))
        return config

    @event_priority(-100)
    def on_pre_build(self, *, config: MkDocsConfig) -> None:
        """Removes links to folders, because MkDocs empties the site's folder next but would write
        through them."""
        site = Path(config.site_dir)
        if self._live_preview is not None:
            self._live_preview.hold()
        for entry in site.iterdir() if site.is_dir() else ():
            if entry.is_symlink():
                entry.unlink()
        self._start_fast_build(config)

    def _start_fast_build(self, config: MkDocsConfig) -> None:
        """Enables the page cache for the rest of the build, if possible."""
        assert self._config is not None
        self._end_fast_build()
        request = REQUEST.get()
        if self._dirty or not self.config.cache or not (request is None or request.keep_html):
            return
        self._cache = HtmlCache(self._config.output.parent / PAGE_CACHE)
        try:
            self._fast = FastBuild(
                config,
                self._cache,
                jobs=request.jobs if request is not None else None,
                own_part=self._own_part,
                progress=self._show_progress,
                awaited=self._build.written.awaited if self._build is not None else (),
                finish_awaited=self._finish_awaited,
            )
        except Unknown as reason:
            self._note(f"All pages are rendered again, in one process, because {reason}.")
            self._end_fast_build()
        else:
            self._fast.start()

    def _end_fast_build(self) -> None:
        fast, self._fast = self._fast, None
        if fast is not None:
            fast.stop()
        cache, self._cache = self._cache, None
        if cache is not None:
            for note in cache.notes:
                self._note(note)
            cache.close()

    def _finish_awaited(self) -> None:
        assert self._build is not None
        self._build.written.finish()

    def _note(self, text: str) -> None:
        request = REQUEST.get()
        if request is None:
            log.info(text)
        elif text not in request.notes:
            request.notes.append(text)

    def _own_part(self, file: File) -> list[object]:
        """What else of ours changes a page, apart from its file."""
        return [file.src_uri in self._built_pages, self._words.get(file.src_uri, ())]

    def _go_on(self) -> None:
        if self._live_preview is not None:
            self._live_preview.go_on()

    def _show_progress(self, done: int, total: int) -> None:
        self._go_on()
        request = REQUEST.get()
        if request is not None and request.progress is not None:
            request.progress("site", done, total)

    def _config_file(self, home: Path) -> Path | None:
        return home / self.config.config_file if self.config.config_file else None

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Adds the build's output; hand-written pages in the docs folder take precedence."""
        assert self._build is not None
        assert self._config is not None
        assets.add_files(files, config)
        assets.add_robots(files, config, preview=self.config.preview)
        self._built_pages = overlay.add_built(files, self._build, self._config, config)
        self._pages = len(files.documentation_pages())
        overlay.add_permanent_addresses(files, self._build, self._config, config)
        return files

    def on_env(self, env: Any, *, config: MkDocsConfig, files: Files) -> Any:
        """Replaces `striptags`, which Material applies to page titles and which also undoes
        escaping."""
        assert self._build is not None
        if self._fast is None:
            self._build.written.finish()
        env.filters["striptags"] = without_tags
        assets.add_page_list(files, self._build.loaded.catalogue, config)
        if self._fast is not None:
            self._fast.plan(files)
        if self._serve_state is not None and self._nav is not None:
            self._last = LastSite(config=config, files=files, nav=self._nav, env=env)
        return env

    def on_nav(self, nav: Navigation, *, config: MkDocsConfig, files: Files) -> Navigation:
        self._nav = nav
        return nav

    def on_page_content(
        self, content: str, *, page: Page, config: MkDocsConfig, files: Files
    ) -> str:
        """Excludes content from the search: code, and everything but one line of generated
        pages."""
        request = REQUEST.get()
        if request is not None and self._fast is None:
            request.pages += 1
            self._show_progress(request.pages, self._pages)
        return search.marked(content, whole=page.file.src_uri in self._built_pages)

    @event_priority(100)
    def _before_search(self, /, context: Any, *, page: Page, **given: Any) -> None:
        """Puts the searchable line at the top of the page."""
        self._whole = page.content or ""
        line = self._line_of(page)
        part = search.searched_part(self._whole) if self._fast and line else self._whole
        page.content = line + part

    @event_priority(-100)
    def _after_search(self, /, context: Any, *, page: Page, **given: Any) -> None:
        """Removes the line again."""
        whole = (page.content or "").removeprefix(self._line_of(page))
        page.content = search.unmarked(whole if self._fast is None else self._whole)
        self._whole = ""

    on_page_context = CombinedEvent(_before_search, _after_search)

    def _line_of(self, page: Page) -> str:
        path = page.file.src_uri
        if path not in self._built_pages:
            return ""
        return search.line(str(page.meta.get("description") or ""), self._words.get(path, ()))

    @event_priority(-100)
    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Marks the folder as ours: MkDocs has emptied it, so everything in it comes from this
        build."""
        mark(Path(config.site_dir))
        request = REQUEST.get()
        script = offline.search_script(config) if self.config.offline else None
        if script is not None:
            utils.write_file(script, str(Path(config.site_dir, offline.INDEX).with_suffix(".js")))
        if self._fast is not None:
            if request is not None:
                request.pages, request.work = self._fast.pages, self._fast.work
            self._fast.finish()
        self._end_fast_build()

    def on_build_error(self, *, error: Exception) -> None:
        """Restores the functions of MkDocs."""
        self._end_fast_build()

    def on_serve(
        self, server: LiveReloadServer, *, config: MkDocsConfig, builder: Callable[..., Any]
    ) -> LiveReloadServer:
        """Watches the content, in addition to the docs folder."""
        assert self._config is not None
        places = [*configuration.sources_of(self._config)]
        places.append(self._config.base / configuration.FILE_NAME)
        output = self._config.output
        written = (output, output.parent / building.CACHE_FILE.parent, Path(config.site_dir))
        for place in filter(Path.exists, places):
            for path, below in places_to_watch(place, written):
                server.watch(str(path), recursive=below)
        if self._serve_state is not None and LivePreview.possible():
            self._live_preview = LivePreview(server, self._live_pages, lambda: self._last)
            server.builder = self._live_preview
        return server

    def _live_pages(self) -> list[Artifact]:
        """The pages of rules that changed since the last build, if nothing else did."""
        assert self._serve_state is not None
        request = REQUEST.get()
        home = self._config.base if self._config is not None else Path.cwd()
        asked = request or Request(base=home, file=self._config_file(home))
        config, _ = configuration.load(asked.base, file=asked.file, settings=asked.settings)
        return live_pages(config, self._serve_state)


def mark(site: Path) -> None:
    """Writes the marker of a site of this program."""
    (site / MARKER).write_text("Built by `catalogue site`, which may empty this folder.\n")


def _check_place(site: Path, config: configuration.Config) -> None:
    """Checks that the site's folder contains none of its sources, because MkDocs empties it."""
    for place in (config.output, *configuration.sources_of(config)):
        if place.resolve().is_relative_to(site.resolve()):
            raise PluginError(
                f"{place} lies in {site}, the folder of the site, which is emptied before each "
                "build; let the site have a folder of its own"
            )
