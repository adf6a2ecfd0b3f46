"""Built HTML as a browser understands it: its elements apart from its text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode

TEXT_BEARING = {
    "id": "an id",
    "href": "an address",
    "content": "a description",
    "aria-label": "a label",
}
"""Attributes whose values are made of text; that they are there is compared, not what they say."""

ACTIVE = (
    "script",
    "img",
    "iframe",
    "object",
    "embed",
    "form",
    "input",
    "style",
    "svg",
    "base",
    "meta",
)
"""Elements that do something, or load something: rule text makes none of them."""

OUR_ADDRESS = re.compile(r"(?:\.\./)*[A-Za-z0-9._~/-]*(?:#[^\s\"'<>`]*)?")
WEB_ADDRESS = re.compile(r"https?://[^\s\"'<>`\\]+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Element:
    tag: str
    attributes: tuple[tuple[str, str | None], ...]
    parts: tuple[Element | str, ...]

    def elements(self) -> Iterator[Element]:
        """This element and all inside of it, in the order of the page."""
        yield self
        for part in self.parts:
            if isinstance(part, Element):
                yield from part.elements()

    def find(self, tag: str) -> list[Element]:
        return [element for element in self.elements() if element.tag == tag]

    def get(self, name: str) -> str | None:
        return dict(self.attributes).get(name)

    @property
    def text(self) -> str:
        if self.tag == "br":
            return " "
        return "".join(part if isinstance(part, str) else part.text for part in self.parts)


def parse(page: str) -> Element:
    """A page, or a piece of one, as the tree that a browser makes of it."""
    root = LexborHTMLParser(page if "<html" in page else f"<!doctype html><body>{page}").root
    assert root is not None
    return _element(root)


def _element(node: LexborNode) -> Element:
    parts: list[Element | str] = []
    child = node.first_child
    while child is not None:
        if child.tag == "-text":
            parts.append(child.text_content or "")
        else:
            parts.append(_element(child))
        child = child.next
    return Element(node.tag or "", tuple(sorted(node.attributes.items())), tuple(parts))


def is_code(element: Element) -> bool:
    return element.tag == "div" and "highlight" in (element.get("class") or "").split()


Skeleton = tuple[str, tuple[tuple[str, str | None], ...], tuple["Skeleton", ...]]


def skeleton(element: Element) -> Skeleton:
    """The elements with their attributes and without their text.

    Line breaks are left out, since a description has them where its text has paragraphs; the
    coloured words of a code block as well.
    """
    attributes = tuple((name, TEXT_BEARING.get(name, value)) for name, value in element.attributes)
    if is_code(element):
        _, *inner = element.elements()
        inside = {(part.tag, *(name for name, _ in part.attributes)) for part in inner}
        assert inside <= {("pre",), ("code",), ("span",), ("span", "class")}
        return element.tag, attributes, ()
    within = (part for part in element.parts if isinstance(part, Element) and part.tag != "br")
    return element.tag, attributes, tuple(map(skeleton, within))


def difference(one: Element, other: Element) -> str:
    """The innermost element whose skeleton differs, in a few words; empty where none does."""
    if skeleton(one) == skeleton(other):
        return ""
    inner = [[p for p in e.parts if isinstance(p, Element) and p.tag != "br"] for e in (one, other)]
    if [p.tag for p in inner[0]] == [p.tag for p in inner[1]] and not is_code(one):
        for mine, theirs in zip(*inner, strict=True):
            found = difference(mine, theirs)
            if found:
                return found
    tags = " ".join(part.tag for part in inner[0])
    return f"<{one.tag}> {one.attributes} holds {tags or 'no element'}, with the text {one.text!r}"


@dataclass(frozen=True, slots=True)
class Text:
    """Text between two tags, of code or of anything else."""

    text: str
    of_code: bool = False


def pieces(element: Element) -> Iterator[Text]:
    """The texts of a tree between its tags: as many for every tree of the same skeleton."""
    if is_code(element):
        yield Text(element.find("code")[0].text, of_code=True)
        return
    text = ""
    for part in element.parts:
        if isinstance(part, str):
            text += part
        elif part.tag == "br":
            text += " "
        else:
            yield Text(text)
            text = ""
            yield from pieces(part)
    yield Text(text)


def bad_addresses(element: Element) -> list[str]:
    """Addresses that are neither a web address nor a path of ours."""
    addresses = [
        value or ""
        for inner in element.elements()
        for name, value in inner.attributes
        if name in {"href", "src", "action", "formaction", "data", "poster", "srcset"}
    ]
    return [
        address
        for address in addresses
        if not OUR_ADDRESS.fullmatch(address) and not WEB_ADDRESS.fullmatch(address)
    ]
