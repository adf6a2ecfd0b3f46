"""HTML of rule texts: headings, titles and code blocks."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from functools import partial
from typing import Any

from markdown.extensions.toc import slugify  # type: ignore[import-untyped]
from markupsafe import Markup, escape

_SECTION = re.compile(r"rule-([0-9]+|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})")
"""Our own anchors, which no heading may use as well."""
FENCES = "pymdownx.superfences"
PLAIN = "text"
"""The language of a block without highlighting."""


def guard_ids(extensions: dict[str, Any]) -> None:
    """Keeps headings, which are made of rule text, from using ids that the page needs.

    Material finds its own elements by ids that begin with `__`: a heading `__config` would replace
    the page's settings.
    """
    toc = extensions.setdefault("toc", {})
    given = toc.get("slugify", slugify)
    if not (isinstance(given, partial) and given.func is _guarded):
        toc["slugify"] = partial(_guarded, given)


def _guarded(given: Callable[[str, str], str], text: str, separator: str) -> str:
    slug = str(given(text, separator)).lstrip("_")
    return f"{slug}-" if _SECTION.fullmatch(slug) else slug


def without_tags(value: object) -> Markup:
    """The result of `striptags`, escaped again so that it is safe as HTML."""
    return escape(Markup(str(value)).striptags())  # noqa: S704 - its result is escaped


def add_plain_fence(extensions: list[str], settings: dict[str, dict[str, Any]]) -> None:
    """Renders plain text blocks without Pygments, unless the configuration overrides this. Pygments
    would take longer than the rest of the page."""
    if FENCES not in extensions:
        return
    fences = settings.setdefault(FENCES, {}).setdefault("custom_fences", [])
    if all(fence.get("name") not in (PLAIN, "*") for fence in fences):
        fences.append({"name": PLAIN, "class": "", "format": plain_block, "validator": bare})


def bare(
    language: str, inputs: dict[str, str], options: dict[str, Any], attrs: dict[str, Any], md: Any
) -> bool:
    """Accepts only a block without line numbers, title and so on; others use the default
    formatter."""
    return not inputs


def plain_block(
    source: str, language: str, class_name: str, options: dict[str, Any], md: Any, **given: Any
) -> str:
    """The HTML that Pygments would produce for a block of the language `text`."""
    classes = "".join(f"{html.escape(name)} " for name in given.get("classes") or ())
    anchor = f' id="{html.escape(given["id_value"])}"' if given.get("id_value") else ""
    code = html.escape(source, quote=False)
    return f'<div{anchor} class="{classes}highlight"><pre><code>{code}\n</code></pre></div>'
