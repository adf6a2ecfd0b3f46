"""Pages of Data Needed, and their index."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from generator.base.grouping import reverse
from generator.content.model import Artifact, DataNeeded, Rule
from generator.pages import parts
from generator.pages.entities.listing import listing
from generator.pages.markdown import Markdown, bullets, code, paragraphs, summary
from generator.pages.publication import Publication


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
                str(len(parts.in_use(catalogue.rules_by_data.get(entity.title, ())))),
            )
            for entity in catalogue.data_needed
        ),
    )


FEW_RULES = 8
"""Maximum rules to name next to a field; larger numbers are only counted."""


def _page(publication: Publication, entity: DataNeeded) -> Artifact:
    catalogue = publication.catalogue
    page = catalogue.page(entity)
    rules = catalogue.rules_by_data.get(entity.title, ())
    text = publication.page_text.render(
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
        aliases=parts.cell(
            (
                Markdown(f"{code(alias)} is {code(field)}")
                for alias, field in entity.aliases.items()
            ),
            "",
        ),
        rules=parts.rule_table(rules, catalogue, page),
        techniques=parts.technique_list(rules, catalogue, page),
        uses=_uses(entity, parts.in_use(rules), publication, page),
    )
    return Artifact(path=page, content=text, source=entity.path)


def _uses(
    entity: DataNeeded, rules: Sequence[Rule], publication: Publication, page: str
) -> Markdown:
    """Each field that rules use, with the rules, or their number where there are many."""
    using = reverse(rules, lambda rule: rule.fields)
    rows = []
    for field in sorted(set(using) & {*entity.fields, *entity.aliases}):
        found = sorted(using[field], key=parts.order)
        shown = (
            ", ".join(parts.rule_link(rule, publication.catalogue, page) for rule in found)
            if len(found) <= FEW_RULES
            else f"{len(found):,} rules"
        )
        rows.append(parts.row((code(field), shown)))
    if not rows:
        return Markdown("")
    return Markdown("\n".join([parts.header(("Field", "Rules")), *rows]))
