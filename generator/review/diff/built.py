"""One side of a comparison, read from the JSON API of a built site."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from generator.content.model import Query
from generator.review.diff.state import CatalogueState, RuleState, TechniqueName

INDEX = "index.json"
PLACES = ("", "api/v1")
"""Where the index may be, relative to the named folder."""

LARGEST_FILE = 64 * 1024 * 1024

_ID = re.compile(r"[0-9A-Za-z-]{1,64}")


class UnreadableSide(Exception):
    """A side that cannot be read; the message is a sentence for the terminal."""


def api_folder(folder: Path) -> Path | None:
    """The API folder inside a folder, or None."""
    found = (folder / place for place in PLACES)
    return next((place for place in found if (place / INDEX).is_file()), None)


def state(name: str, folder: Path) -> CatalogueState:
    """The state of a side according to its API. Raises UnreadableSide if the files are not a valid
    API."""
    try:
        index = _json(folder / INDEX)
        rules = _rules([_json(_file(folder, row["id"])) for row in index["rules"]])
        listed = _json(folder / "data_needed.json")["data_needed"]
        return CatalogueState(
            name=name,
            rules={rule.id: rule for rule in rules},
            data_needed=frozenset(row["title"] for row in listed),
            targets=tuple(target["id"] for target in index["targets"]),
            versions=dict(index["versions"]),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as problem:
        raise UnreadableSide(
            f"{name} is not the API of a built site: {type(problem).__name__}: {problem}"
        ) from problem


def _file(folder: Path, key: str) -> Path:
    if not _ID.fullmatch(key):
        raise ValueError(f"{key!r} is no id of a rule")
    return folder / "rules" / f"{key}.json"


def _json(file: Path) -> Any:
    with file.open("rb") as stream:
        content = stream.read(LARGEST_FILE + 1)
    if len(content) > LARGEST_FILE:
        raise ValueError(f"{file.name} is too large")
    return json.loads(content)


def _rules(rows: Iterable[Mapping[str, Any]]) -> list[RuleState]:
    """The rules, each numbered within its file, in the order of the index."""
    found: Counter[str] = Counter()
    rules = []
    for row in rows:
        rules.append(_rule(row, found[row["source"]]))
        found[row["source"]] += 1
    return rules


def _rule(row: Mapping[str, Any], number: int) -> RuleState:
    definition = row["definition"]
    return RuleState(
        id=row["id"],
        title=row["title"],
        kind=row["kind"],
        path=row["source"],
        number=number,
        page=row["path"],
        level=row["level"] or "",
        status=row["status"] or "",
        logsource={name: text for name, text in row["logsource"].items() if text},
        tags=tuple(row["tags"]),
        description=row["description"],
        techniques=tuple(
            dict.fromkeys(
                TechniqueName(id=found["id"], name=found["name"] or "")
                for found in row["links"]["techniques"]
            )
        ),
        data_needed=tuple(row["data_needed"]),
        renamed_from=tuple(o["id"] for o in row["related"] if o["type"] == "renamed"),
        definition=definition,
        queries={
            target: Query(text=query["query"], reason=query["reason"])
            for target, query in row["queries"].items()
        },
    )
