"""The metadata of a rule in the form that pySigma accepts, since no query depends on it.

pySigma parses the whole document and refuses a rule for a numeric `id`, a date that is none, or a tag
without a namespace. Such values are repaired where their meaning is plain and left out otherwise;
`catalogue check` reports them. What pySigma accepts is passed on untouched.
"""

from __future__ import annotations

import datetime
import re
import uuid
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from generator.content.model import Level, RelationType, Status

LONGEST_TITLE = 256
"""Characters of a title that pySigma takes."""
BODIES = ("detection", "correlation", "filter")
"""The keys one of which makes a document a rule."""
_DATE = re.compile(r"([1-3]\d{3})(?:-([01]\d)-([0-3]\d)|/([01]?\d)/([0-3]?\d))")
_STATUSES = {status.value for status in Status}
_LEVELS = {level.value for level in Level}
_RELATIONS = {*(relation.value for relation in RelationType), "correlation"}
"""Those of Sigma, and the one that pySigma has in addition."""


def with_sound_metadata(document: Mapping[str, Any]) -> dict[str, Any]:
    """A document whose metadata pySigma accepts. Its detection and log source are as they were."""
    sound: dict[str, Any] = {}
    for key, value in document.items():
        repair = _REPAIRS.get(key)
        repaired = repair(value) if repair is not None and value is not None else value
        if repaired is not None or value is None:
            sound[key] = repaired
    if isinstance(sound.get("detection"), Mapping):
        for key in BODIES:
            if key in sound and not isinstance(sound[key], Mapping):
                del sound[key]  # Prose under a key that would make the rule one of another kind.
    return sound


def is_correlation(document: Mapping[str, Any]) -> bool:
    """Whether a document is a correlation rule, and not one with prose under that key."""
    return "correlation" in with_sound_metadata(document)


def _title(value: Any) -> str:
    text = value if isinstance(value, str) else _text(value)
    return text if len(text) <= LONGEST_TITLE else f"{text[: LONGEST_TITLE - 1].rstrip()}…"


def _identifier(value: Any) -> str | None:
    if not isinstance(value, str):
        return None
    try:
        uuid.UUID(value)
    except ValueError:
        return None
    return value


def _word(value: Any) -> str | None:
    """A text that must not be empty."""
    return value if isinstance(value, str) and value else None


def _status(value: Any) -> str | None:
    return value if isinstance(value, str) and value.lower() in _STATUSES else None


def _level(value: Any) -> str | None:
    return value if isinstance(value, str) and value.lower() in _LEVELS else None


def _date(value: Any) -> Any:
    """A date, or a text that pySigma reads as one."""
    if isinstance(value, datetime.date):
        return value
    found = _DATE.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        return None
    try:
        datetime.date(*(int(part) for part in found.groups() if part is not None))
    except ValueError:
        return None
    return value


def _list(value: Any) -> list[Any]:
    """A list; of a single text or number, a list with it."""
    return value if isinstance(value, list) else [_text(value)]


def _field_names(value: Any) -> list[str]:
    """Names of fields, which Splunk shows in a table."""
    names = _list(value)
    return names if all(isinstance(name, str) for name in names) else list(map(_text, names))


def _prose(value: Any) -> str:
    """A text; of a list, its items as lines."""
    if isinstance(value, str):
        return value
    items = value if isinstance(value, list) else [value]
    return "\n".join(_text(item) for item in items)


def _authors(value: Any) -> str:
    if isinstance(value, str):
        return value
    items = value if isinstance(value, list) else [value]
    return ", ".join(_text(item) for item in items)


def _tags(value: Any) -> list[str]:
    """The tags with a namespace, which are those that pySigma has a form for."""
    tags = re.split(r"[\s,]+", value) if isinstance(value, str) else value
    if not isinstance(tags, list):
        return []
    sound = all(isinstance(tag, str) and "." in tag for tag in tags)
    return tags if sound else [tag for tag in tags if isinstance(tag, str) and "." in tag]


def _related(value: Any) -> list[Any] | None:
    items = value if isinstance(value, list) else []
    sound = [item for item in items if _is_relation(item)]
    return sound or None


def _is_relation(item: Any) -> bool:
    if not isinstance(item, Mapping) or _identifier(item.get("id")) is None:
        return False
    kind = item.get("type")
    return isinstance(kind, str) and kind.lower() in _RELATIONS


def _text(value: Any) -> str:
    return value if isinstance(value, str) else str(value)


_REPAIRS: Mapping[str, Callable[[Any], Any]] = MappingProxyType(
    {
        "title": _title,
        "id": _identifier,
        "name": _word,
        "taxonomy": _word,
        "status": _status,
        "level": _level,
        "date": _date,
        "modified": _date,
        "description": _prose,
        "license": _authors,
        "author": _authors,
        "references": _list,
        "falsepositives": _list,
        "fields": _field_names,
        "scope": _list,
        "tags": _tags,
        "related": _related,
    }
)
"""What makes a value of each key acceptable, None where it is left out."""
