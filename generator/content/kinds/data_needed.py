"""Data Needed: one kind of event of one log, its fields and a raw sample."""

from __future__ import annotations

from generator.base.diagnostics import Diagnostic
from generator.content.documents import Document
from generator.content.kinds.entity import named, numbered_title, single, word
from generator.content.kinds.forms import Key, NumberedTitle, Plain
from generator.content.model import DataNeeded

KEYS = (
    Key("title", NumberedTitle("DN", "DN_0003_1_windows_sysmon_process_creation"), required=True),
    Key("author"),
    Key("description"),
    Key("loggingpolicy", Plain.TEXTS, "Titles of the Logging Policies that switch the log on."),
    Key("references", Plain.TEXTS),
    Key("category"),
    Key("platform", Plain.TEXT, "Windows, Linux and so on.", required=True),
    Key("type"),
    Key("channel", Plain.TEXT, "The log in which the event stands.", required=True),
    Key("provider"),
    Key("fields", Plain.TEXTS, "The fields that an event has.", required=True),
    Key(
        "optional_fields",
        Plain.TEXT_MAPPING,
        "Fields that not every event has, each with where that is said.",
    ),
    Key(
        "aliases",
        Plain.TEXT_MAPPING,
        "Other names of fields, each with the field that it stands for.",
    ),
    Key("sample", Plain.TEXT, "A raw event, as it is."),
)


def parse(document: Document) -> tuple[tuple[DataNeeded, ...], list[Diagnostic]]:
    report: list[Diagnostic] = []
    reader = single(document, report)
    reader.check(KEYS)
    title = numbered_title(reader, "DN")
    policies = reader.texts("loggingpolicy")
    entity = DataNeeded(
        title=title.text,
        path=document.path,
        number=title.number,
        author=reader.text("author"),
        description=reader.text("description"),
        logging_policies=named(policies),
        names_none_as_policy=len(named(policies)) < len(policies),
        references=named(reader.texts("references")),
        category=word(reader.text("category")),
        platform=word(reader.text("platform")),
        type=word(reader.text("type")),
        channel=word(reader.text("channel")),
        provider=word(reader.text("provider")),
        event_id=title.event_id,
        fields=reader.texts("fields"),
        optional_fields=reader.text_mapping("optional_fields"),
        aliases=reader.text_mapping("aliases"),
        sample=reader.verbatim("sample"),
    )
    return (entity,), report
