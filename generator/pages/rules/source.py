"""The ways from the page of a rule to its file: to edit it, to have it as it stands, to report."""

from __future__ import annotations

from collections.abc import Iterator

from generator.content.model import Artifact, Rule, RuleFile
from generator.pages.markdown import Markdown, link, relative
from generator.pages.publication import Publication

FOLDER = "sigma"


def of_file(publication: Publication, file: RuleFile, page: str) -> Markdown:
    """Links to the file of a page: where it is edited, if that is known, and as raw YAML."""
    repository = publication.repository
    edit, raw = repository.edit_address(file.path), repository.raw_address(file.path)
    found = [link("Edit this rule", edit)] if edit else []
    found.append(
        link("Raw YAML", raw)
        if raw
        else Markdown(f"[Raw YAML]({relative(path_of(publication, file), page)})")
    )
    return Markdown(" · ".join(found))


def report(publication: Publication, rule: Rule) -> Markdown:
    """The link to report a false positive of a rule; empty where no place for it is known."""
    address = publication.repository.report_address(
        path=rule.path, id=str(rule.id), title=rule.title
    )
    return link("Report a false positive", address) if address else Markdown("")


def files(publication: Publication, file: RuleFile) -> Iterator[Artifact]:
    """The file itself, where no address of it is known."""
    if publication.repository.raw_address(file.path) is None:
        yield Artifact(path=path_of(publication, file), content=file.text)


def path_of(publication: Publication, file: RuleFile) -> str:
    stem = publication.catalogue.pages[file.path].removeprefix("rules/").removesuffix(".md")
    return f"{FOLDER}/{stem}.yml"
