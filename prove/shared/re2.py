"""RE2 itself, by PyPI's google-re2: the engine of Kusto's and Loki's regular expressions."""

from __future__ import annotations

import functools
from typing import Any

from prove.engine import Missing, Rejected


def installed() -> Any:
    """The module. Raises Missing where it is not installed."""
    try:
        import re2
    except ImportError as problem:
        raise Missing("google-re2 (`pip install 'detection-catalogue[prove]'`)") from problem
    return re2


@functools.lru_cache(maxsize=4096)
def compiled(expression: str) -> Any:
    """An expression. Raises Rejected where RE2 takes it for none."""
    re2 = installed()
    options = re2.Options()
    options.log_errors = False
    try:
        return re2.compile(expression, options)
    except re2.error as problem:
        raise Rejected(f"no expression of RE2: {expression!r} ({problem})") from problem


def found_in(expression: str, text: str) -> bool:
    """Whether an expression is found anywhere in a text."""
    return compiled(expression).search(text) is not None
