"""Rules with one mistake each."""

from __future__ import annotations

from tests.support import RULE

ODD_TAG = RULE.replace("attack.t1047", "colour.red")
"""A warning, unknown-tag, in line 11."""
ODD_LEVEL = RULE.replace("level: high", "level: urgent")
"""An error, unknown-level, in line 21."""
EXPECTED_TAG = (
    "rules/a.yml:11:7: {}[unknown-tag]: 'colour.red' begins with none of attack, car, cve, d3fend, "
    "detection, stp, tlp; it is shown as it is\n"
)


def waiver(**changes: str) -> str:
    """A configuration that waives unknown-tag in rules/a.yml until the end of 2999."""
    keys = {
        "check": "unknown-tag",
        "path": "rules/a.yml",
        "reason": "Our own words for now.",
        "expires": "2999-12-31",
    } | changes
    rows = "".join(f"      {key}: {value}\n" for key, value in keys.items() if value)
    return f"waivers:\n    -{rows[5:]}"
