"""Environments: what somebody has, to say which rules run there and what to switch on next."""

from __future__ import annotations

import re
from collections.abc import Mapping

from generator.base.diagnostics import Diagnostic
from generator.content.documents import Document
from generator.content.kinds.entity import named, single
from generator.content.kinds.forms import Key, Plain
from generator.content.kinds.mapping_reader import MappingReader
from generator.content.model import Environment

KEYS = (
    Key("title", filled=True),
    Key("name", Plain.TEXT, "Another word for `title`.", filled=True),
    Key("description"),
    Key("platforms", Plain.TEXTS),
    Key(
        "data_needed",
        Plain.TEXTS_BY_NAME,
        "Titles of what is collected, in a list or in a list below each platform.",
    ),
    Key("logging_policies", Plain.TEXTS_BY_NAME, "Titles of what is switched on."),
    Key("targets", Plain.TEXTS, "Targets that queries are shown of."),
)

NO_PLATFORM = ""
"""Under which titles are kept that stand in a list, not below a platform."""


def parse(document: Document) -> tuple[tuple[Environment, ...], list[Diagnostic]]:
    """The environment of a file. `name` may stand for `title`; without either, the file's stem."""
    report: list[Diagnostic] = []
    reader = single(document, report)
    reader.check(KEYS)
    key = "name" if reader.has("name") and not reader.has("title") else "title"
    title = " ".join(reader.text(key, required=True).split())
    stem = re.sub(r"\.ya?ml$", "", document.within.rpartition("/")[2], flags=re.IGNORECASE)
    entity = Environment(
        title=title or stem,
        path=document.path,
        number=0,
        stem=stem,
        description=reader.text("description"),
        platforms=named(reader.texts("platforms")),
        data_needed=_titles(reader, "data_needed"),
        logging_policies=_titles(reader, "logging_policies"),
        targets=named(reader.texts("targets")),
    )
    return (entity,), report


def _titles(reader: MappingReader, key: str) -> Mapping[str, tuple[str, ...]]:
    """The titles under a key by their platform: a list, or a list below each platform."""
    if not isinstance(reader.data.get(key), dict):
        titles = named(reader.texts(key))
        return {NO_PLATFORM: titles} if titles else {}
    below = reader.mapping(key)
    return {name: named(below.texts(name)) for name in below.data} if below else {}
