"""Dates of rules that cannot be so."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from generator.base.diagnostics import Diagnostic, warning
from generator.checks.check import Check, Context

FUTURE_DATE = warning("future-date", "A date that is yet to come")
MODIFIED_BEFORE_DATE = warning("modified-before-date", "A rule was changed before it was written")

CODES = (FUTURE_DATE, MODIFIED_BEFORE_DATE)

AHEAD = datetime.timedelta(days=1)
"""Where an author lives, it may be tomorrow already."""


def check(context: Context) -> Iterator[Diagnostic]:
    for rule in context.rules:
        for key, date in (("date", rule.date), ("modified", rule.modified)):
            if context.today is not None and date is not None and date > context.today + AHEAD:
                yield FUTURE_DATE.at(
                    rule.path,
                    (rule.number, key),
                    f"{date} is yet to come; write the day on which the rule was "
                    f"{'changed' if key == 'modified' else 'written'}",
                )
        if rule.date is not None and rule.modified is not None and rule.modified < rule.date:
            yield MODIFIED_BEFORE_DATE.at(
                rule.path,
                (rule.number, "modified"),
                f"modified {rule.modified} lies before date {rule.date}; mend the one that is wrong",
            )


CHECK = Check(name="dates", codes=CODES, run=check)
