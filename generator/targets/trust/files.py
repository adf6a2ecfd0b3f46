"""The files of the records, and what they say of the targets of a catalogue."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from importlib import resources
from typing import Any

from generator.targets.trust.level import Level
from generator.targets.trust.record import Counts, Example, Record, Stock, level_of

FOLDER = "records"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trust:
    """The level of a target, and the record behind it; `outdated` says why there is none that
    counts although one was made. `wrong` has the digests of rules whose query is known to be wrong.
    """

    level: Level
    record: Record | None = None
    outdated: str = ""
    wrong: frozenset[str] = frozenset()


def trust_in(target: str, versions: Mapping[str, str]) -> Trust:
    """What is known of a preset, by its id and the versions of the packages that make its queries.

    A target of a user's own has no record, and so is converted.
    """
    file = resources.files("generator.targets.trust").joinpath(FOLDER, f"{target}.json")
    if not file.is_file():
        return Trust(level=Level.CONVERTED)
    record = parse(file.read_text("utf-8"))
    for name, now in sorted(versions.items()):
        then = record.versions.get(name)
        if then != now:
            was = f"It was checked with {name} {then or 'unknown'}"
            return Trust(level=Level.CONVERTED, outdated=f"{was}; installed is {now}.")
    return Trust(level=level_of(record), record=record, wrong=frozenset(record.wrong))


def parse(text: str) -> Record:
    """A record from its file; raises ValueError, KeyError or TypeError where it is none."""
    plain = json.loads(text)
    example, stock = plain.pop("example"), plain.pop("stock")
    return Record(
        **{
            **plain,
            "best": Level(plain["best"]),
            "sets": {name: Counts(**counts) for name, counts in plain["sets"].items()},
            "wrong": tuple(plain["wrong"]),
            "listed": tuple(plain["listed"]),
        },
        example=Example(**example) if example else None,
        stock=Stock(**stock) if stock else None,
    )


def text_of(record: Record) -> str:
    """A record as its file has it; the same record gives the same bytes."""
    plain: Mapping[str, Any] = asdict(record)
    return json.dumps(plain, indent=1, ensure_ascii=False, sort_keys=True) + "\n"
