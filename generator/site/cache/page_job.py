"""A page on its way through a build, and what processes tell of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from mkdocs.structure.pages import Page

from generator.site.cache import page_cache
from generator.site.cache.html_cache import Trace


@dataclass(slots=True)
class PageJob:
    """A page on its way. Keys are of what it is made of; bodies are packed."""

    page: Page
    source_key: bytes
    facts: page_cache.Facts = field(default_factory=dict)
    body: bytes | None = None
    page_key: bytes = b""
    html: bytes | None = None
    searched: list[dict[str, Any]] | None = None


@dataclass(frozen=True, slots=True)
class ReadPage:
    """What became of the Markdown of a page, packed."""

    facts: bytes
    body: bytes


@dataclass(frozen=True, slots=True)
class WrittenPage:
    """A page that was written; `searched` and `html` of one that was rendered for it."""

    trace: Trace
    searched: bytes | None = None
    html: bytes | None = None
