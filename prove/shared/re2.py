"""RE2 itself, by PyPI's google-re2. Go's `regexp` has the same syntax and finds the same."""

from __future__ import annotations

import functools
from typing import Any

from prove.problems import Missing, Rejected
from prove.shared.values import Test


def require() -> None:
    """Raises Missing where RE2 is not installed."""
    _module()


def _module() -> Any:
    try:
        import re2
    except ImportError as problem:
        raise Missing("google-re2 (`pip install 'detection-catalogue[prove]'`)") from problem
    return re2


@functools.lru_cache(maxsize=4096)
def compiled(expression: str, *, fold: bool = False) -> Any:
    """A compiled expression. Raises Rejected where RE2 does not accept it."""
    re2 = _module()
    options = re2.Options()
    options.case_sensitive = not fold
    options.log_errors = False
    try:
        return re2.compile(expression, options)
    except re2.error as problem:
        raise Rejected(f"not an expression of RE2: {expression!r} ({problem})") from problem


def search(expression: str, *, fold: bool = False) -> Test:
    """Whether an expression is found anywhere in a text."""
    pattern = compiled(expression, fold=fold)
    return lambda text: pattern.search(text) is not None
