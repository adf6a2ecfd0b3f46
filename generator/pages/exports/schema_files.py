"""The JSON Schemas for editors, at addresses that content files can reference."""

from __future__ import annotations

from collections.abc import Iterator

from generator.content.model import Artifact
from generator.pages.exports.editor_schemas import SCHEMAS, as_text
from generator.pages.publication import Publication

FOLDER = "api/v1/schemas"


def files(publication: Publication) -> Iterator[Artifact]:
    for name in SCHEMAS:
        yield Artifact(path=f"{FOLDER}/{name}.schema.json", content=as_text(name))
