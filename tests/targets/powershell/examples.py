"""The smallest rules: a log source and one or more selections."""

from __future__ import annotations

from typing import Any

import yaml
from sigma.collection import SigmaCollection

from generator.targets.powershell.backend import PowerShellBackend
from prove.powershell.engine import source_of
from prove.powershell.judge import Command
from prove.powershell.records import record_of

SYSMON = "{product: windows, category: process_creation}"
SECURITY = "{product: windows, service: security}"


def rule(detection: str, logsource: str = SYSMON) -> dict[str, Any]:
    """A rule of one selection `s`, or with a condition of its own."""
    selections = yaml.safe_load(detection)
    if not isinstance(selections, dict) or "condition" not in selections:
        selections = {"s": selections, "condition": "s"}
    return {
        "title": "Example",
        "status": "test",
        "logsource": yaml.safe_load(logsource),
        "detection": selections,
    }


def commands_for(rule: dict[str, Any]) -> list[str]:
    """The commands of a rule, one per condition."""
    commands: list[str] = PowerShellBackend().convert(SigmaCollection.from_dicts([rule]))
    return commands


def command(detection: str, logsource: str = SYSMON) -> str:
    """The one command of a rule."""
    (text,) = commands_for(rule(detection, logsource))
    return text


def finds(detection: str, event: dict[str, Any], logsource: str = SYSMON, **form: bool) -> bool:
    """Whether the command returns an event of the rule's log and (for a category) its id."""
    source = source_of(rule(detection, logsource))
    event = {"EventID": (source.event_ids or (1,))[0], **event}
    record = record_of(event, log=source.channels[0], **form)
    assert record is not None, "Windows cannot have this event"
    return bool(Command(command(detection, logsource)).hits([record]))
