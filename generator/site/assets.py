"""What the site gets from this program beside its pages: files for the browser, and templates.

A file or a template of the user's own takes the place of the one of that name.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from importlib import resources
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.theme import Theme

STYLE = "assets/catalogue.css"
"""The style sheet of all pages; what only some need is named in their front matter."""
_HOME = Path(str(resources.files("generator.site")))
DOCS = _HOME / "docs"
THEME = _HOME / "theme"


def add_files(files: Files, config: MkDocsConfig) -> None:
    """Adds every file of ours that the docs folder does not have itself."""
    for file in files_in(DOCS):
        path = file.relative_to(DOCS).as_posix()
        if files.get_file_from_path(path) is None:
            files.append(File.generated(config, path, abs_src_path=str(file)))


def add_templates(theme: Theme) -> None:
    """Has our templates found after those of the user's `custom_dir` and before Material's."""
    if theme.name == "material" and str(THEME) not in theme.dirs:
        theme.dirs.insert(1 if theme.custom_dir else 0, str(THEME))


def files_in(folder: Path) -> Iterator[Path]:
    """All files of a folder and those below it, in the same order everywhere."""
    for place, below, names in os.walk(folder):
        below.sort()
        yield from (Path(place, name) for name in sorted(names))
