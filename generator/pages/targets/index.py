"""The pages of the targets: what each query rests on, and how many rules have one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from generator.content.model import Artifact
from generator.pages import parts
from generator.pages.entities.listing import listing
from generator.pages.exports import downloads
from generator.pages.markdown import Markdown, inline, relative
from generator.pages.publication import Publication
from generator.pages.targets.support_matrix import MATRIX
from generator.pages.targets.trust import FOLDER, page_of, section
from generator.settings.config import library
from generator.targets.registry import preset
from generator.targets.support import SupportState
from generator.targets.target import Target
from generator.targets.target_digest import versions
from generator.targets.trust import trust_in


def pages(publication: Publication) -> Iterator[Artifact]:
    documents = {file.name: file for file in _documents()}
    for target in publication.targets:
        document = documents.pop(f"{target.id}.md", None)
        if document is not None:
            content = document.read_text("utf-8")
        else:
            warning = f"**Known wrong:** {target.warning}\n\n" if target.warning else ""
            content = f"# {inline(target.title)}\n\n{warning}{target.assumes}\n"
        yield Artifact(path=page_of(target.id), content=_whole(content, target, publication))
    for name, file in sorted(documents.items()):
        text = file.read_text("utf-8")
        if file.suffix == ".md":
            text = _of_other(text, file.stem)
        yield Artifact(path=f"{FOLDER}/{name}", content=text)  # Or a mapping that pages link to.
    yield listing(
        publication,
        folder=FOLDER,
        title="Targets",
        introduction="What the rules are converted to, how far that can be trusted, and for how "
        "many rules. The support matrix has the reasons.",
        columns=("Target", "Product", "Trust", "ok", "partly", "unsupported", "wrong", "All"),
        rows=_rows(publication),
    )


def _of_other(document: str, name: str) -> str:
    """The page of a target that is off: those of others lead to it, and it says how it fares."""
    target = preset(name)
    if target is None:
        return document
    known = section(target, trust_in(name, versions(target)))
    return (
        f"{document.rstrip()}\n\n{known}\n\n## Rules of this catalogue\n\n"
        f"None: the target is off. The name `{name}` under `targets` in `catalogue.yml` switches "
        "it on.\n"
    )


def _whole(document: str, target: Target, publication: Publication) -> str:
    """The page that is written by hand, with what is known of the target below it."""
    place = page_of(target.id)
    offered = downloads.path_of(target)
    found = _counts(publication, target)
    stands = ", ".join(f"{found[state]:,} {state.value}" for state in SupportState if found[state])
    return (
        f"{document.rstrip()}\n\n{section(target, publication.trust[target.id])}\n\n"
        f"## Rules of this catalogue\n\n{stands or 'There is none.'}"
        f" ([support matrix]({relative(MATRIX, place)})).\n\n"
        f"[All queries in one file]({relative(offered, place)}): {downloads.form_of(target)}.\n"
    )


def _documents() -> list[Path]:
    """The pages about targets that ship with the product, and the files that they offer."""
    folders = library(FOLDER) or library(f"docs/{FOLDER}")
    return [file for folder in folders for file in sorted(folder.iterdir()) if file.is_file()]


def _counts(publication: Publication, target: Target) -> Counter[SupportState]:
    return Counter(found[target.id].state for found in publication.standings.values())


def _rows(publication: Publication) -> Iterator[tuple[str, ...]]:
    index = f"{FOLDER}/index.md"
    for target in publication.targets:
        found = _counts(publication, target)
        file = downloads.path_of(target)
        yield (
            Markdown(f"[{target.id}]({target.id}.md)"),
            parts.stated(target.product, "any"),
            Markdown(f"[{publication.trust[target.id].level.value}]({target.id}.md#trust)"),
            *(f"{found[state]:,}" for state in SupportState),
            Markdown(f"[{file.rpartition('.')[2]}]({relative(file, index)})"),
        )
