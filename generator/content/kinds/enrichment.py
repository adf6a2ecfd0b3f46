"""Enrichments: what adds fields to events after they were written."""

from __future__ import annotations

from generator.base.diagnostics import Diagnostic
from generator.content.documents import Document
from generator.content.kinds.entity import named, numbered_title, single
from generator.content.model import Enrichment

KEYS = (
    "title",
    "author",
    "description",
    "data_needed",
    "data_to_enrich",
    "requirements",
    "new_fields",
    "references",
    "config",
)


def parse(document: Document) -> tuple[tuple[Enrichment, ...], list[Diagnostic]]:
    report: list[Diagnostic] = []
    reader = single(document, report)
    reader.check_keys(KEYS)
    reader.require("description", "config")
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
