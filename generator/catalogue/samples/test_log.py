"""The test log: when rules last passed their samples, as `catalogue test --record` writes it.

A build has no clock, so pages can show only recorded dates.
"""

from __future__ import annotations

import datetime
import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from generator.base.kept import write_whole
from generator.catalogue.samples.judging import SampleVerdict
from generator.content.model import Rule
from generator.content.rule_digest import rule_digest

FILE_NAME = "last_passed.json"
"""The file in the project's first sample folder."""
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
LARGEST = 64 * 1024 * 1024
"""Maximum bytes of a log; one of 4,000 rules has 0.5 MB."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LastPass:
    """The day on which a rule passed all of its samples, their number, and a digest of the tested
    content.
    """

    day: str
    samples: int
    digest: str

    def is_of(self, rule: Rule) -> bool:
        """Whether the rule still is what was tested."""
        return self.digest == rule_digest(rule.document)


def read_passed(folders: Iterable[Path]) -> dict[str, LastPass]:
    """The log by rule id. Entries in another format than this program writes are ignored; the next
    record overwrites such a file.
    """
    found: dict[str, LastPass] = {}
    for folder in folders:
        for identifier, entry in _entries(folder / FILE_NAME):
            found.setdefault(identifier, entry)
    return found


def _entries(file: Path) -> Iterator[tuple[str, LastPass]]:
    try:
        if not file.is_file() or file.stat().st_size > LARGEST:
            return
        content = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return
    for identifier, given in content.items() if isinstance(content, dict) else ():
        entry = _entry(given)
        if entry is not None:
            yield identifier, entry


def _entry(given: Any) -> LastPass | None:
    match given:
        case {"day": str(day), "samples": int(samples), "digest": str(digest)}:
            return (
                LastPass(day=day, samples=samples, digest=digest) if _DAY.fullmatch(day) else None
            )
    return None


def with_new(
    before: Mapping[str, LastPass], verdicts: Iterable[SampleVerdict], day: str
) -> dict[str, LastPass]:
    """A log updated with the rules that pass all of their samples. A failing rule keeps the day on
    which it last passed.
    """
    now = dict(before)
    for _, group in groupby(verdicts, key=lambda verdict: (verdict.rule.path, verdict.rule.number)):
        of_rule = list(group)
        if all(verdict.right for verdict in of_rule):
            rule = of_rule[0].rule
            digest = rule_digest(rule.document)
            now[str(rule.id)] = LastPass(day=day, samples=len(of_rule), digest=digest)
    return now


def write_passed(record: Mapping[str, LastPass], file: Path) -> None:
    """Writes a log atomically. Raises OSError."""
    write_whole(file, as_text(record).encode())


def as_text(record: Mapping[str, LastPass]) -> str:
    """The log as stored: one rule per line, for readable diffs."""
    lines = [
        f"  {json.dumps(identifier)}: "
        + json.dumps({"day": entry.day, "samples": entry.samples, "digest": entry.digest})
        for identifier, entry in sorted(record.items())
    ]
    return "{\n" + ",\n".join(lines) + "\n}\n" if lines else "{}\n"


def today() -> str:
    """The current day in UTC; that of SOURCE_DATE_EPOCH where it is set."""
    given = os.environ.get("SOURCE_DATE_EPOCH", "")
    if re.fullmatch(r"\d{1,11}", given):
        return datetime.datetime.fromtimestamp(int(given), datetime.UTC).date().isoformat()
    return datetime.datetime.now(datetime.UTC).date().isoformat()
