"""Enrichments: what adds fields to events after they were written."""

from __future__ import annotations

from generator.base.diagnostics import Diagnostic
from generator.content.documents import Document
from generator.content.kinds.entity import named, numbered_title, single
from generator.content.kinds.forms import Key, NumberedTitle, Plain
from generator.content.model import Enrichment

KEYS = (
    Key("title", NumberedTitle("EN", "EN_0001_cache_sysmon_event_id_1_info"), required=True),
    Key("author"),
    Key("description", required=True),
    Key("data_needed", Plain.TEXTS, "Titles of the Data Needed that it takes."),
    Key("data_to_enrich", Plain.TEXTS),
    Key("requirements", Plain.TEXTS),
    Key("new_fields", Plain.TEXTS, "The fields that events have afterwards."),
    Key("references", Plain.TEXTS),
    Key("config", Plain.TEXT, "How it is set up, in Markdown.", required=True),
)


def parse(document: Document) -> tuple[tuple[Enrichment, ...], list[Diagnostic]]:
    report: list[Diagnostic] = []
    reader = single(document, report)
    reader.check(KEYS)
    title = numbered_title(reader, "EN")
    entity = Enrichment(
        title=title.text,
        path=document.path,
        number=title.number,
        author=reader.text("author"),
        description=reader.text("description"),
        data_needed=named(reader.texts("data_needed")),
        data_to_enrich=named(reader.texts("data_to_enrich")),
        requirements=named(reader.texts("requirements")),
        new_fields=reader.texts("new_fields"),
        references=named(reader.texts("references")),
        config=reader.verbatim("config").strip("\n"),
    )
    return (entity,), report
