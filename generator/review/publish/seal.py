"""Pages of a preview sealed: a browser runs the theme's scripts in them and no others.

The builder escapes every text of a rule. This is the second wall: should a text ever become HTML,
the policy in each page still lets none of it run, load or send anything. Scripts are allowed by
their exact address, inline ones by their hash, and only those that the theme puts into its own page
for addresses that lead nowhere, which holds no content.
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
"""The page of the theme that shows no content."""

_HEAD = re.compile(rb"<head>", re.IGNORECASE)
_SEAL = re.compile(
    rb'<meta http-equiv="Content-Security-Policy" content="[^"]*"><meta name="robots" content="noindex">'
)
_INLINE = re.compile(rb"<script>(.*?)</script>", re.DOTALL)
_PLACE = re.compile(rb'new URL\("[./A-Za-z0-9_-]*",location\)')
"""The one part of the theme's scripts that differs from page to page: the way to the site's root."""

_OF_WORKERS = ("assets/javascripts/lunr/", "assets/javascripts/workers/")
"""Scripts that workers load, whose policy is not the page's."""


def seal(folder: Path, address: str) -> int:
    """Seals every page of a site that will stand at an address; gives how many.

    May be done again. Raises Refused where a page has no head, or a file is a document that runs
    script.
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
    """Whether pages load a file; a worker's own parts are no matter of the page's policy."""
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
    """The inline scripts of a page, without what differs from page to page."""
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
    """What a page may do, as a browser reads it."""
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
