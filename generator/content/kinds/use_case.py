"""Use cases: rules in the order in which a team puts them to work, with the reasons."""

from __future__ import annotations

import re

from generator.base.diagnostics import Diagnostic
from generator.content.documents import Document
from generator.content.kinds.entity import single
from generator.content.kinds.forms import Key, NestedList, Plain
from generator.content.kinds.mapping_reader import MappingReader
from generator.content.model import UseCase, UseCaseStep

STEP_KEYS = (
    Key("title", required=True),
    Key("description"),
    Key("rules", Plain.TEXTS, "Ids of the rules of this step.", required=True),
)
KEYS = (
    Key("title", required=True),
    Key("description"),
    Key("author", Plain.TEXTS),
    Key("references", Plain.TEXTS),
    Key(
        "steps",
        NestedList(STEP_KEYS),
        "The rules in the order in which they are put to work.",
        required=True,
    ),
)


def parse(document: Document) -> tuple[tuple[UseCase, ...], list[Diagnostic]]:
    """The use case of a file; without a title, the file's stem is its title."""
    report: list[Diagnostic] = []
    reader = single(document, report)
    reader.check(KEYS)
    stem = re.sub(r"\.ya?ml$", "", document.within.rpartition("/")[2], flags=re.IGNORECASE)
    entity = UseCase(
        title=" ".join(reader.text("title").split()) or stem,
        path=document.path,
        number=0,
        stem=stem,
        description=reader.text("description"),
        author=", ".join(reader.texts("author")),
        references=reader.texts("references"),
        steps=tuple(map(_step, reader.mappings("steps"))),
    )
    return (entity,), report


def _step(reader: MappingReader) -> UseCaseStep:
    reader.check(STEP_KEYS)
    return UseCaseStep(
        title=" ".join(reader.text("title").split()),
        description=reader.text("description"),
        rules=reader.texts("rules"),
    )
