"""What SigmaHQ asks of rules beyond the specification. Off by default: other rule sets differ."""

from __future__ import annotations

from collections.abc import Iterator

from generator.base.diagnostics import Diagnostic
from generator.checks import sigmahq
from generator.checks.check import Check, Context
from generator.checks.sigmahq_codes import OF_VALIDATOR, VALIDATORS
from generator.settings.config import FILE_NAME

CODES = tuple(OF_VALIDATOR.values())


def check(context: Context) -> Iterator[Diagnostic]:
    wanted = [name for name, code in OF_VALIDATOR.items() if code.slug in context.on]
    if wanted and not sigmahq.is_installed():
        yield OF_VALIDATOR[wanted[0]].at(
            FILE_NAME,
            (),
            "SigmaHQ's validators are not installed; install detection-catalogue[sigmahq], or "
            "switch this check off",
        )
        return
    for issue in sigmahq.issues(context.rules, wanted):
        rule = issue.rule
        key, _ = VALIDATORS[issue.name]
        route = (rule.number, key) if key in rule.document else (rule.number,)
        yield OF_VALIDATOR[issue.name].at(rule.path, route, issue.text)


CHECK = Check(name="sigmahq-convention", codes=CODES, run=check, costly=True)
