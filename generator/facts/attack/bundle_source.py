"""Reading of STIX bundles from a file or URL, plain or gzip-compressed."""

from __future__ import annotations

import gzip
import io
import json
import urllib.error
import urllib.request
import zlib
from pathlib import Path
from typing import Any, BinaryIO

LARGEST_BUNDLE = 512 * 1024 * 1024
"""Maximum uncompressed size in bytes. Enterprise has about 50 MB."""
PATIENCE = 60
"""Seconds without a byte after which the download is aborted."""
_GZIP = b"\x1f\x8b"


class BundleError(Exception):
    """Input that is not a usable bundle; the message has one problem per line."""


def read_bundle(source: str) -> dict[str, Any]:
    """The bundle at a path or an http(s) URL. Raises BundleError."""
    try:
        content = _unpacked(_fetched(source) if _is_address(source) else _opened(source))
    except (OSError, EOFError, zlib.error) as problem:
        reason = getattr(problem, "strerror", None) or getattr(problem, "reason", None) or problem
        raise BundleError(f"{source} cannot be read: {reason}") from problem
    try:
        bundle = json.loads(content)
    except (ValueError, RecursionError) as problem:
        raise BundleError(f"{source} is no JSON: {problem}") from problem
    if not isinstance(bundle, dict) or bundle.get("type") != "bundle":
        raise BundleError(f"{source} is no STIX bundle: there is no `type: bundle` at its top")
    if not isinstance(bundle.get("objects"), list):
        raise BundleError(f"{source} is a STIX bundle without `objects`")
    return bundle


def _is_address(source: str) -> bool:
    return source.lower().startswith(("http://", "https://"))


def _opened(source: str) -> bytes:
    with Path(source).open("rb") as stream:
        return _limited(stream)


def _fetched(address: str) -> bytes:
    request = urllib.request.Request(address, headers={"User-Agent": "detection-catalogue"})  # noqa: S310 - the scheme is checked
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310 - the same
            return _limited(answer)
    except urllib.error.HTTPError as problem:
        raise BundleError(f"{address} answers {problem.code} {problem.reason}") from problem


def _unpacked(content: bytes) -> bytes:
    if not content.startswith(_GZIP):
        return content
    with gzip.open(io.BytesIO(content)) as stream:
        return _limited(stream)


def _limited(stream: BinaryIO | gzip.GzipFile) -> bytes:
    content = stream.read(LARGEST_BUNDLE + 1)
    if len(content) > LARGEST_BUNDLE:
        raise BundleError(f"more than {LARGEST_BUNDLE:,} bytes, which no bundle of ATT&CK has")
    return content
