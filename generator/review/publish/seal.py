"""Sealing of preview pages: browsers run only the theme's scripts in them.

The builder escapes every text of a rule. Sealing is a second line of defence: if a text ever
becomes HTML, the content security policy of each page still keeps it from running, loading or
sending anything. External scripts are allowed by exact address, inline scripts by hash. Only the
theme's own inline scripts on the 404 page count, because that page contains no content.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import quote, urlsplit

from generator.review.publish.refusal import Refused
from generator.review.publish.site_files import site_files
from generator.review.publish.standalone import check_standalone

NOTHING = "'none'"
BARE_PAGE = "404.html"
"""The theme's page that shows no content."""

_HEAD = re.compile(rb"<head>", re.IGNORECASE)
_SEAL = re.compile(
    rb'<meta http-equiv="Content-Security-Policy" content="[^"]*"><meta name="robots" content="noindex">'
)
_INLINE = re.compile(rb"<script>(.*?)</script>", re.DOTALL)
_PLACE = re.compile(rb'new URL\("[./A-Za-z0-9_-]*",location\)')
"""The only part of the theme's scripts that differs between pages: the path to the site's root."""

_OF_WORKERS = ("assets/javascripts/lunr/", "assets/javascripts/workers/")
"""Scripts loaded by workers, which the policy of the page does not cover."""


def seal(folder: Path, address: str) -> int:
    """Seals every page of a site for its future address. Returns the number of pages.

    Sealing is idempotent. Raises Refused if a page has no head, or if a file is a document that can
    run scripts.
    """
    files = site_files(folder)
    root = _root(address)
    scripts = [f"{root}{quote(path)}" for path in files if _is_script(path)]
    usual = _inline(files[BARE_PAGE].read_bytes()) if BARE_PAGE in files else frozenset()
    sealed = 0
    for path, file in files.items():
        check_standalone(path, file.read_bytes())
        if path.endswith(".html"):
            file.write_bytes(_sealed(path, file.read_bytes(), scripts, usual))
            sealed += 1
    return sealed


def _is_script(path: str) -> bool:
    """Whether pages load this script; scripts that only workers load don't belong in the page's
    policy."""
    return path.endswith((".js", ".mjs")) and not path.startswith(_OF_WORKERS)


def _root(address: str) -> str:
    parts = urlsplit(address)
    if (
        parts.scheme not in ("http", "https")
        or not parts.hostname
        or re.search(r"[\s;,'\"]", address)
    ):
        raise Refused(f"{address!r} is no address of a site.")
    return f"{address.rstrip('/')}/"


def _inline(page: bytes) -> frozenset[bytes]:
    """The inline scripts of a page, without the parts that differ between pages."""
    return frozenset(_PLACE.sub(b"", script) for script in _INLINE.findall(page))


def _sealed(path: str, page: bytes, scripts: Iterable[str], usual: frozenset[bytes]) -> bytes:
    bare = _SEAL.sub(b"", page, count=1)
    hashes = sorted(
        {
            base64.b64encode(hashlib.sha256(script).digest()).decode()
            for script in _INLINE.findall(bare)
            if _PLACE.sub(b"", script) in usual
        }
    )
    policy = policy_of(scripts, hashes)
    tags = (
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        '<meta name="robots" content="noindex">'
    )
    made, number = _HEAD.subn(lambda found: found[0] + tags.encode(), bare, count=1)
    if not number:
        raise Refused(f"{path!r} is a page without a head.")
    return made


def policy_of(scripts: Iterable[str], hashes: Iterable[str]) -> str:
    """The Content-Security-Policy of a page."""
    allowed = " ".join([*scripts, *(f"'sha256-{text}'" for text in hashes)])
    return "; ".join(
        [
            "default-src 'none'",
            f"script-src {allowed or NOTHING}",
            "worker-src 'self'",
            "connect-src 'self'",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data:",
            "font-src 'self' data:",
            "manifest-src 'self'",
            "base-uri 'none'",
            "form-action 'none'",
        ]
    )
