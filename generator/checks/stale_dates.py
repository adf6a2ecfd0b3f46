"""Rules whose detection changed while `modified` stayed as it was, by the history that git has.

A rule says on which day it was changed. Two things are held against that. What a rule looks for on
the disk and what it looked for at an earlier commit: where the two differ, the day must be a later
one. And the newest commit that changed its detection: where the day of the rule is no later than the
commit before, and the commit wrote no line of it, the change is not told. What a shallow clone lacks
is not seen.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from pathlib import Path

from generator.base.diagnostics import Diagnostic, quoted, warning
from generator.base.git import GitError, git_text
from generator.catalogue.history import FileHistory, Kind
from generator.catalogue.history.changes import Change
from generator.checks.check import Check, Context
from generator.checks.former_rules import Altered, altered
from generator.content.model import Rule

STALE_MODIFIED = warning(
    "stale-modified", "A detection changed, and the rule does not say on which day"
)

CODES = (STALE_MODIFIED,)


def check(context: Context) -> Iterator[Diagnostic]:
    told = set()
    for found in since_earlier(context):
        told.add((found.path, found.route[0]))
        yield found
    for found in _committed(context):
        if (found.path, found.route[0]) not in told:
            yield found


def since_earlier(context: Context) -> Iterator[Diagnostic]:
    """The rules that look for something else than at the earlier commit, and do not say since when."""
    since = "the last commit" if context.earlier().newest else "the base"
    for found in altered(context):
        rule = found.rule
        former = _day(found.before)
        if former is None or _says_so(found, context.today):
            continue
        key = "modified" if rule.modified else "date"
        route = (rule.number, key) if _day(rule) else (rule.number,)
        still = f"the rule's day is still {_day(rule)}" if _day(rule) else "the rule names no day"
        what = " and ".join(found.parts)
        yield STALE_MODIFIED.at(
            rule.path,
            route,
            f"the {what} changed since {since}, and {still}; write the day of the change as "
            "`modified`",
        )


def _says_so(found: Altered, today: datetime.date | None) -> bool:
    """Whether a rule's day is later than it was, or that of the change if that is the same day."""
    now, former = _day(found.rule), _day(found.before)
    if now is None or former is None:
        return False
    changed = [found.file.day] if found.file.day else []
    if found.file.uncommitted and today is not None:
        changed.append(today.isoformat())
    return now > former or (now == former and bool(changed) and now.isoformat() >= max(changed))


def _day(rule: Rule) -> datetime.date | None:
    return rule.modified or rule.date


def _committed(context: Context) -> Iterator[Diagnostic]:
    histories = context.histories()
    alone = {file.path for file in context.catalogue.files if len(file.rules) == 1}
    for rule in context.rules:
        # Of several rules in a file the history does not say which one changed.
        file = context.files.get(rule.path) if rule.path in alone else None
        history = histories.of(file) if file is not None else None
        change = _unsaid(rule, history) if history is not None else None
        if file is not None and change is not None and not _wrote_a_day(change, file):
            key = "modified" if rule.modified else "date"
            yield STALE_MODIFIED.at(
                rule.path,
                (rule.number, key),
                f"the detection was changed on {change.date} ({quoted(change.subject)}), and "
                f"the rule's day is still {_day(rule)}; write `modified: "
                f"{change.date}`",
            )


def _unsaid(rule: Rule, history: FileHistory) -> Change | None:
    """The newest change of the detection, where the rule's day is an older one's."""
    said = _day(rule)
    if said is None or history.uncommitted:
        return None
    for newer, older in zip(history.changes, history.changes[1:], strict=False):
        if Kind.DETECTION in newer.kinds:
            return newer if said.isoformat() <= older.date < newer.date else None
    return None


_DAY = re.compile(r"^[+-](?:date|modified):", re.MULTILINE)
_SECONDS = 30.0
"""How long git may take for one commit of one file."""


def _wrote_a_day(change: Change, file: Path) -> bool:
    """Whether a commit changed a line with a day, as one may that was written long before it was
    merged. Also where git does not say, so that nothing is reported on a guess."""
    show = ("show", "--format=", "--unified=0", "--no-ext-diff", "--no-textconv")
    names = (change.commit, "--", file.name)
    try:
        patch = git_text(file.parent, *show, *names, seconds=_SECONDS)
    except GitError:
        return True
    return not patch or _DAY.search(patch) is not None


CHECK = Check(name="stale-dates", codes=CODES, run=check, costly=True, quick=since_earlier)
