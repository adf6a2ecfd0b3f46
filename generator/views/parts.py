"""Pieces that several pages are made of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from generator import attack
from generator.attack import State, TechniqueReference
from generator.catalogue import Catalogue, Titled
from generator.markdown import Markdown, bullets, inline, link, page_link, web_address
from generator.model import Rule, RuleKind
from generator.tags import TacticReference


def cell(items: Iterable[str], nothing: str) -> Markdown:
    """The list of a table cell, or a plain sentence where there is nothing to list."""
    listed = tuple(items)
    return bullets(listed) if listed else Markdown(nothing)


def stated(text: str, nothing: str) -> Markdown:
    return inline(text) if text else Markdown(nothing)


def references(urls: Iterable[str]) -> Markdown:
    """References as links; what is no web address is shown as text."""
    return cell((reference(url) for url in urls), "No references are given.")


def reference(url: str) -> Markdown:
    return link(url, url) if web_address(url) else inline(url)


def techniques(found: Iterable[TechniqueReference], catalogue: Catalogue) -> tuple[Markdown, ...]:
    return tuple(technique(reference, catalogue.attack.version) for reference in found)


def technique(reference: TechniqueReference, version: str) -> Markdown:
    """A technique by its current id and name, with what became of the id that a rule gives."""
    if reference.technique is not None:
        now = reference.technique
        shown = link(f"{now.id}: {now.name}", attack.technique_url(now.id))
        was = f" · was {reference.given}" if reference.state is State.REVOKED else ""
        return Markdown(f"{shown}{was}")
    if reference.state is State.DEPRECATED:
        shown = link(reference.given, attack.technique_url(reference.given))
        return Markdown(f"{shown} · deprecated in ATT&CK {version}")
    return Markdown(f"{inline(reference.given)} · not in ATT&CK {version}")


def tactics(found: Iterable[TacticReference]) -> tuple[Markdown, ...]:
    return tuple(tactic(reference) for reference in found)


def tactic(reference: TacticReference) -> Markdown:
    shown = link(
        f"{reference.tactic.id}: {reference.tactic.name}", attack.tactic_url(reference.tactic.id)
    )
    return Markdown(f"{shown} · was {reference.was}" if reference.was else shown)


def entity_link(entity: Titled, catalogue: Catalogue, source: str) -> Markdown:
    """A link from the page `source` to the page of an entity, by its title."""
    return page_link(entity.title, catalogue.page(entity), source)


def named(
    titles: Iterable[str], known: Mapping[str, Titled], catalogue: Catalogue, source: str
) -> tuple[Markdown, ...]:
    """Entities by their titles: a link, or the title alone with a word that it is missing."""
    shown = []
    for title in titles:
        entity = known.get(title)
        if entity is None:
            shown.append(Markdown(f"{inline(title)} · not in this catalogue"))
        else:
            shown.append(entity_link(entity, catalogue, source))
    return tuple(shown)


def rule_address(rule: Rule, catalogue: Catalogue) -> str:
    """The page of a rule, with the anchor of its section where the file has several rules."""
    page = catalogue.page(rule)
    return f"{page}#{section_anchor(rule)}" if rule.path in catalogue.sectioned else page


def section_anchor(rule: Rule) -> str:
    return f"rule-{rule.number}"


def rule_link(rule: Rule, catalogue: Catalogue, source: str) -> Markdown:
    return page_link(rule.title, rule_address(rule, catalogue), source)


RULE_COLUMNS = ("Rule", "Level", "Status", "Log source", "Techniques")


def rule_table(rules: Sequence[Rule], catalogue: Catalogue, source: str) -> Markdown:
    """Rules as a table; empty where there are none."""
    if not rules:
        return Markdown("")
    rows = [rule_row(rule, catalogue, source) for rule in sorted(rules, key=order)]
    return Markdown("\n".join([header(RULE_COLUMNS), *rows]))


def header(columns: Sequence[str]) -> Markdown:
    return Markdown(f"{row(columns)}\n|{':---|' * len(columns)}")


def row(cells: Iterable[str]) -> Markdown:
    return Markdown("| " + " | ".join(cells) + " |")


def order(rule: Rule) -> tuple[str, str, int]:
    return rule.title.casefold(), rule.path, rule.number


def rule_row(rule: Rule, catalogue: Catalogue, source: str) -> Markdown:
    tags = catalogue.links[rule.path, rule.number].tags
    ids = [str(t.technique.id if t.technique else t.given) for t in tags.techniques]
    return row(
        (
            rule_link(rule, catalogue, source),
            inline(rule.level_text) or "not given",
            inline(rule.status_text) or "not given",
            log_source(rule),
            ", ".join(inline(identifier) for identifier in ids) or "none",
        )
    )


def log_source(rule: Rule) -> Markdown:
    """The log source in a few words: `windows · process_creation`."""
    if rule.logsource is None:
        return Markdown("correlation" if rule.kind is RuleKind.CORRELATION else "not given")
    source = rule.logsource
    words = [word for word in (source.product, source.category, source.service) if word]
    return Markdown(" · ".join(inline(word) for word in words)) or Markdown("not given")
