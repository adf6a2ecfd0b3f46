"""What Data Needed, Logging Policies and Enrichments have in common: a numbered title as key."""

from __future__ import annotations

import re
from dataclasses import dataclass

from generator.base.diagnostics import Diagnostic, error, quoted
from generator.content.documents import MULTIPLE_DOCUMENTS, Document
from generator.content.kinds.mapping_reader import MappingReader

BAD_TITLE = error("bad-title", "A numbered title is not of the form that links rest on")

CODES = (BAD_TITLE,)


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberedTitle:
    """`DN_0003_1_windows_sysmon_process_creation`: prefix, number, and an event id where it has one."""

    text: str
    number: int
    event_id: int | None


def single(document: Document, report: list[Diagnostic]) -> MappingReader:
    """The one mapping of a file that holds one entity."""
    first, *others = document.parts
    if others:
        message = "this kind of file holds one entity; move the others to files of their own"
        report.append(MULTIPLE_DOCUMENTS.at(document.path, (others[0].number,), message))
    return MappingReader(first.data, document.path, (first.number,), report)


def numbered_title(reader: MappingReader, prefix: str) -> NumberedTitle:
    """The title of an entity, by which others name it; the file's stem where it has none."""
    given = reader.text("title")
    text = given or re.sub(r"\.ya?ml$", "", reader.path.rpartition("/")[2])
    match = re.match(rf"{prefix}_([0-9]{{1,9}})_(?:([0-9]{{1,9}})_)?\w", text)
    if match is None and given:
        shape = f"{prefix}_NNNN_name" if prefix != "DN" else "DN_NNNN_[EventID_]name"
        message = f"title {quoted(text)} is not of the form {shape}, by which others name it"
        reader.report(BAD_TITLE, message, "title")
    number, event_id = match.groups() if match else (None, None)
    return NumberedTitle(
        text=text, number=int(number or 0), event_id=int(event_id) if event_id else None
    )


def named(texts: tuple[str, ...]) -> tuple[str, ...]:
    """The names of a list; `None`, which stands in many files for an empty list, is none."""
    return tuple(text for text in texts if text.lower() != "none")


def word(text: str) -> str:
    """A word, or nothing where the file says `None`."""
    return "" if text.lower() == "none" else text
