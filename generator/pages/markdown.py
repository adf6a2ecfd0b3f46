"""Text of rules into Markdown: each value is escaped for the place where it stands.

Rule text is hostile. It may hold what Markdown, HTML, a template engine or MkDocs would act on;
after this module it is only text.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable

from generator.base.plain_text import CONTROL, plain, web_address


class Markdown(str):
    """Text that is Markdown already: it is not escaped again."""

    __slots__ = ()


# A backslash escape is good Markdown and reads well, but is only understood before some
# characters; character references are understood everywhere.
_ESCAPED = {character: f"\\{character}" for character in "*_[]#!"} | {
    character: f"&#{ord(character)};" for character in "|`{}~^=+$\\"
}
_ESCAPED |= {"<": "&lt;", ">": "&gt;", "&": "&amp;"}
_SPECIAL = re.compile(r"[*_\[\]#|`{}~^=+$\\<>&]|!$")
# An underscore inside of a word is no emphasis, and left to be read.
_NOT_OF_CODE = re.compile(r"[^\w\s./:,-]|(?<![^\W_])_|_(?![^\W_])")
# What begins a list, a rule, a heading above or an extension's block where it begins a line.
_BLOCK_START = re.compile(
    r"^(?:(?P<number>\d+)(?P<dot>[.)])(?=\s|$)|[-=](?=[-=\s]|$)|\+(?=\s|$)|:(?=[:\s]|$)|!!|\?\?)"
)


def inline(text: str) -> Markdown:
    """Text for a sentence, a heading, a link's label or a table cell."""
    escaped = _SPECIAL.sub(_escape, plain(text))
    return Markdown(_BLOCK_START.sub(_no_block, escaped))


def _no_block(match: re.Match[str]) -> str:
    """A number with its dot escaped, else references for what begins a block."""
    if match["number"]:
        return f"{match['number']}\\{match['dot']}"
    return _references(match[0])


def _escape(match: re.Match[str]) -> str:
    """One special character; those that mean nothing where they stand are left to be read."""
    character, text, place = match[0], match.string, match.start()
    before = text[place - 1 : place]
    after = text[place + 1 : place + 2]
    if character == "_" and before.isalnum() and after.isalnum():
        return "_"
    if character == "&" and not re.match(r"[#\w]", after):
        return "&"
    if character == "\\" and re.match(r"[A-Za-z0-9]", after):
        return "\\"
    if character == "]" and after == ":":
        return _references("]")  # A link's label with `\]:` in it is read as a link's definition.
    if character in "=+" and character not in (before, after):
        return character
    if character == "#" and before not in ("", " ", "#") and after:
        return character
    return _ESCAPED[character]


def _references(text: str) -> str:
    return "".join(f"&#{ord(character)};" for character in text)


def paragraphs(text: str) -> Markdown:
    """Text of several paragraphs for a table cell: line breaks where it had empty lines or lists."""
    blocks = re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip())
    lines = (re.split(r"\n(?=\s*(?:[-*•]|\d+[.)])\s)", block) for block in blocks)
    return Markdown("<br><br>".join("<br>".join(inline(line) for line in block) for block in lines))


def link(label: str, url: str) -> Markdown:
    """A link to another site; text alone where the address is none that a page may lead to."""
    address = web_address(url)
    return Markdown(f"[{inline(label)}]({address})") if address else inline(label)


def page_link(label: str, target: str, source: str) -> Markdown:
    """A link between two pages of ours, as MkDocs checks and rewrites it."""
    return Markdown(f"[{inline(label)}]({relative(target, source)})")


def relative(target: str, source: str) -> str:
    """The path from one page to another, both relative to the output folder."""
    up = source.count("/")
    folder = source.rpartition("/")[0]
    if folder and target.startswith(f"{folder}/"):
        return target[len(folder) + 1 :]
    return "../" * up + target


def code(text: str) -> Markdown:
    """A short code span, also in a table cell."""
    return Markdown(f"<code>{_references_of_special(plain(text))}</code>")


def _references_of_special(text: str) -> str:
    return _NOT_OF_CODE.sub(lambda match: _references(match[0]), text)


def fence(text: str, language: str = "text") -> Markdown:
    """A block of code that nothing in the text can end.

    Python-Markdown drops some control characters before it looks for the end, which would join
    the back-quotes around them; so they are replaced before back-quotes are counted.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    body = CONTROL.sub("\N{REPLACEMENT CHARACTER}", lines).rstrip("\n")
    longest = max((len(run) for run in re.findall(r"`+", body)), default=0)
    ticks = "`" * max(3, longest + 1)
    return Markdown(f"{ticks}{language}\n{body}\n{ticks}")


def bullets(items: Iterable[str]) -> Markdown:
    """The list of a table cell."""
    return Markdown("<ul>" + "".join(f"<li>{_as_markdown(item)}</li>" for item in items) + "</ul>")


def _as_markdown(text: str) -> Markdown:
    return text if isinstance(text, Markdown) else inline(text)


def front_matter(**values: str | Iterable[str]) -> Markdown:
    """Title, description and the like of a page, as YAML; a list where there are several texts.

    MkDocs and Material put these into HTML as they are, so they are escaped for HTML here.
    """
    lines = [f"{key}: {_yaml_value(value)}" for key, value in values.items() if value]
    return Markdown("\n".join(["---", *lines, "---"]))


def _yaml_value(value: str | Iterable[str]) -> str:
    if isinstance(value, str):
        return json.dumps(html.escape(plain(value)), ensure_ascii=False)
    return f"[{', '.join(_yaml_value(item) for item in value)}]"


def summary(text: str, longest: int = 160) -> str:
    """The beginning of a text, cut between words, for a description of a page."""
    line = plain(text)
    if len(line) <= longest:
        return line
    return line[:longest].rpartition(" ")[0].rstrip(",;: ") + " …"
