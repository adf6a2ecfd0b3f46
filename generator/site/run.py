"""MkDocs as a build step: its configuration, and the folders that it may empty."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import resources
from pathlib import Path

from mkdocs.commands.build import build as mkdocs_build
from mkdocs.commands.serve import serve as mkdocs_serve
from mkdocs.config import load_config
from mkdocs.exceptions import Abort, BuildError, ConfigurationError

from generator.site.plugin import MARKER, mark
from generator.site.request import REQUEST, Request


class SiteError(Exception):
    """A site that cannot be built; the message says why and what to do."""


def build_site(request: Request, output: Path) -> list[str]:
    """Builds the site into `output` and returns notes for the user.

    MkDocs empties the folder first, so a folder with foreign files is refused. Raises SiteError.
    """
    _claim(output)
    file, notes = _config_file(request.base)
    with _asking(request), _warnings() as warnings:
        try:
            config = load_config(config_file=str(file), site_dir=str(output), strict=True)
            config.plugins.on_startup(command="build", dirty=False)
            mkdocs_build(config)
            config.plugins.on_shutdown()
        except (Abort, BuildError, ConfigurationError) as problem:
            listed = "".join(f"\n  {warning}" for warning in warnings)
            raise SiteError(f"MkDocs did not build the site: {problem}{listed}") from problem
        except OSError as problem:
            if problem.filename is not None and not _within(problem.filename, output):
                raise
            raise _unwritable(output, problem) from problem
    return [*notes, *request.notes]


def serve_site(request: Request, address: str, *, open_browser: bool) -> None:
    """Serves the site and rebuilds it when a file changes, until interrupted."""
    file, _ = _config_file(request.base)
    with _asking(request):
        try:
            mkdocs_serve(
                config_file=str(file),
                dev_addr=address,
                strict=False,
                open_in_browser=open_browser,
            )
        except (Abort, BuildError, ConfigurationError) as problem:
            raise SiteError(f"MkDocs did not serve the site: {problem}") from problem


def _config_file(base: Path) -> tuple[Path, list[str]]:
    """The folder's mkdocs.yml if it uses our plugin, otherwise the bundled one; and notes."""
    bundled = Path(str(resources.files("generator.site").joinpath("default.yml")))
    own = base / "mkdocs.yml"
    if not own.is_file():
        return bundled, []
    if "catalogue" in own.read_text("utf-8", errors="replace"):
        return own, []
    return bundled, [
        f"{own.name} does not list the plugin `catalogue`, so the site has the look that comes "
        "with this program."
    ]


def _claim(output: Path) -> None:
    """Claims the folder. Raises SiteError if it contains foreign files."""
    try:
        if output.exists() and not output.is_dir():
            raise SiteError(f"{output} is no folder; name another one with --output.")
        output.mkdir(parents=True, exist_ok=True)
        marker = output / MARKER
        if any(output.iterdir()) and (marker.is_symlink() or not marker.is_file()):
            raise SiteError(
                f"{output} holds files that are no site of this program, and building would delete "
                "them; name an empty folder with --output."
            )
        mark(output)
    except OSError as problem:
        raise _unwritable(output, problem) from problem


def _within(file: object, folder: Path) -> bool:
    return (
        Path(os.fsdecode(file)).is_relative_to(folder) if isinstance(file, (str, bytes)) else False
    )


def _unwritable(output: Path, problem: OSError) -> SiteError:
    return SiteError(
        f"{problem.filename or output} cannot be written: {problem.strerror}; free space there, or "
        "name another folder with --output."
    )


@contextmanager
def _asking(request: Request) -> Iterator[None]:
    token = REQUEST.set(request)
    try:
        yield
    finally:
        REQUEST.reset(token)


@contextmanager
def _warnings() -> Iterator[list[str]]:
    """Collects the warnings of MkDocs instead of printing them."""
    found: list[str] = []

    class Collector(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            found.append(record.getMessage())

    # Material prints a notice about MkDocs 2 when its plugins are imported; it is for maintainers.
    os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")
    logger = logging.getLogger("mkdocs")
    collector = Collector(logging.WARNING)
    logger.addHandler(collector)
    propagate, logger.propagate = logger.propagate, False
    try:
        yield found
    finally:
        logger.removeHandler(collector)
        logger.propagate = propagate
