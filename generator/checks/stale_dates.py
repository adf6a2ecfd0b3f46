"""Rules whose detection changed while `modified` stayed as it was, by the history that git has.

A rule says on which day it was changed. The newest commit that changed its detection is held
against that: where the day of the rule is no later than the commit before, it was there already, so
the change did not touch it. What is not committed yet, and what a shallow clone lacks, is not seen.
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.checks.check import Check, Context
from generator.diagnostics import Diagnostic, quoted, warning
from generator.history import FileHistory, Kind
from generator.history.changes import Change
from generator.model import Rule

STALE_MODIFIED = warning(
    "stale-modified", "A detection changed, and the rule does not say on which day"
)

CODES = (STALE_MODIFIED,)


def check(context: Context) -> Iterator[Diagnostic]:
    histories = context.histories()
    alone = {file.path for file in context.catalogue.files if len(file.rules) == 1}
    for rule in context.rules:
        # Of several rules in a file the history does not say which one changed.
        file = context.files.get(rule.path) if rule.path in alone else None
        history = histories.of(file) if file is not None else None
        change = _unsaid(rule, history) if history is not None else None
        if change is not None:
            key = "modified" if rule.modified else "date"
            yield STALE_MODIFIED.at(
                rule.path,
                (rule.number, key),
                f"the detection was changed on {change.date} ({quoted(change.subject)}), and "
                f"the rule's day is still {rule.modified or rule.date}; write `modified: "
                f"{change.date}`",
            )


def _unsaid(rule: Rule, history: FileHistory) -> Change | None:
    """The newest change of the detection, where the rule's day is an older one's."""
    said = rule.modified or rule.date
    if said is None or history.uncommitted:
        return None
    for newer, older in zip(history.changes, history.changes[1:], strict=False):
        if Kind.DETECTION in newer.kinds:
            return newer if said.isoformat() <= older.date < newer.date else None
    return None


CHECK = Check(name="stale-dates", codes=CODES, run=check, costly=True)
