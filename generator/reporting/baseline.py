"""Baselines: findings compared with an earlier run by their content, not by their lines."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from generator.base.diagnostics import Diagnostic
from generator.catalogue.link import RuleKey
from generator.content.model import RuleId
from generator.reporting.policy import rule_of

VERSION = 1
_PLACE = re.compile(r"\b(lines?|columns?|bytes?|positions?) \d+")


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Finding:
    """A finding in a form that a later run recognises. `rule` is the id of its rule, empty if it is
    not about a rule; `message` contains no line numbers, columns or line breaks."""

    path: str
    check: str
    rule: str
    message: str

    @property
    def fingerprint(self) -> str:
        text = "\0".join((self.check, self.path, self.rule, self.message))
        return hashlib.sha256(text.encode("utf-8", "backslashreplace")).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """The scope of a run: the files `only`, None for all, without the codes `skipped`. A run says
    nothing about findings outside of its scope."""

    only: frozenset[str] | None = None
    skipped: frozenset[str] = frozenset()

    def covers(self, entry: Finding) -> bool:
        return entry.check not in self.skipped and (self.only is None or entry.path in self.only)


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """The findings of a run compared with a baseline; `gone` are those that no longer occur."""

    new: tuple[Diagnostic, ...]
    known: tuple[Diagnostic, ...]
    gone: tuple[Finding, ...]


class NoBaseline(ValueError):
    """A text that is not a baseline, with the reason."""


def finding(diagnostic: Diagnostic, ids: Mapping[RuleKey, RuleId]) -> Finding:
    message = _PLACE.sub(r"\1 N", " ".join(diagnostic.message.split()))
    return Finding(
        path=diagnostic.path,
        check=diagnostic.code,
        rule=rule_of(diagnostic, ids),
        message=message,
    )


def compare(
    found: Iterable[Diagnostic],
    ids: Mapping[RuleKey, RuleId],
    baseline: Iterable[Finding],
    scope: Scope,
) -> Compared:
    """Splits findings into new, known and gone ones. An entry that a baseline has twice covers two
    findings."""
    left = Counter(baseline)
    new, known = [], []
    for diagnostic in found:
        same = finding(diagnostic, ids)
        if left[same] > 0:
            left[same] -= 1
            known.append(diagnostic)
        else:
            new.append(diagnostic)
    gone = sorted(filter(scope.covers, left.elements()))
    return Compared(new=tuple(new), known=tuple(known), gone=tuple(gone))


def renewed(
    found: Iterable[Diagnostic],
    ids: Mapping[RuleKey, RuleId],
    former: Iterable[Finding],
    scope: Scope,
) -> tuple[Finding, ...]:
    """The baseline after a run: its findings, and the old entries outside of its scope."""
    now = Counter(finding(diagnostic, ids) for diagnostic in found)
    kept = Counter(entry for entry in former if not scope.covers(entry))
    return tuple(sorted((now | kept).elements()))


def as_text(entries: Iterable[Finding]) -> str:
    """A baseline file: sorted JSON with one finding per line, so that changes can be reviewed."""
    rows = [json.dumps(asdict(entry)) for entry in sorted(entries)]
    listed = "".join(f"\n    {row}," for row in rows).removesuffix(",")
    return f'{{\n  "version": {VERSION},\n  "findings": [{listed}\n  ]\n}}\n'


def parse(text: str) -> tuple[Finding, ...]:
    """The findings of a baseline file. Raises NoBaseline."""
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as problem:
        raise NoBaseline(f"it is no JSON ({problem})") from problem
    if not isinstance(content, dict) or not isinstance(content.get("findings"), list):
        raise NoBaseline("it has no list of `findings`")
    if content.get("version") != VERSION:
        raise NoBaseline(f"its version is not {VERSION}")
    return tuple(_entry(row) for row in content["findings"])


def _entry(row: Any) -> Finding:
    names = ("path", "check", "rule", "message")
    if not isinstance(row, dict) or not all(isinstance(row.get(name), str) for name in names):
        raise NoBaseline(f"an entry lacks one of {', '.join(names)}")
    return Finding(**{name: row[name] for name in names})
