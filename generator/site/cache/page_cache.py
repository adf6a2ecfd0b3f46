"""Cacheable form of a page: facts that every build needs, and the body."""

from __future__ import annotations

import hashlib
import json
import logging
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import PurePath
from typing import Any

from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import AnchorLink, TableOfContents, get_toc

Facts = dict[str, Any]
"""`title`, `meta`, `anchors`, `links` and `reports` as MkDocs has them after reading the Markdown
of a page; `looked_up` has the result of each link target; `digest` covers all of them and the
body."""


class RecordingFiles(Files):
    """The files of a site, which record each lookup."""

    def __init__(self, files: Files) -> None:
        self._src_uris = files._src_uris
        self.seen: dict[str, list[Any] | None] = {}

    def get_file_from_path(self, path: str) -> File | None:
        file = super().get_file_from_path(path)
        self.seen[PurePath(path).as_posix()] = link_target(file)
        return file


def link_target(file: File | None) -> list[Any] | None:
    """The attributes of a file that a link to it depends on."""
    return None if file is None else [file.url, file.inclusion.value <= InclusionLevel.DRAFT.value]


class LinkTargets(dict[str, "list[Any] | None"]):
    """The link attributes of each file of a site, computed when the first link asks for them."""

    def __init__(self, files: Mapping[str, File]) -> None:
        super().__init__()
        self._files = files

    def __missing__(self, uri: str) -> list[Any] | None:
        there = self[uri] = link_target(self._files.get(uri))
        return there


def still_leads(facts: Facts, now: Mapping[str, list[Any] | None]) -> bool:
    """Whether all links of a page still lead to the same targets."""
    return all(now[uri] == was for uri, was in facts["looked_up"].items())


def facts_and_body(
    page: Page, reports: list[logging.LogRecord], looked_up: RecordingFiles
) -> tuple[bytes, bytes]:
    """Facts and body of a page that MkDocs has just read. Raises ValueError if they cannot be
    cached, as with a date in the front matter."""
    body = _text({"content": page.content, "toc": [_plain_toc(item) for item in page.toc]})
    links = page.links_to_anchors
    facts: Facts = {
        "title": page._title_from_render,
        "meta": dict(page.meta),
        "anchors": sorted(page.present_anchor_ids or ()),
        "links": None if links is None else {file.src_uri: to for file, to in links.items()},
        "reports": [[entry.name, entry.levelno, entry.getMessage()] for entry in reports],
        "looked_up": looked_up.seen,
    }
    try:
        text = _text(facts)
    except TypeError as problem:
        raise ValueError(str(problem)) from problem
    if json.loads(text) != facts:
        raise ValueError("the front matter has a value that JSON does not have")
    facts["digest"] = hashlib.sha256(text + b"\0" + body).hexdigest()
    return _text(facts), body


def put_facts(page: Page, facts: Facts, files: Mapping[str, File]) -> None:
    """Puts a page into the state that MkDocs would produce, except for its content, which is rarely
    needed."""
    page.markdown = page.content = ""
    page.toc = TableOfContents([])
    page.meta = facts["meta"]
    page._title_from_render = facts["title"]
    page.present_anchor_ids = set(facts["anchors"])
    links = facts["links"]
    page.links_to_anchors = links and {files[uri]: to for uri, to in links.items() if uri in files}


def put_body(page: Page, body: bytes) -> None:
    whole = json.loads(body)
    page.content = whole["content"]
    page.toc = get_toc(whole["toc"])


def drop_body(page: Page) -> None:
    """Frees the body: five thousand pages use hundreds of megabytes and are not needed any more."""
    page.content = ""
    page.toc = TableOfContents([])


def replay(facts: Facts) -> None:
    """Repeats the log messages from when the page was read, because `strict` counts them."""
    for name, level, message in facts["reports"]:
        logging.getLogger(name).log(level, "%s", message)


@contextmanager
def captured_reports() -> Iterator[list[logging.LogRecord]]:
    """Captures the log messages of this thread; if an exception is raised, they are logged after
    all."""
    heard: list[logging.LogRecord] = []
    thread = threading.get_ident()
    usual = logging.Logger.callHandlers

    def hear(logger: logging.Logger, record: logging.LogRecord) -> None:
        if record.thread == thread:
            heard.append(record)
        else:
            usual(logger, record)

    logging.Logger.callHandlers = hear  # type: ignore[method-assign, assignment]
    try:
        yield heard
    except BaseException:
        logging.Logger.callHandlers = usual  # type: ignore[method-assign]
        for record in heard:
            logging.getLogger(record.name).handle(record)
        raise
    finally:
        logging.Logger.callHandlers = usual  # type: ignore[method-assign]


def _plain_toc(item: AnchorLink) -> dict[str, Any]:
    return {
        "level": item.level,
        "id": item.id,
        "name": item.title,
        "children": [_plain_toc(child) for child in item.children],
    }


def _text(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=True, separators=(",", ":")).encode()
