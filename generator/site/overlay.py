"""Generated pages laid over the docs folder; hand-written pages take precedence."""

from __future__ import annotations

import logging
import os
from pathlib import Path
from urllib.parse import quote

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

from generator.build.build import Build
from generator.settings.config import Config
from generator.site import permanent

log = logging.getLogger("mkdocs.plugins.catalogue")

HOME = "index.md"
HOME_NAMES = (HOME, "README.md")
WHOLE = (HOME, "targets/", "support/")
"""Generated pages that are searched in full, like hand-written ones."""


def add_built(files: Files, build: Build, settings: Config, config: MkDocsConfig) -> frozenset[str]:
    """Adds the files of a build. Returns the paths of those of which only one line is searched."""
    output, sources = str(settings.output), _Sources(settings.base, config.docs_dir)
    own_home = any(files.get_file_from_path(name) for name in HOME_NAMES)
    catalogued = set()
    for path in build.written.paths:
        if path == HOME and own_home:
            continue
        place = os.path.join(output, path)
        own = files.src_uris.get(path)
        if own is not None:
            build.written.finish()  # The build may still be in progress.
            if not Path(place).read_bytes().startswith(own.content_bytes.rstrip()):
                log.warning("docs/%s hides the page of that name that was built.", path)
                continue
            files.remove(own)  # The generated page is the hand-written one with data added.
        file = File.generated(config, path, abs_src_path=place)
        source = build.sources.get(path)
        if source is not None:
            file.edit_uri = quote(sources.seen_from_docs(source))
        files.append(file)
        if file.is_documentation_page() and not path.startswith(WHOLE):
            catalogued.add(path)
    return frozenset(catalogued)


def add_permanent_addresses(
    files: Files, build: Build, settings: Config, config: MkDocsConfig
) -> None:
    """Adds permanent addresses, and redirects for pages that have moved."""
    catalogue = build.loaded.catalogue
    renamed = permanent.renamed(catalogue, build.histories, settings.base)
    found = permanent.addresses(catalogue, files, settings.redirects, renamed)
    for address in found.unknown:
        log.warning("redirects: '%s' leads to no page; name a page or a rule's id.", address)
    for page in list(permanent.pages(found, files, config)):
        files.append(page)


class _Sources:
    """Content paths relative to the docs folder; each folder is resolved only once."""

    def __init__(self, base: Path, docs: str) -> None:
        self._base, self._docs = base, docs
        self._folders: dict[str, str] = {}

    def seen_from_docs(self, source: str) -> str:
        folder, name = os.path.split(source)
        seen = self._folders.get(folder)
        if seen is None:
            place = os.path.relpath(self._base / folder, self._docs)
            seen = self._folders[folder] = Path(place).as_posix()
        return f"{seen}/{name}"
