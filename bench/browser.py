"""A real browser for rows that need one; without it, these rows are not measured."""

from __future__ import annotations

import shutil
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from bench.process import Failed

CHROMIUM = shutil.which("chromium")
FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking")


class NoBrowser(Exception):
    """No browser is installed; the message says how to install it."""


@contextmanager
def chromium_page() -> Iterator[Any]:
    """A page of headless Chromium with an empty cache. Raises NoBrowser, and Failed on a
    timeout."""
    try:
        from playwright.sync_api import Error, sync_playwright
    except ImportError:
        raise NoBrowser("playwright is missing: `pip install 'detection-catalogue[dev]'`") from None
    if CHROMIUM is None:
        raise NoBrowser("chromium is missing: `make setup-ci`")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        try:
            yield browser.new_page()
        except Error as problem:
            raise Failed(f"the browser did not come so far: {problem}") from problem
        finally:
            browser.close()


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *arguments: Any) -> None:
        """Logs nothing, because the output consists of measurements."""


class _Patient(ThreadingHTTPServer):
    def handle_error(self, request: Any, client_address: Any) -> None:
        """Ignores browsers that leave a page before it is fully loaded; other errors are
        reported."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serves a folder on a free local port and yields the address, with a trailing slash."""
    server = _Patient(("127.0.0.1", 0), partial(_Quiet, directory=folder))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
