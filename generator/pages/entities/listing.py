"""The index page of a kind: one table of all its entities."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from generator.content.model import Artifact
from generator.pages import parts
from generator.pages.markdown import Markdown
from generator.pages.publication import Publication


def listing(
    publication: Publication,
    *,
    folder: str,
    title: str,
    introduction: str,
    columns: Sequence[str],
    rows: Iterable[Sequence[str]],
) -> Artifact:
    """The page `<folder>/index.md`; a sentence where there are no entities."""
    lines = [parts.row(cells) for cells in rows]
    return Artifact(
        path=f"{folder}/index.md",
        content=publication.page_text.render(
            "index_of.md.j2",
            head={"title": title, "description": introduction},
            introduction=Markdown(introduction),
            pages=Markdown(""),
            header=parts.header(columns),
            sections=[{"heading": "", "rows": lines}] if lines else [],
            nothing=Markdown(f"This catalogue has no {title} yet."),
        ),
    )
