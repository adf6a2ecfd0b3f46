"""Fixes of findings as text edits, so that comments and layout are kept."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from generator.base.diagnostics import Diagnostic, Rewrite, Route
from generator.content.documents import Document
from generator.content.yaml_text import compose, parse
from generator.review.migrate.edits import (
    Edit,
    NotEditable,
    TagList,
    applied,
    edits_of,
    insertion,
    listed,
)

FIRST_KEY = "title"
"""A new key is inserted after this one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fixed:
    """The result for one file: its new text, the edits that produce it, and the findings that they
    fix. A finding whose position is written in an unsupported notation is not among them."""

    document: Document
    text: str
    edits: tuple[Edit, ...]
    mended: tuple[Diagnostic, ...]


def fixed(document: Document, found: Iterable[Diagnostic]) -> Fixed:
    """Applies the fixes of the findings to a file.

    The new text is parsed again: unless it differs from the old one exactly as the fixes say, the
    file is left unchanged.
    """
    tree = compose(document.text)
    edits: list[Edit] = []
    mended: list[Diagnostic] = []
    for group in _by_key(diagnostic for diagnostic in found if diagnostic.fix):
        try:
            new, done = _edits(document.text, tree, group)
        except NotEditable:
            continue
        edits += new
        mended += done
    text = applied(document.text, edits)
    if not edits or not _is_sound(document, text, mended):
        return Fixed(document=document, text=document.text, edits=(), mended=())
    return Fixed(document=document, text=text, edits=tuple(sorted(edits)), mended=tuple(mended))


def _by_key(found: Iterable[Diagnostic]) -> Iterable[list[Diagnostic]]:
    """The findings grouped by the key that their fixes edit; the edits of one key are made
    together."""
    groups: dict[Route, list[Diagnostic]] = {}
    for diagnostic in found:
        groups.setdefault(diagnostic.fix[0].route[:2], []).append(diagnostic)
    return groups.values()


def _edits(
    text: str, tree: Sequence[yaml.Node], group: Sequence[Diagnostic]
) -> tuple[list[Edit], list[Diagnostic]]:
    """The edits below one top-level key, and the findings that they fix.

    Of two findings about one item, the first is fixed; the other is left for the next round.
    """
    number, key, *_ = group[0].fix[0].route
    if not isinstance(number, int) or number >= len(tree) or not isinstance(key, str):
        raise NotEditable
    root = tree[number]
    if not isinstance(root, yaml.MappingNode):
        raise NotEditable
    values = [value for key_node, value in root.value if key_node.value == key]
    if group[0].fix[0].adds:
        if values:
            raise NotEditable
        row = f"{key}: {_only(group[0].fix[0].values)}"
        return [insertion(text, root, FIRST_KEY, row)], [group[0]]
    listing = listed(values[-1]) if values else None
    if listing is None:
        raise NotEditable
    written = [(str(node.value).strip(),) for node in listing.nodes]
    new: dict[int, tuple[str, ...]] = {}
    done = []
    for diagnostic in group:
        places = {_item(listing, rewrite.route[2:]): rewrite for rewrite in diagnostic.fix}
        if not places.keys() & new.keys():
            new |= {place: rewrite.values for place, rewrite in places.items()}
            done.append(diagnostic)
    replacements = [new.get(place, item) for place, item in enumerate(written)]
    return list(edits_of(text, listing, replacements)), done


def _only(values: tuple[str, ...]) -> str:
    if len(values) != 1:
        raise NotEditable
    return values[0]


def _item(listing: TagList, place: Route) -> int:
    """The index of the list item that a route names, by position or by text; 0 for a single
    value."""
    if not place:
        if len(listing.nodes) != 1:
            raise NotEditable
        return 0
    texts = [str(node.value).strip() for node in listing.nodes]
    (name,) = place
    if isinstance(name, int) and name < len(texts):
        return name
    if name not in texts:
        raise NotEditable
    return texts.index(str(name))


def _is_sound(document: Document, text: str, mended: Iterable[Diagnostic]) -> bool:
    """Whether a text equals the old one with the fixes applied, and differs in nothing else."""
    _, mistakes = parse(document.text, document.path)
    parts, new_mistakes = parse(text, document.path)
    if [m.code for m in mistakes] != [m.code for m in new_mistakes]:
        return False
    wanted = {part.number: copy.deepcopy(dict(part.data)) for part in document.parts}
    for group in _by_key(mended):
        number, key, *_ = group[0].fix[0].route
        data = wanted.get(number) if isinstance(number, int) else None
        if data is None:
            return False
        rewrites = [rewrite for diagnostic in group for rewrite in diagnostic.fix]
        data[key] = _rewritten(data.get(key), rewrites)
    return wanted == {part.number: dict(part.data) for part in parts}


def _rewritten(value: Any, rewrites: Sequence[Rewrite]) -> Any:
    """A parsed value with the fixes applied."""
    if not isinstance(value, list):
        return _only(rewrites[0].values)
    texts = [str(item).strip() for item in value]
    new: list[Sequence[Any]] = [(item,) for item in value]
    for rewrite in rewrites:
        (name,) = rewrite.route[2:]
        new[name if isinstance(name, int) else texts.index(name)] = rewrite.values
    return [item for items in new for item in items]
