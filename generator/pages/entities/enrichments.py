"""Pages of Enrichments, and their index."""

from __future__ import annotations

from collections.abc import Iterator

from generator.content.model import Artifact, Enrichment
from generator.pages import parts
from generator.pages.entities.listing import listing
from generator.pages.foreign_markdown import harmless
from generator.pages.markdown import Markdown, code, paragraphs, summary
from generator.pages.publication import Publication


def pages(publication: Publication) -> Iterator[Artifact]:
    catalogue = publication.catalogue
    for entity in catalogue.enrichments:
        yield _page(publication, entity)
    yield listing(
        publication,
        folder="enrichments",
        title="Enrichments",
        introduction="What adds fields to events after they were written.",
        columns=("Enrichment", "New fields", "Rules"),
        rows=(
            (
                parts.entity_link(entity, catalogue, "enrichments/index.md"),
                str(len(entity.new_fields)),
                str(len(parts.in_use(catalogue.rules_by_enrichment.get(entity.title, ())))),
            )
            for entity in catalogue.enrichments
        ),
    )


def _page(publication: Publication, entity: Enrichment) -> Artifact:
    catalogue = publication.catalogue
    page = catalogue.page(entity)
    data, enrichments = catalogue.data_by_title, catalogue.enrichment_by_title
    text = publication.page_text.render(
        "enrichment.md.j2",
        head={"title": entity.title, "description": summary(entity.description)},
        title=entity.title,
        author=parts.stated(entity.author, "No author is given."),
        description=paragraphs(entity.description) or Markdown("No description is given."),
        data_needed=parts.cell(
            parts.named(entity.data_needed, data, catalogue, page), "No Data Needed is named."
        ),
        data_to_enrich=parts.cell(
            parts.named(entity.data_to_enrich, data, catalogue, page), "No Data Needed is named."
        ),
        requirements=parts.cell(
            parts.named(entity.requirements, enrichments, catalogue, page), "None."
        ),
        new_fields=parts.cell((code(field) for field in entity.new_fields), "None."),
        references=parts.references(entity.references),
        configuration=harmless(entity.config) or Markdown("No configuration is described."),
        rules=parts.rule_table(
            catalogue.rules_by_enrichment.get(entity.title, ()), catalogue, page
        ),
        techniques=parts.technique_list(
            catalogue.rules_by_enrichment.get(entity.title, ()), catalogue, page
        ),
    )
    return Artifact(path=page, content=text, source=entity.path)
