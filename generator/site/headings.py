"""Headings and titles, which are made of rule text, kept from doing what such text should not."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from typing import Any

from markdown.extensions.toc import slugify  # type: ignore[import-untyped]
from markupsafe import Markup, escape

_SECTION = re.compile(r"rule-([0-9]+|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})")
"""The anchors of our own, which a heading must not have as well."""


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
