"""Values of YAML in words: what they are called, and as text."""

from __future__ import annotations

from typing import Any


def called(value: object) -> str:
    """What a value is, in the words of YAML."""
    names = {list: "a list", dict: "a mapping", bool: "true or false", str: "text"}
    return names.get(type(value), "a number" if isinstance(value, (int, float)) else "nothing")


def key_text(key: object) -> str:
    """A key of a mapping as a file writes it, since YAML also has keys that are no text."""
    if key is None:
        return "null"
    return str(key).lower() if isinstance(key, bool) else str(key)


def with_text_keys(value: Any) -> Any:
    """A value in which every key of a mapping is text, as programs expect that read JSON."""
    if isinstance(value, dict):
        return {key_text(key): with_text_keys(item) for key, item in value.items()}
    return [with_text_keys(item) for item in value] if isinstance(value, list) else value


def flat(value: Any) -> str:
    """What a list or mapping says, on one line, so that it can be shown though it is misplaced."""
    if isinstance(value, dict):
        return ", ".join(f"{key_text(key)}: {flat(item)}" for key, item in value.items())
    if isinstance(value, list):
        return ", ".join(flat(item) for item in value)
    return "" if value is None else key_text(value)
