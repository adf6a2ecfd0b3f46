"""Text and addresses from content, in a form that no parser of a page takes apart."""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

SCHEMES = ("http", "https")
"""What a link of a rule may lead to; anything else is shown as text."""

CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff\ud800-\udfff]")
SPACE = re.compile(r"[\s\x85\u2028\u2029]+")


def plain(text: str) -> str:
    """One line of text without control characters, which Python-Markdown uses for its own ends."""
    return SPACE.sub(" ", CONTROL.sub("\N{REPLACEMENT CHARACTER}", text)).strip()


def web_address(url: str) -> str | None:
    """The address in a form that no Markdown or HTML parser takes apart; None where it is no
    web address."""
    text = CONTROL.sub("", url).strip()
    try:
        parts = urlsplit(text)
        valid = parts.scheme.lower() in SCHEMES and bool(parts.hostname)
    except ValueError:
        return None
    if not valid or SPACE.search(text):
        return None
    return quote(text, safe="/:?#@!$&;=%+,.-~").replace("&", "&amp;")
