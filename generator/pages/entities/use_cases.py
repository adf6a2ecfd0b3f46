"""Use case pages and their index: rules in order, and the log sources to enable first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from generator.catalogue.link import Catalogue, RuleKey, key_of
from generator.catalogue.samples.collecting import references
from generator.content.model import Artifact, DataNeeded, Rule, UseCase, UseCaseStep
from generator.pages import parts
from generator.pages.entities.listing import listing
from generator.pages.foreign_markdown import harmless
from generator.pages.markdown import Markdown, inline, summary
from generator.pages.publication import Publication
from generator.targets.evidence import EvidenceStep

FOLDER = "use_cases"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One log source to enable: the rules that it is the first to serve, and the cumulative number
    of rules served.
    """

    entity: DataNeeded
    serves: tuple[Rule, ...]
    total: int


def pages(publication: Publication) -> Iterator[Artifact]:
    catalogue = publication.catalogue
    known = references(catalogue)
    for use_case in catalogue.use_cases:
        yield _page(use_case, publication, known)
    if catalogue.use_cases:
        yield listing(
            publication,
            folder=FOLDER,
            title="Use cases",
            introduction="Rules in the order in which a team puts them to work, each with the data "
            "that has to be there first.",
            columns=("Use case", "Steps", "Rules", "Data to switch on"),
            rows=(_row(use_case, catalogue, known) for use_case in catalogue.use_cases),
        )


def rules_of(use_case: UseCase, known: Mapping[str, Rule]) -> tuple[Rule, ...]:
    """The rules of all steps in order, each once, without unknown ones."""
    found = (known.get(name) for step in use_case.steps for name in step.rules)
    return tuple({key_of(rule): rule for rule in found if rule is not None}.values())


def plan(rules: tuple[Rule, ...], catalogue: Catalogue) -> tuple[Stage, ...]:
    """Log sources in the order in which they serve the most rules not yet served.

    Any one Data Needed that carries a rule's events with all of its fields serves the rule. In a
    tie, the one that serves the earlier rule comes first.
    """
    waiting = {key_of(rule): rule for rule in rules}
    titles: dict[RuleKey, set[str]] = {
        key: {found.entity.title for found in catalogue.full_data(rule)}
        for key, rule in waiting.items()
    }
    order = {key: place for place, key in enumerate(waiting)}
    stages: list[Stage] = []
    done = 0
    while candidates := sorted({title for key in waiting for title in titles[key]}):

        def worth(title: str) -> tuple[int, int]:
            served = [key for key in waiting if title in titles[key]]
            return -len(served), min(order[key] for key in served)

        best = min(candidates, key=worth)
        served = tuple(rule for key, rule in waiting.items() if best in titles[key])
        for rule in served:
            del waiting[key_of(rule)]
        done += len(served)
        entity = catalogue.data_by_title[best]
        stages.append(Stage(entity=entity, serves=served, total=done))
    return tuple(stages)


def _page(use_case: UseCase, publication: Publication, known: Mapping[str, Rule]) -> Artifact:
    catalogue = publication.catalogue
    page = catalogue.page(use_case)
    rules = rules_of(use_case, known)
    stages = plan(rules, catalogue)
    served = {key_of(rule) for stage in stages for rule in stage.serves}
    unserved = tuple(rule for rule in rules if key_of(rule) not in served)
    return Artifact(
        path=page,
        source=use_case.path,
        content=publication.page_text.render(
            "use_case.md.j2",
            head={
                "title": use_case.title,
                "description": summary(use_case.description)
                or f"{len(rules):,} rules in the order in which to put them to work.",
            },
            title=use_case.title,
            description=harmless(use_case.description) if use_case.description else Markdown(""),
            steps=[
                _step(step, number, publication, known, page)
                for number, step in enumerate(use_case.steps, 1)
            ],
            stages=_stages(stages, len(rules), catalogue, page),
            unserved=Markdown(", ".join(parts.rule_link(r, catalogue, page) for r in unserved)),
            references=parts.references(use_case.references) if use_case.references else "",
            author=parts.stated(use_case.author, "not given"),
            notice=parts.attack_notice(catalogue.attack),
        ),
    )


def _step(
    step: UseCaseStep,
    number: int,
    publication: Publication,
    known: Mapping[str, Rule],
    page: str,
) -> dict[str, object]:
    catalogue = publication.catalogue
    rows = []
    for name in step.rules:
        rule = known.get(name)
        if rule is None:
            rows.append((Markdown(f"{inline(name)} · not in this catalogue"), *[""] * 4))
            continue
        tags = catalogue.links[key_of(rule)].tags
        evidence = publication.evidence.get(key_of(rule))
        rows.append(
            (
                parts.rule_link(rule, catalogue, page),
                inline(rule.level_text) or Markdown("not given"),
                parts.log_source(rule),
                Markdown(", ".join(inline(found.current) for found in tags.techniques) or "none"),
                f"{evidence.height} of {len(EvidenceStep)}" if evidence else "",
            )
        )
    return {
        "heading": Markdown(f"{number}. {inline(step.title)}"),
        "description": harmless(step.description) if step.description else Markdown(""),
        "rules": parts.table(("Rule", "Level", "Log source", "Techniques", "Evidence"), rows),
    }


def _stages(stages: tuple[Stage, ...], rules: int, catalogue: Catalogue, page: str) -> Markdown:
    if not stages:
        return Markdown("")
    policies = catalogue.policy_by_title
    rows = [
        (
            Markdown(f"{number}. {parts.entity_link(stage.entity, catalogue, page)}"),
            parts.cell(
                parts.named(stage.entity.logging_policies, policies, catalogue, page),
                "None is named.",
            ),
            parts.cell((parts.rule_link(r, catalogue, page) for r in stage.serves), ""),
            f"{stage.total:,} of {rules:,}",
        )
        for number, stage in enumerate(stages, 1)
    ]
    return parts.table(("Switch on", "by", "then these rules have their data", "in all"), rows)


def _row(use_case: UseCase, catalogue: Catalogue, known: Mapping[str, Rule]) -> tuple[str, ...]:
    rules = rules_of(use_case, known)
    return (
        parts.entity_link(use_case, catalogue, f"{FOLDER}/index.md"),
        f"{len(use_case.steps):,}",
        f"{len(rules):,}",
        f"{len(plan(rules, catalogue)):,}",
    )
