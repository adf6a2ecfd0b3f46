"""What SigmaHQ asks of rules beyond the specification. Off by default: other rule sets differ."""

from __future__ import annotations

from collections.abc import Iterator

from generator import sigmahq
from generator.checks.check import Check, Context
from generator.config import FILE_NAME
from generator.diagnostics import Diagnostic, warning

SIGMAHQ_CONVENTION = warning(
    "sigmahq-convention", "A rule that SigmaHQ's own validators object to", on=False
)

CODES = (SIGMAHQ_CONVENTION,)

_KEYS = {
    "author": "author",
    "condition": "detection",
    "date": "date",
    "description": "description",
    "falsepositives": "falsepositives",
    "filename": "title",
    "github": "references",
    "level": "level",
    "link": "description",
    "modified": "modified",
    "redundant-modified": "modified",
    "status": "status",
    "tags": "tags",
    "title": "title",
}
"""The key that a validator is about, by how its name begins."""


def check(context: Context) -> Iterator[Diagnostic]:
    if not sigmahq.is_installed():
        yield SIGMAHQ_CONVENTION.at(
            FILE_NAME,
            (),
            "SigmaHQ's validators are not installed; install detection-catalogue[sigmahq], or "
            "switch this check off",
        )
        return
    for issue in sigmahq.issues(context.rules):
        rule = issue.rule
        key = next((k for name, k in _KEYS.items() if issue.name.startswith(name)), "detection")
        route = (rule.number, key) if key in rule.definition else (rule.number,)
        yield SIGMAHQ_CONVENTION.at(rule.path, route, f"{issue.name}: {issue.text}")


CHECK = Check(name="sigmahq", codes=CODES, run=check, costly=True)
