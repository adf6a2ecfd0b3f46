"""In-place edits of tags in YAML text: the position of each tag, and its replacement."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

import yaml

from generator.content.yaml_text import compose

Edit = tuple[int, int, str]
"""Start and end in the text, and the replacement."""

_DASH = re.compile(r"[ \t]*-[ \t]+")
_LINE_END = re.compile(r"\r\n|\n|\r|\Z")


class NotEditable(Exception):
    """A tag whose notation is not understood well enough to change it."""


class Style(Enum):
    """One tag per line with a dash, a bracketed list, or a single plain value."""

    BLOCK = "block"
    FLOW = "flow"
    ALONE = "alone"


@dataclass(frozen=True, slots=True, kw_only=True)
class TagList:
    """The tags of a document as nodes with positions, and their notation."""

    nodes: tuple[yaml.ScalarNode, ...]
    style: Style


def tag_lists(text: str) -> Iterator[tuple[int, TagList]]:
    """The tags of each document that has any, with the number of the document."""
    for number, root in enumerate(compose(text)):
        if not isinstance(root, yaml.MappingNode):
            continue
        values = [value for key, value in root.value if key.value == "tags"]
        found = listed(values[-1]) if values else None
        if found is not None:
            yield number, found


def listed(value: yaml.Node) -> TagList | None:
    """A scalar, or a list of scalars only, as a TagList; None for any other value."""
    if isinstance(value, yaml.ScalarNode):
        return TagList(nodes=(value,), style=Style.ALONE)
    if not isinstance(value, yaml.SequenceNode):
        return None
    nodes = tuple(item for item in value.value if isinstance(item, yaml.ScalarNode))
    if len(nodes) < len(value.value):
        return None
    return TagList(nodes=nodes, style=Style.FLOW if value.flow_style else Style.BLOCK)


def insertion(text: str, root: yaml.MappingNode, after: str, row: str) -> Edit:
    """The edit that inserts a line after that of a key in a block mapping. Raises NotEditable."""
    found = [(key, value) for key, value in root.value if key.value == after]
    if not found or root.flow_style:
        raise NotEditable
    key, value = found[0]
    if not isinstance(value, yaml.ScalarNode) or value.start_mark.line != value.end_mark.line:
        raise NotEditable
    end = _line_end(text, value.end_mark.index)
    return end, end, f"{_line_break(text)}{' ' * key.start_mark.column}{row}"


def applied(text: str, edits: Iterable[Edit]) -> str:
    """The text with non-overlapping edits applied."""
    pieces, end = [], 0
    for start, stop, new in sorted(edits):
        pieces += [text[end:start], new]
        end = stop
    return "".join([*pieces, text[end:]])


def edits_of(text: str, tags: TagList, replacements: Sequence[tuple[str, ...]]) -> Iterator[Edit]:
    """The edits that replace each tag with its replacements. Raises NotEditable."""
    for place, (node, new) in enumerate(zip(tags.nodes, replacements, strict=True)):
        tag = str(node.value).strip()
        if new == (tag,):
            continue
        start, end, quote = _written(text, node)
        if not new:
            yield _removal(text, tags, place, replacements)
            continue
        first, *more = (f"{quote}{item}{quote}" for item in new)
        if tags.style is Style.FLOW:
            yield start, end, ", ".join([first, *more])
            continue
        yield start, end, first
        if more:
            line_end = _line_end(text, end)
            dash = _dash_before(text, start)
            rows = "".join(f"{_line_break(text)}{dash}{item}" for item in more)
            yield line_end, line_end, rows


def _written(text: str, node: yaml.ScalarNode) -> tuple[int, int, str]:
    """The position of a tag and its quotation mark. The text there must equal the tag letter by
    letter."""
    start, end = node.start_mark.index, node.end_mark.index
    written = text[start:end]
    quote = node.style if node.style in ("'", '"') else ""
    if node.style in ("|", ">") or written != f"{quote}{node.value}{quote}":
        raise NotEditable
    return start, end, quote


def _removal(text: str, tags: TagList, place: int, replacements: Sequence[tuple[str, ...]]) -> Edit:
    node = tags.nodes[place]
    start, end = node.start_mark.index, node.end_mark.index
    if tags.style is Style.FLOW:
        if any(replacements[:place]):
            start = tags.nodes[place - 1].end_mark.index
        else:
            end = tags.nodes[place + 1].start_mark.index
        if "#" in text[start:end].replace(str(node.value), ""):
            raise NotEditable
        return start, end, ""
    dash = _dash_before(text, start)
    line_start, line_end = start - len(dash), _line_end(text, end)
    rest = text[end:line_end].strip()
    if rest:  # A trailing comment, which stays on a separate line.
        return start - len(dash.lstrip()), line_end - len(text[end:line_end].lstrip()), ""
    after = _LINE_END.match(text, line_end)
    assert after is not None
    if after[0]:
        return line_start, after.end(), ""
    return line_start - len(_line_break(text)), line_end, ""


def _dash_before(text: str, start: int) -> str:
    """The start of a tag's line, which must contain nothing but the dash."""
    line_start = max(text.rfind("\n", 0, start), text.rfind("\r", 0, start)) + 1
    dash = text[line_start:start]
    if not _DASH.fullmatch(dash):
        raise NotEditable
    return dash


def _line_end(text: str, start: int) -> int:
    found = _LINE_END.search(text, start)
    assert found is not None
    return found.start()


def _line_break(text: str) -> str:
    found = _LINE_END.search(text)
    return found[0] if found and found[0] else "\n"
