"""Attribution of a rule: the author and license that accompany every export."""

from __future__ import annotations

from generator.base.plain_text import plain
from generator.content.model import Rule


def whose(rule: Rule) -> str:
    """Author and license on one line, such as `by Jane Doe, DRL 1.1`; empty where neither is given."""
    author = f"by {_line(rule.author)}" if rule.author else ""
    return ", ".join(part for part in (author, _line(rule.license)) if part)


def notice(rule: Rule) -> str:
    """The text of a notice file for an export that has no place for the attribution."""
    said = {
        "Title": rule.title,
        "Id": rule.id,
        "Author": rule.author or "not given",
        "License": rule.license or "not given",
    }
    return "".join(f"{name}: {_line(value)}\n" for name, value in said.items())


def _line(text: str) -> str:
    """Text on one line, so that no part of it reads as another entry."""
    return " ".join(plain(text).split())
