"""A page for each ATT&CK tactic: the coverage of its techniques, and its rules."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from generator.catalogue.link import Catalogue
from generator.content.model import Artifact, Rule, Tactic
from generator.facts.attack import tactic_url
from generator.pages import parts
from generator.pages.attack.addresses import tactic_page, technique_page
from generator.pages.attack.coverage import Coverage, Covered, by_importance, coverage
from generator.pages.attack.techniques import counted, missing, rules_in_words, title_of
from generator.pages.markdown import Markdown, inline, link, page_link
from generator.pages.publication import Publication

RULE_COLUMNS = ("Rule", "Status", "Log source")
COLUMNS = ("Technique", "Rules", "Data Needed", "Triggers", "Missing")


def pages(publication: Publication) -> Iterator[Artifact]:
    known = coverage(publication.catalogue)
    for tactic in known.tactics:
        yield _page(tactic, known, publication)


def _page(tactic: Tactic, known: Coverage, publication: Publication) -> Artifact:
    catalogue = publication.catalogue
    page = tactic_page(tactic.id)
    facts = next(f for f in known.attack.domains if tactic in f.tactics)
    techniques = known.of_tactic(tactic)
    rules = by_importance(known.rules_by_tactic.get(tactic.id, ()))
    title = f"{tactic.id}: {tactic.name}"
    text = publication.page_text.render(
        "attack_tactic.md.j2",
        head={"title": title, "description": f"Rules and gaps of the tactic {tactic.name}."},
        title=title,
        link=Markdown(f"{link(title, tactic_url(tactic.id))} · {facts.label}"),
        techniques=Markdown(
            f"{len(techniques)}, of which {sum(bool(c.in_use) for c in techniques)} have a rule"
        ),
        counted=counted(rules),
        rows=parts.table(COLUMNS, (_row(covered, page) for covered in techniques)),
        groups=[
            {
                "heading": Markdown(heading),
                "rules": parts.table(
                    RULE_COLUMNS, (_rule(rule, catalogue, page) for rule in group)
                ),
            }
            for heading, group in groupby(parts.in_use(rules), key=_level)
        ],
        retired=parts.retired(rules, catalogue, page),
        notice=parts.attack_notice(facts),
    )
    return Artifact(path=page, content=text)


def _row(covered: Covered, page: str) -> tuple[str, ...]:
    technique = covered.technique
    indent = "↳ " if "." in technique.id else ""
    shown = page_link(title_of(technique), technique_page(technique.id), page)
    return (
        f"{indent}{shown}",
        f"{covered.degree.symbol} {rules_in_words(len(covered.in_use))}",
        str(len(covered.data_needed)),
        str(len(covered.triggers)),
        "; ".join(missing(covered)) or "nothing",
    )


def _level(rule: Rule) -> str:
    return rule.level.value.capitalize() if rule.level else "Without a level"


def _rule(rule: Rule, catalogue: Catalogue, page: str) -> tuple[Markdown, ...]:
    """A table row without the rule's techniques: they are above, each with a link to its rules."""
    return (
        parts.rule_link(rule, catalogue, page),
        inline(rule.status_text) or Markdown("not given"),
        parts.log_source(rule),
    )
