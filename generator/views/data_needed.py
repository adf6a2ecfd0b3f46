"""Pages of Data Needed, and their index."""

from __future__ import annotations

from collections.abc import Iterator

from generator.markdown import Markdown, bullets, code, paragraphs, render, summary
from generator.model import Artifact, DataNeeded
from generator.views import parts
from generator.views.listing import listing
from generator.views.publication import Publication


def pages(publication: Publication) -> Iterator[Artifact]:
    catalogue = publication.catalogue
    for entity in catalogue.data_needed:
        yield _page(publication, entity)
    yield listing(
        publication,
        folder="data_needed",
        title="Data Needed",
        introduction="What has to be logged for the rules to work: one kind of event of one log each.",
        columns=("Data Needed", "Platform", "Channel", "Rules"),
        rows=(
            (
                parts.entity_link(entity, catalogue, "data_needed/index.md"),
                parts.stated(entity.platform, "any"),
                parts.stated(entity.channel, "not given"),
                str(len(catalogue.rules_by_data.get(entity.title, ()))),
            )
            for entity in catalogue.data_needed
        ),
    )


def _page(publication: Publication, entity: DataNeeded) -> Artifact:
    catalogue = publication.catalogue
    page = catalogue.page(entity)
    text = render(
        "data_needed.md.j2",
        head={"title": entity.title, "description": summary(entity.description)},
        title=entity.title,
        author=parts.stated(entity.author, "No author is given."),
        description=paragraphs(entity.description) or Markdown("No description is given."),
        policies=parts.cell(
            parts.named(entity.logging_policies, catalogue.policy_by_title, catalogue, page),
            "Nothing has to be switched on.",
        ),
        references=parts.references(entity.references),
        platform=parts.stated(entity.platform, "Not given."),
        type=parts.stated(entity.type, "Not given."),
        channel=parts.stated(entity.channel, "Not given."),
        provider=parts.stated(entity.provider, "Not given."),
        fields=bullets(code(field) for field in entity.fields)
        if entity.fields
        else Markdown("No fields are listed."),
        sample=entity.sample,
        rules=parts.rule_table(catalogue.rules_by_data.get(entity.title, ()), catalogue, page),
    )
    return Artifact(path=page, content=text, source=entity.path)
