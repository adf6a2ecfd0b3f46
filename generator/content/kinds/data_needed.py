"""Data Needed: one kind of event of one log, its fields and a raw sample."""

from __future__ import annotations

from generator.base.diagnostics import Diagnostic
from generator.content.documents import Document
from generator.content.kinds.entity import named, numbered_title, single, word
from generator.content.model import DataNeeded

KEYS = (
    "title",
    "author",
    "description",
    "loggingpolicy",
    "references",
    "category",
    "platform",
    "type",
    "channel",
    "provider",
    "fields",
    "optional_fields",
    "aliases",
    "sample",
)


def parse(document: Document) -> tuple[tuple[DataNeeded, ...], list[Diagnostic]]:
    report: list[Diagnostic] = []
    reader = single(document, report)
    reader.check_keys(KEYS)
    reader.require("platform", "channel", "fields")
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
