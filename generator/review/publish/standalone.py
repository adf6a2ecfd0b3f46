"""Files that browsers open as standalone documents, outside of our content security policy."""

from __future__ import annotations

import re
from xml.etree import ElementTree

from generator.review.publish.refusal import Refused

XML = (".svg", ".xml", ".xhtml", ".xht", ".rdf", ".rss", ".atom")
OTHERS = (".htm", ".shtml", ".mht", ".mhtml", ".pdf", ".swf")
"""Suffixes that our sites never contain but browsers may open."""

_RUNS = ("http://www.w3.org/2000/svg", "http://www.w3.org/1999/xhtml")
"""Namespaces whose elements can run scripts; feeds and sitemaps use others."""
_SCRIPTED = ("script", "foreignobject", "iframe", "object", "embed", "handler", "set", "animate")


def check_standalone(path: str, text: bytes) -> None:
    """Raises Refused if a file is, or may be, a document that can run scripts."""
    if path.lower().endswith(OTHERS):
        raise Refused(f"{path!r} is of a kind that no site has.")
    if not path.lower().endswith(XML):
        return
    if b"<?xml-stylesheet" in text or b"<!DOCTYPE" in text or b"<!ENTITY" in text:
        raise Refused(f"{path!r} is a document that may run script.")
    try:
        # Entities that could expand without limit are refused above.
        root = ElementTree.fromstring(text)  # noqa: S314
    except ElementTree.ParseError as problem:
        raise Refused(f"{path!r} is no XML that can be looked through: {problem}.") from problem
    if any(map(_runs, root.iter())):
        raise Refused(f"{path!r} is a document that may run script.")


def _runs(element: ElementTree.Element) -> bool:
    """Whether an element of an SVG or XHTML document could run a script."""
    found = re.fullmatch(r"(?:\{(.*)\})?(.*)", str(element.tag), re.DOTALL)
    if found is None or found[1] not in _RUNS:
        return False
    if found[2].lower() in _SCRIPTED:
        return True
    names = {name.rpartition("}")[2].lower(): value for name, value in element.attrib.items()}
    address = re.sub(r"[\x00-\x20]", "", names.get("href", "")).lower()
    return any(name.startswith("on") for name in names) or address.startswith(
        ("javascript:", "data:")
    )
