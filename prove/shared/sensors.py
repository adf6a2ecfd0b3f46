"""What sensors of endpoints record of an event that Sysmon would have written."""

from __future__ import annotations

import re
from typing import Any

from prove.shared.values import text_of


class Unrecorded(Exception):
    """The product does not record this event."""


def single_text(value: Any) -> str:
    """A value as the text of a column; null is the empty text. Raises Unrecorded for several."""
    if isinstance(value, (list, dict)):
        raise Unrecorded("several values in a column of texts")
    return text_of(value) or ""


def file_name(path: Any) -> str:
    """The last part of a path. Raises Unrecorded for what is not a path to a file."""
    text = single_text(path)
    last = re.split(r"[\\/]", text)[-1]
    if last == text or not last:
        raise Unrecorded("not a path to a file")
    return last
