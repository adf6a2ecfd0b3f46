"""`action: global`, `reset` and `repeat` of old Sigma: parts that several documents of a file share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from generator.base.diagnostics import Diagnostic, error, quoted, warning
from generator.content.documents import Document
from generator.content.kinds.mapping_reader import MappingReader

UNKNOWN_ACTION = error("unknown-action", "An action that Sigma does not have")
UNUSED_ACTION = warning("unused-action", "A part that is shared with no rule")

CODES = (UNKNOWN_ACTION, UNUSED_ACTION)

ACTIONS = ("global", "reset", "repeat")


def completed(document: Document, report: list[Diagnostic]) -> Iterator[tuple[int, dict[Any, Any]]]:
    """The rules of a file with their numbers in it, the parts that they share merged in."""
    shared: dict[Any, Any] = {}
    waiting: int | None = None  # The number of a shared part that no rule has used yet.
    previous: dict[Any, Any] = {}
    for part in document.parts:
        data = {key: value for key, value in part.data.items() if key != "action"}
        action = part.data.get("action")
        if action in ("global", "reset"):
            _report_unused(document, waiting, report)
            if action == "reset" and not shared:
                message = (
                    "there is no `action: global` before this one to end; remove this document"
                )
                report.append(UNUSED_ACTION.at(document.path, (part.number, "action"), message))
            shared, waiting = (data, part.number) if action == "global" else ({}, None)
            continue
        if action == "repeat":
            if not previous:
                message = "there is no rule before this one to repeat; remove `action: repeat`"
                report.append(UNUSED_ACTION.at(document.path, (part.number, "action"), message))
            data = merge(previous, data)
        elif action is not None:
            reader = MappingReader(part.data, document.path, (part.number,), report)
            hint = reader.nearest(str(action), ACTIONS)
            message = f"unknown action {quoted(action)}; Sigma has {', '.join(ACTIONS)}{hint}"
            reader.report(UNKNOWN_ACTION, message, "action")
        elif "correlation" not in data and "filter" not in data:
            data = merge(data, shared)
            waiting = None
        previous = data
        yield part.number, data
    _report_unused(document, waiting, report)


def _report_unused(document: Document, waiting: int | None, report: list[Diagnostic]) -> None:
    if waiting is not None:
        message = "no rule follows that this part is shared with; add `---` and a rule after it"
        report.append(UNUSED_ACTION.at(document.path, (waiting, "action"), message))


def merge(document: Mapping[Any, Any], shared: Mapping[Any, Any]) -> dict[Any, Any]:
    """A document with the parts of an `action: global` document in it, as Sigma 1 had it.

    Mappings are merged, anything else of the shared document takes the place of the document's.
    """
    merged = dict(document)
    for key, value in shared.items():
        own = merged.get(key)
        if isinstance(value, dict) and isinstance(own, dict):
            merged[key] = merge(own, value)
        else:
            merged[key] = value
    return merged
