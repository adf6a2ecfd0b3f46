"""Code that is not coloured: a block of plain text has no need of Pygments, which takes longer
than the rest of the page."""

from __future__ import annotations

from html import escape
from typing import Any

FENCES = "pymdownx.superfences"
PLAIN = "text"
"""The language of a block that is shown as it is."""


def add_plain_fence(extensions: list[str], settings: dict[str, dict[str, Any]]) -> None:
    """Lets blocks of plain text through uncoloured, unless the configuration has its own way."""
    if FENCES not in extensions:
        return
    fences = settings.setdefault(FENCES, {}).setdefault("custom_fences", [])
    if all(fence.get("name") not in (PLAIN, "*") for fence in fences):
        fences.append({"name": PLAIN, "class": "", "format": plain_block, "validator": bare})


def bare(
    language: str, inputs: dict[str, str], options: dict[str, Any], attrs: dict[str, Any], md: Any
) -> bool:
    """Only a block without line numbers, a title and the like; others go the usual way."""
    return not inputs


def plain_block(
    source: str, language: str, class_name: str, options: dict[str, Any], md: Any, **given: Any
) -> str:
    """The HTML that a block of the language `text` has, as Pygments would have given it."""
    classes = "".join(f"{escape(name)} " for name in given.get("classes") or ())
    anchor = f' id="{escape(given["id_value"])}"' if given.get("id_value") else ""
    code = escape(source, quote=False)
    return f'<div{anchor} class="{classes}highlight"><pre><code>{code}\n</code></pre></div>'
