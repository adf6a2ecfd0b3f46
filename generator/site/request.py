"""What the command line asks of a build of MkDocs, and what it gets back."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path

from generator.base.diagnostics import Diagnostic
from generator.build import build as building
from generator.build.build import Build
from generator.content.model import Artifact
from generator.settings.config import Settings


@dataclass(slots=True)
class Request:
    """What the command line asks of the plugin, and what it gets back.

    `base` is the folder that the run is about; without a request it is that of mkdocs.yml.
    `keep_html` is whether pages are kept from one build to the next; `preview` and `offline` are
    options of the plugin; `pages_beside` are written with those of the build. `report` is given
    the mistakes of every build, also of those of a `serve`; `work` is the number of pages that were
    read, rendered and written, where pages are kept; `notes` are for the person at the terminal.
    """

    base: Path
    file: Path | None = None
    keep_html: bool = True
    settings: Settings = field(default_factory=Settings)
    jobs: int | None = None
    executor: str = ""
    preview: bool = False
    offline: bool = False
    pages_beside: tuple[Artifact, ...] = ()
    progress: building.Progress | None = None
    report: Callable[[tuple[Diagnostic, ...]], None] | None = None
    build: Build | None = None
    mistakes: tuple[Diagnostic, ...] = ()
    pages: int = 0
    work: tuple[int, int, int] | None = None
    notes: list[str] = field(default_factory=list)


REQUEST: ContextVar[Request | None] = ContextVar("catalogue_request", default=None)
