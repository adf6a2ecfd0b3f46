"""A page in a build, and the results that worker processes return for it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from mkdocs.structure.pages import Page

from generator.site.cache import page_cache
from generator.site.cache.html_cache import Trace


@dataclass(slots=True)
class PageJob:
    """A page in progress. Keys are digests of its inputs; bodies are packed."""

    page: Page
    source_key: bytes
    facts: page_cache.Facts = field(default_factory=dict)
    body: bytes | None = None
    page_key: bytes = b""
    html: bytes | None = None
    searched: list[dict[str, Any]] | None = None


@dataclass(frozen=True, slots=True)
class ReadPage:
    """The packed result of reading the Markdown of a page."""

    facts: bytes
    body: bytes


@dataclass(frozen=True, slots=True)
class WrittenPage:
    """A written page; `searched` and `html` are set if it was rendered for that."""

    trace: Trace
    searched: bytes | None = None
    html: bytes | None = None
