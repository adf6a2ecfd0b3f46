"""What the text of rules becomes in HTML: headings, titles and code blocks."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from functools import partial
from typing import Any

from markdown.extensions.toc import slugify  # type: ignore[import-untyped]
from markupsafe import Markup, escape

_SECTION = re.compile(r"rule-([0-9]+|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})")
"""The anchors of our own, which a heading must not have as well."""
FENCES = "pymdownx.superfences"
PLAIN = "text"
"""The language of a block that is shown as it is."""


def guard_ids(extensions: dict[str, Any]) -> None:
    """Keeps headings, which are made of rule text, from the ids that the page rests on.

    Material finds its own elements by ids that begin with `__`: a heading `__config` would take
    the place of the page's settings.
    """
    toc = extensions.setdefault("toc", {})
    given = toc.get("slugify", slugify)
    if not (isinstance(given, partial) and given.func is _guarded):
        toc["slugify"] = partial(_guarded, given)


def _guarded(given: Callable[[str, str], str], text: str, separator: str) -> str:
    slug = str(given(text, separator)).lstrip("_")
    return f"{slug}-" if _SECTION.fullmatch(slug) else slug


def without_tags(value: object) -> Markup:
    """What `striptags` promises, as text that may stand in HTML and is not escaped again."""
    return escape(Markup(str(value)).striptags())  # noqa: S704 - its result is escaped


def add_plain_fence(extensions: list[str], settings: dict[str, dict[str, Any]]) -> None:
    """Lets blocks of plain text through uncoloured, unless the configuration has its own way. They have
    no need of Pygments, which takes longer than the rest of the page."""
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
    classes = "".join(f"{html.escape(name)} " for name in given.get("classes") or ())
    anchor = f' id="{html.escape(given["id_value"])}"' if given.get("id_value") else ""
    code = html.escape(source, quote=False)
    return f'<div{anchor} class="{classes}highlight"><pre><code>{code}\n</code></pre></div>'
