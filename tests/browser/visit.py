"""A page in a browser that remembers all that it should not have done."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from playwright.sync_api import ConsoleMessage, Dialog, Page, Request

CHROMIUM = shutil.which("chromium")
MISSING = "chromium is missing; `make setup-ci` installs it from Debian, as root or with sudo"
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


class Visit:
    """`faults` are dialogs, errors, and requests to other hosts since the page was opened."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.faults: list[str] = []
        self.requested: list[str] = []
        page.on("dialog", self._dialog)
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.faults.append(f"error: {error}"))
        page.on("request", self._request)

    def _dialog(self, dialog: Dialog) -> None:
        self.faults.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.faults.append(f"{message.type}: {message.text}")

    def _request(self, request: Request) -> None:
        self.requested.append(request.url)
        if not request.url.startswith(("http://127.0.0.1:", "data:", "blob:http://127.0.0.1:")):
            self.faults.append(f"request: {request.url}")

    @property
    def hacked(self) -> bool:
        """Whether a script of the content ran."""
        return bool(self.page.evaluate("() => 'hacked' in window && window.hacked === 1"))


class _Pages(SimpleHTTPRequestHandler):
    """Serves a folder below a path, and its 404.html where it has no file, as a host of pages."""

    def __init__(self, *arguments: Any, below: str, **given: Any) -> None:
        self.below = below
        super().__init__(*arguments, **given)

    def log_message(self, format: str, *arguments: Any) -> None:
        """Nothing: a test's output is what failed."""

    def translate_path(self, path: str) -> str:
        if not path.startswith(f"/{self.below}"):
            return str(Path(self.directory, "no such file"))
        return super().translate_path(path[len(self.below) :])

    def send_error(self, code: int, *arguments: Any, **given: Any) -> None:
        page = Path(self.directory, "404.html")
        if code != 404 or not page.is_file():
            super().send_error(code, *arguments, **given)
            return
        self.send_response(404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(page.read_bytes())


@contextmanager
def serving(folder: Path, below: str = "") -> Iterator[str]:
    """Serves a folder on a free port of this machine, at the path `below` if there is one, and
    gives the address, with a slash."""
    pages = partial(_Pages, directory=folder, below=below)
    server = ThreadingHTTPServer(("127.0.0.1", 0), pages)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/{below}"
    finally:
        server.shutdown()
        server.server_close()
