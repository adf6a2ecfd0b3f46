"""Logging Policies: how a log is switched on, and what that costs."""

from __future__ import annotations

from enum import StrEnum

from generator.base.diagnostics import Code, Diagnostic, quoted, warning
from generator.content.documents import Document
from generator.content.kinds.entity import named, numbered_title, single
from generator.content.kinds.forms import Key, NumberedTitle, Plain, Words
from generator.content.kinds.mapping_reader import MappingReader
from generator.content.model import LoggingPolicy

UNKNOWN_DEFAULT = warning(
    "unknown-default", "A Logging Policy's default is none of the known words"
)
UNKNOWN_VOLUME = warning("unknown-volume", "A Logging Policy's volume is none of the known words")

CODES = (UNKNOWN_DEFAULT, UNKNOWN_VOLUME)


class Default(StrEnum):
    NOT_CONFIGURED = "Not configured"
    PARTIALLY_SUCCESS = "Partially (Success)"
    PARTIALLY_FAILURE = "Partially (Failure)"
    PARTIALLY_OTHER = "Partially (Other)"
    CONFIGURED = "Configured"


class Volume(StrEnum):
    LOW = "Low"
    MEDIUM = "Medium"
    HIGH = "High"
    EXTREMELY_HIGH = "Extremely High"


KEYS = (
    Key("title", NumberedTitle("LP", "LP_0003_windows_sysmon_process_creation"), required=True),
    Key("author"),
    Key("description"),
    Key(
        "default",
        Words(tuple(Default)),
        "Whether the log is on unless somebody changes it.",
        required=True,
    ),
    Key("volume", Words(tuple(Volume)), "How much it writes.", required=True),
    Key("eventID", Plain.INTEGERS, "The ids of the events that it switches on."),
    Key("references", Plain.TEXTS),
    Key("configuration", Plain.TEXT, "How it is switched on, in Markdown.", required=True),
)


def parse(document: Document) -> tuple[tuple[LoggingPolicy, ...], list[Diagnostic]]:
    report: list[Diagnostic] = []
    reader = single(document, report)
    reader.check(KEYS)
    title = numbered_title(reader, "LP")
    _check_word(reader, "default", Default, UNKNOWN_DEFAULT)
    _check_word(reader, "volume", Volume, UNKNOWN_VOLUME)
    entity = LoggingPolicy(
        title=title.text,
        path=document.path,
        number=title.number,
        author=reader.text("author"),
        description=reader.text("description"),
        default=reader.text("default"),
        volume=reader.text("volume"),
        event_ids=reader.integers("eventID"),
        references=named(reader.texts("references")),
        configuration=reader.verbatim("configuration").strip("\n"),
    )
    return (entity,), report


def _check_word(reader: MappingReader, key: str, words: type[StrEnum], code: Code) -> None:
    """Known words are asked for, but any other is shown as it stands."""
    text = reader.text(key)
    if text and text not in {item.value for item in words}:
        listed = ", ".join(words)
        reader.report(
            code, f"{key} {quoted(text)} is none of: {listed}{reader.nearest(text, words)}", key
        )
