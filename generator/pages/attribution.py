"""Whose a rule is: what goes with it wherever it is handed on."""

from __future__ import annotations

from generator.base.plain_text import plain
from generator.content.model import Rule


def whose(rule: Rule) -> str:
    """Author and license on one line, such as `by Jane Doe, DRL 1.1`; empty where neither is given."""
    author = f"by {_line(rule.author)}" if rule.author else ""
    return ", ".join(part for part in (author, _line(rule.license)) if part)


def notice(rule: Rule) -> str:
    """The text of a file that stands beside an export of a rule which has no room for it."""
    said = {
        "Title": rule.title,
        "Id": rule.id,
        "Author": rule.author or "not given",
        "License": rule.license or "not given",
    }
    return "".join(f"{name}: {_line(value)}\n" for name, value in said.items())


def _line(text: str) -> str:
    """Text on one line, so that none of it is taken for another entry."""
    return " ".join(plain(text).split())
