"""Tags in the text of a YAML file, replaced in place: where each stands, and what is written there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

import yaml

from generator.content.yaml_text import compose

Edit = tuple[int, int, str]
"""From where to where in the text, and what stands there afterwards."""

_DASH = re.compile(r"[ \t]*-[ \t]+")
_LINE_END = re.compile(r"\r\n|\n|\r|\Z")


class NotEditable(Exception):
    """A tag that is written in a way that is not understood well enough to be changed."""


class Style(Enum):
    """Each tag on a line with a dash, between brackets, or one alone without either."""

    BLOCK = "block"
    FLOW = "flow"
    ALONE = "alone"


@dataclass(frozen=True, slots=True, kw_only=True)
class TagList:
    """The tags of a document as nodes with their places, and how they are written."""

    nodes: tuple[yaml.ScalarNode, ...]
    style: Style


def tag_lists(text: str) -> Iterator[tuple[int, TagList]]:
    """The tags of each document of a text that has any, with the number of the document."""
    for number, root in enumerate(compose(text)):
        if not isinstance(root, yaml.MappingNode):
            continue
        values = [value for key, value in root.value if key.value == "tags"]
        found = listed(values[-1]) if values else None
        if found is not None:
            yield number, found


def listed(value: yaml.Node) -> TagList | None:
    """A value that is a scalar, or a list of nothing else; None where it is neither."""
    if isinstance(value, yaml.ScalarNode):
        return TagList(nodes=(value,), style=Style.ALONE)
    if not isinstance(value, yaml.SequenceNode):
        return None
    nodes = tuple(item for item in value.value if isinstance(item, yaml.ScalarNode))
    if len(nodes) < len(value.value):
        return None
    return TagList(nodes=nodes, style=Style.FLOW if value.flow_style else Style.BLOCK)


def insertion(text: str, root: yaml.MappingNode, after: str, row: str) -> Edit:
    """The edit that puts a line after that of a key of a block. Raises NotEditable."""
    found = [(key, value) for key, value in root.value if key.value == after]
    if not found or root.flow_style:
        raise NotEditable
    key, value = found[0]
    if not isinstance(value, yaml.ScalarNode) or value.start_mark.line != value.end_mark.line:
        raise NotEditable
    end = _line_end(text, value.end_mark.index)
    return end, end, f"{_line_break(text)}{' ' * key.start_mark.column}{row}"


def applied(text: str, edits: Iterable[Edit]) -> str:
    """A text with edits made that do not overlap."""
    pieces, end = [], 0
    for start, stop, new in sorted(edits):
        pieces += [text[end:start], new]
        end = stop
    return "".join([*pieces, text[end:]])


def edits_of(text: str, tags: TagList, replacements: Sequence[tuple[str, ...]]) -> Iterator[Edit]:
    """The edits that put the replacements of each tag in its place. Raises NotEditable."""
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
    """Where a tag stands and its quotation mark; it must stand there letter by letter."""
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
    if rest:  # A comment, which stays on a line of its own.
        return start - len(dash.lstrip()), line_end - len(text[end:line_end].lstrip()), ""
    after = _LINE_END.match(text, line_end)
    assert after is not None
    if after[0]:
        return line_start, after.end(), ""
    return line_start - len(_line_break(text)), line_end, ""


def _dash_before(text: str, start: int) -> str:
    """The beginning of the line of a tag, which is nothing but its dash."""
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
