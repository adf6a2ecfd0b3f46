"""Pages of Logging Policies, and their index."""

from __future__ import annotations

from collections.abc import Iterator

from generator.catalogue.link import Catalogue, key_of
from generator.content.model import Artifact, LoggingPolicy, Rule
from generator.pages import parts
from generator.pages.entities.listing import listing
from generator.pages.foreign_markdown import harmless
from generator.pages.markdown import Markdown, paragraphs, summary
from generator.pages.publication import Publication


def pages(publication: Publication) -> Iterator[Artifact]:
    catalogue = publication.catalogue
    for policy in catalogue.logging_policies:
        yield _page(publication, policy)
    yield listing(
        publication,
        folder="logging_policies",
        title="Logging Policies",
        introduction="How each log is switched on, and how much it then writes.",
        columns=("Logging Policy", "Default", "Volume", "Data Needed"),
        rows=(
            (
                parts.entity_link(policy, catalogue, "logging_policies/index.md"),
                parts.stated(policy.default, "not given"),
                parts.stated(policy.volume, "not given"),
                str(len(catalogue.data_by_policy.get(policy.title, ()))),
            )
            for policy in catalogue.logging_policies
        ),
    )


def _page(publication: Publication, policy: LoggingPolicy) -> Artifact:
    catalogue = publication.catalogue
    page = catalogue.page(policy)
    served = catalogue.data_by_policy.get(policy.title, ())
    lost = _lost(policy, catalogue)
    text = publication.page_text.render(
        "logging_policy.md.j2",
        head={"title": policy.title, "description": summary(policy.description)},
        title=policy.title,
        author=parts.stated(policy.author, "No author is given."),
        description=paragraphs(policy.description) or Markdown("No description is given."),
        default=parts.stated(policy.default, "Not given."),
        volume=parts.stated(policy.volume, "Not given."),
        event_ids=parts.cell((str(number) for number in policy.event_ids), "Not given."),
        references=parts.references(policy.references),
        configuration=harmless(policy.configuration) or Markdown("No configuration is described."),
        data_needed=Markdown(
            "\n".join(f"- {parts.entity_link(entity, catalogue, page)}" for entity in served)
        ),
        lost=parts.rule_table(lost, catalogue, page),
        lost_sentence=Markdown(
            f"These rules have no other data: {len(lost):,} of {len(parts.in_use(catalogue.rules)):,}."
        ),
        techniques=parts.technique_list(lost, catalogue, page),
        techniques_sentence=Markdown("They are about these techniques:"),
    )
    return Artifact(path=page, content=text, source=policy.path)


def _lost(policy: LoggingPolicy, catalogue: Catalogue) -> tuple[Rule, ...]:
    """The active rules whose data all depend on this policy."""
    served = catalogue.data_by_policy.get(policy.title, ())
    rules = {
        key_of(rule): rule
        for entity in served
        for rule in parts.in_use(catalogue.rules_by_data.get(entity.title, ()))
        if all(
            policy.title in e.logging_policies for e in catalogue.links[key_of(rule)].data_needed
        )
    }
    return tuple(rules[key] for key in sorted(rules))
