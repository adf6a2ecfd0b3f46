"""A digest of anything that is made of values, the same in every run."""

from __future__ import annotations

import dataclasses
import datetime
import hashlib
import json
from collections.abc import Mapping, Set
from enum import Enum
from pathlib import PurePath
from typing import Any


def fingerprint(*values: object) -> str:
    """The digest of values, whatever order their sets have in memory.

    Raises TypeError or ValueError for what has no plain form, as a function or a list in itself.
    """
    text = json.dumps(values, default=_plain, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: Any) -> object:
    """What JSON has no form for, in one that it has. Raises TypeError."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = dataclasses.fields(value)
        return [type(value).__name__, *(getattr(value, field.name) for field in fields)]
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, Set):
        return sorted(fingerprint(item) for item in value)
    if isinstance(value, Enum):
        return [type(value).__name__, value.name]
    if isinstance(value, (PurePath, datetime.date)):
        return [type(value).__name__, str(value)]
    if isinstance(value, bytes):
        return ["bytes", value.hex()]
    raise TypeError(f"{type(value).__name__} has no plain form")
