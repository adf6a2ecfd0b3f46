"""A page for each ATT&CK technique: its rules, their requirements, and what is missing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from generator.catalogue.link import Catalogue
from generator.content.model import Artifact, Rule, Technique
from generator.facts.attack import technique_url
from generator.pages import parts
from generator.pages.attack.addresses import technique_page
from generator.pages.attack.coverage import (
    Coverage,
    Covered,
    by_level,
    by_status,
    coverage,
)
from generator.pages.markdown import Markdown, inline, link, page_link
from generator.pages.publication import Publication
from generator.targets.evidence import NONE, Evidence, EvidenceStep, by_technique


def pages(publication: Publication) -> Iterator[Artifact]:
    catalogue = publication.catalogue
    known = coverage(catalogue)
    best = by_technique(catalogue, publication.evidence)
    for covered in known.techniques.values():
        yield _page(covered, known, publication, best.get(covered.technique.id, NONE))


def title_of(technique: Technique) -> str:
    return f"{technique.id}: {technique.name}"


def _page(
    covered: Covered, known: Coverage, publication: Publication, evidence: Evidence
) -> Artifact:
    catalogue = publication.catalogue
    technique = covered.technique
    page = technique_page(technique.id)
    parent = known.parent(technique)
    facts = next(f for f in known.attack.domains if technique.id in f.techniques)
    text = publication.page_text.render(
        "attack_technique.md.j2",
        head={
            "title": title_of(technique),
            "description": f"Rules for {title_of(technique)}: {len(covered.in_use):,}.",
        },
        title=title_of(technique),
        link=Markdown(f"{link(title_of(technique), technique_url(technique.id))} · {facts.label}"),
        tactics=parts.cell(
            (parts.tactic(tactic, page) for tactic in known.attack.tactics_of(technique)),
            "It is in no tactic.",
        ),
        parent=_way_to(parent, page) if parent else Markdown(""),
        subs=parts.cell((_way_to(sub, page) for sub in known.subs(technique)), ""),
        former=_former(covered, known),
        platforms=Markdown(", ".join(inline(name) for name in technique.platforms) or "not given"),
        counted=counted(covered.rules),
        data_needed=parts.cell(
            (parts.entity_link(entity, catalogue, page) for entity in covered.data_needed),
            "None is known." if covered.in_use else "There is no rule that needs any.",
        ),
        triggers=parts.cell(
            (parts.entity_link(trigger, catalogue, page) for trigger in covered.triggers),
            "No trigger of this catalogue exercises it.",
        ),
        evidence=in_words(evidence),
        missing=parts.cell(missing(covered), "Nothing: there are rules, their data and a trigger."),
        rules=_rules(covered, catalogue, page),
        notice=parts.attack_notice(facts),
    )
    return Artifact(path=page, content=text)


def _way_to(covered: Covered, page: str) -> Markdown:
    technique = covered.technique
    shown = page_link(title_of(technique), technique_page(technique.id), page)
    return Markdown(f"{shown} · {rules_in_words(len(covered.in_use))}")


def _former(covered: Covered, known: Coverage) -> Markdown:
    names = {name: old for facts in known.attack.domains for name, old in facts.names.items()}
    shown = (
        Markdown(
            f"{identifier} ({inline(names[identifier])})" if identifier in names else identifier
        )
        for identifier in covered.former
    )
    return parts.cell(shown, "")


def _rules(covered: Covered, catalogue: Catalogue, page: str) -> Markdown:
    """Sorted by importance, unlike the other tables, which sort by title."""
    return parts.table_of_used(covered.rules, catalogue, page)


def rules_in_words(number: int) -> str:
    return "1 rule" if number == 1 else f"{number:,} rules" if number else "no rule"


def counted(rules: tuple[Rule, ...]) -> Markdown:
    """The number of active rules, by level and by status, and of retired rules."""
    used = parts.in_use(rules)
    more = len(rules) - len(used)
    retired = f"; {more:,} not in use any more" if more else ""
    if not used:
        return Markdown(f"none{retired}")
    levels, statuses = _listed(by_level(used)), _listed(by_status(used))
    return Markdown(f"{len(used):,}, by level: {levels}; by status: {statuses}{retired}")


def _listed(numbers: Mapping[str, int]) -> str:
    return ", ".join(f"{count:,} {word}" for word, count in numbers.items())


def in_words(evidence: Evidence) -> Markdown:
    """The highest evidence step that a rule of a technique reaches without a gap."""
    if evidence.reached is None:
        return Markdown("none")
    return Markdown(
        f"its best rule: {evidence.reached.value} ({evidence.height} of {len(EvidenceStep)} steps)"
    )


def missing(covered: Covered) -> list[Markdown]:
    """What a technique lacks for detection and testing."""
    found = []
    if not covered.rules:
        found.append("no rule")
    elif not covered.in_use:
        found.append("no rule in use: all are deprecated or unsupported")
    if covered.without_data:
        number, all_rules = len(covered.without_data), len(covered.in_use)
        which = "all rules" if number == all_rules else f"{number:,} of {all_rules:,} rules"
        found.append(f"data: {which} find no Data Needed with all of their fields")
    if not covered.triggers:
        found.append("no trigger")
    return [Markdown(text) for text in found]
