"""The command line's request to an MkDocs build, and the results."""

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
    """Input from the command line to the plugin, and the results.

    `base` is the project folder; without a request it is the folder of mkdocs.yml. `keep_html` is
    whether pages are cached between builds; `preview` and `offline` are options of the plugin;
    `pages_beside` are written with those of the build. `report` receives the mistakes of every
    build, including those of a `serve`; `work` is the number of pages read, rendered and written,
    if pages are cached; `notes` are messages for the user.
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
