"""Links in the Markdown of content that lead to a file which is not there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

from generator.base.diagnostics import Diagnostic, quoted, warning
from generator.checks.check import Check, Context
from generator.checks.prose import texts

DEAD_LINK = warning("dead-link", "A link in Markdown leads to a file that is not there")

CODES = (DEAD_LINK,)

_CODE = re.compile(r"^(`{3,}|~{3,}).*?^\1|`[^`\n]*`", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\[[^\]\[\n]{0,200}\]\(\s*<?([^()\s<>]{1,500})>?[^()\n]{0,200}\)")
_ELSEWHERE = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//|#")
"""An address, or a place on the page itself."""


def check(context: Context) -> Iterator[Diagnostic]:
    for path, route, text in texts(context.catalogue):
        if "](" not in text:
            continue
        file = context.files.get(path)
        if file is None or (context.only is not None and path not in context.only):
            continue
        for target in dict.fromkeys(_LINK.findall(_CODE.sub("", text))):
            if not _ELSEWHERE.match(target) and not _is_there(target, file, context.base):
                message = (
                    f"the link to {quoted(target)} leads nowhere: no such file stands beside this "
                    "one or in the project; mend the path, or write the address of the page"
                )
                yield DEAD_LINK.at(path, route, message)


def _is_there(target: str, file: Path, base: Path) -> bool:
    """Whether a link leads to a file of the project; what lies outside of it is not asked for."""
    path = unquote(re.split(r"[?#]", target)[0]).lstrip("/")
    try:
        folders = (file.parent.resolve(), base.resolve())
        places = [(folder / path).resolve() for folder in folders]
        inside = [place for place in places if any(map(place.is_relative_to, folders))]
        return any(place.exists() for place in inside)
    except (OSError, ValueError):
        return False


CHECK = Check(name="links", codes=CODES, run=check)
