"""The condition that a target prints for one selection."""

from __future__ import annotations

from typing import Any

from generator.content.model import Query
from generator.targets.convert.worker import Job, convert
from generator.targets.registry import preset

LINUX = {"product": "linux"}
SYSMON = {"product": "windows", "category": "process_creation"}


def printed(target: str, selection: Any, logsource: dict[str, str] = LINUX, **more: Any) -> Query:
    """The query of a rule with a selection `sel`, or with others and a condition of its own."""
    detection = {"condition": "sel", "sel": selection, **more}
    rule = {"title": "Example", "logsource": logsource, "detection": detection}
    made = preset(target)
    assert made is not None
    return convert(Job(documents=(rule,), problem=None), made).query


def condition(target: str, selection: Any, **more: Any) -> str:
    """What stands behind `where`."""
    text = printed(target, selection, **more).text
    assert text is not None
    return text.partition(" where ")[2]
