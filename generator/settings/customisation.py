"""The settings `templates` and `words`: a user's changes to the pages.

This module only reads them. `generator.pages.page_text` knows which templates and words exist and
what a template may contain.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from generator.base.diagnostics import Code, quoted
from generator.content.kinds.mapping_reader import MappingReader

TEMPLATES, WORDS = "templates", "words"
KEYS = (TEMPLATES, WORDS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Customisation:
    """The text of each template in the user's `folder`, by name, and the user's words, by ours.
    Both may contain names that no page uses.
    """

    folder: Path | None = None
    templates: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)


def read(reader: MappingReader, home: Path, bad: Code) -> Customisation:
    """Both settings of a configuration in the folder `home`. A missing folder is reported with the
    code `bad` and ignored.
    """
    words = reader.text_mapping(WORDS)
    name = reader.text(TEMPLATES)
    folder = home / name if name and "\0" not in name else None
    if folder is None or not folder.is_dir():
        if reader.has(TEMPLATES):
            reader.report(bad, f"templates is {quoted(name)}, which is no folder", TEMPLATES)
        return Customisation(words=words)
    templates = {
        file.name: file.read_text("utf-8", errors="replace") for file in sorted(folder.glob("*.j2"))
    }
    return Customisation(folder=folder, templates=templates, words=words)
