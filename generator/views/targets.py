"""The pages of the targets: what each query rests on, and how many rules have one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from generator.config import library
from generator.markdown import Markdown, inline
from generator.model import Artifact
from generator.views import parts
from generator.views.listing import listing
from generator.views.publication import Publication

FOLDER = "targets"


def page_of(target: str) -> str:
    return f"{FOLDER}/{target}.md"


def pages(publication: Publication) -> Iterator[Artifact]:
    documents = {file.name: file for file in _documents()}
    for target in publication.targets:
        document = documents.pop(f"{target.id}.md", None)
        if document is not None:
            content = document.read_text("utf-8")
        else:
            content = f"# {inline(target.title)}\n\n{target.note()}\n"
        yield Artifact(path=page_of(target.id), content=content)
    for name, file in sorted(documents.items()):
        if file.suffix != ".md":  # An index mapping and the like, which the pages link to.
            yield Artifact(path=f"{FOLDER}/{name}", content=file.read_text("utf-8"))
    yield listing(
        publication,
        folder=FOLDER,
        title="Targets",
        introduction="What the rules are converted to, and how many have a query.",
        columns=("Target", "Product", "Rules with a query", "Without"),
        rows=_rows(publication),
    )


def _documents() -> list[Path]:
    """The pages about targets that ship with the product, and the files that they offer."""
    folders = library(FOLDER) or library(f"docs/{FOLDER}")
    return [file for folder in folders for file in sorted(folder.iterdir()) if file.is_file()]


def _rows(publication: Publication) -> Iterator[tuple[str, ...]]:
    rules = publication.catalogue.rules
    for target in publication.targets:
        served = sum(publication.query(rule, target).text is not None for rule in rules)
        yield (
            Markdown(f"[{target.id}]({target.id}.md)"),
            parts.stated(target.product, "any"),
            f"{served:,}",
            f"{len(rules) - served:,}",
        )
