"""Pieces that several pages are made of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from generator.base.plain_text import web_address
from generator.catalogue.duplicates import Titled
from generator.catalogue.link import Catalogue
from generator.catalogue.tags import TacticReference, tag_url
from generator.content.model import Rule, RuleKind, Tactic, Technique
from generator.facts import attack
from generator.facts.attack import Attack, IdState, TechniqueReference
from generator.pages.attack.addresses import tactic_page, technique_page
from generator.pages.markdown import Markdown, bullets, inline, link, page_link, relative


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


def techniques(found: Iterable[TechniqueReference], source: str) -> tuple[Markdown, ...]:
    return tuple(technique(reference, source) for reference in found)


def technique(reference: TechniqueReference, source: str) -> Markdown:
    """A technique by its current id and name, what became of the id that a rule gives, and the way
    from the page `source` to its page here."""
    now = reference.technique
    if now is not None:
        was = ""
        if reference.state is IdState.REVOKED:
            was = f" · was {reference.given}"
        elif reference.state is IdState.RENAMED and reference.was:
            was = f" · was {inline(reference.was)}"
        return Markdown(f"{_technique_link(now)}{was}{_rules_of(technique_page(now.id), source)}")
    if reference.state is IdState.DEPRECATED:
        shown = link(reference.given, attack.technique_url(reference.given))
        return Markdown(f"{shown} · deprecated in {reference.source}")
    if reference.state is IdState.NEWER:
        return Markdown(f"{inline(reference.given)} · newer than {reference.source}?")
    return Markdown(f"{inline(reference.given)} · not in {reference.source}")


def technique_list(rules: Iterable[Rule], catalogue: Catalogue, source: str) -> Markdown:
    """The current techniques that some rules cover, each once and with the way to its page, by id."""
    found = {
        str(reference.technique.id): reference.technique
        for rule in in_use(rules)
        for reference in catalogue.links[rule.path, rule.number].tags.techniques
        if reference.technique is not None
    }
    links = (
        page_link(f"{number}: {found[number].name}", technique_page(number), source)
        for number in sorted(found)
    )
    return Markdown("\n".join(f"- {link}" for link in links))


def _technique_link(found: Technique) -> Markdown:
    return link(f"{found.id}: {found.name}", attack.technique_url(found.id))


def _rules_of(page: str, source: str) -> str:
    return "" if page == source else f" · [rules]({relative(page, source)})"


def tactics(found: Iterable[TacticReference], source: str) -> tuple[Markdown, ...]:
    return tuple(tactic(reference.tactic, source, was=reference.was) for reference in found)


def tactic(found: Tactic, source: str, *, was: str | None = None) -> Markdown:
    """A tactic, the name that it was tagged with if that is gone, and the way to its page here."""
    shown = link(f"{found.id}: {found.name}", attack.tactic_url(found.id))
    before = f" · was {was}" if was else ""
    return Markdown(f"{shown}{before}{_rules_of(tactic_page(found.id), source)}")


def other_tag(tag: str) -> Markdown:
    """A tag of another namespace: a link where it stands for a page, else as it is."""
    url = tag_url(tag)
    return link(tag, url) if url else inline(tag)


def attack_notice(facts: Attack) -> Markdown:
    """Which ATT&CK a page shows, and by whose leave."""
    return Markdown(f"Tactics and techniques are those of MITRE {facts.label}. {attack.NOTICE}")


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


def site_address(address: str) -> str:
    """The address of a page in the built site, below its root: `rules/x.md` is `rules/x/`."""
    page, mark, section = address.partition("#")
    return f"{page.removesuffix('.md')}/{mark}{section}"


def section_anchor(rule: Rule) -> str:
    """Of its id, which stays when rules of a file are put in another order; of its number where it
    gives none."""
    return f"rule-{rule.id}" if rule.id_is_given else numbered_anchor(rule)


def numbered_anchor(rule: Rule) -> str:
    """What links to a section were once made of; it leads there still."""
    return f"rule-{rule.number}"


def rule_link(rule: Rule, catalogue: Catalogue, source: str) -> Markdown:
    return page_link(rule.title, rule_address(rule, catalogue), source)


RULE_COLUMNS = ("Rule", "Level", "Status", "Log source", "Techniques")


def rule_table(rules: Iterable[Rule], catalogue: Catalogue, source: str) -> Markdown:
    """Rules as a table, by title, and below it those that are retired; empty where there are
    none."""
    return table_of_used(sorted(rules, key=order), catalogue, source)


def table_of_used(rules: Iterable[Rule], catalogue: Catalogue, source: str) -> Markdown:
    """Rules as a table, in the order given, and below it those that are retired."""
    found = tuple(rules)
    rows = [rule_row(rule, catalogue, source) for rule in in_use(found)]
    table = "\n".join([header(RULE_COLUMNS), *rows]) if rows else ""
    blocks = (table, retired(found, catalogue, source))
    return Markdown("\n\n".join(block for block in blocks if block))


def in_use(rules: Iterable[Rule]) -> tuple[Rule, ...]:
    """The rules that are not retired, in their order."""
    return tuple(rule for rule in rules if not rule.retired)


def retired(rules: Iterable[Rule], catalogue: Catalogue, source: str) -> Markdown:
    """The rules that a list leaves out because they are retired, by title, each with its status;
    empty where there are none."""
    shown = [
        f"{rule_link(rule, catalogue, source)} ({inline(rule.status_text)})"
        for rule in sorted(rules, key=order)
        if rule.retired
    ]
    return Markdown(f"Not in use any more: {', '.join(shown)}." if shown else "")


def header(columns: Sequence[str]) -> Markdown:
    return Markdown(f"{row(columns)}\n|{':---|' * len(columns)}")


def table(columns: Sequence[str], rows: Iterable[Iterable[str]]) -> Markdown:
    return Markdown("\n".join([header(columns), *(row(cells) for cells in rows)]))


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


def log_source_text(rule: Rule) -> str:
    """The log source as plain text: `windows/process_creation`; empty where there is none."""
    source = rule.logsource
    words = (source.product, source.category, source.service) if source else ()
    return "/".join(word for word in words if word)


def log_source(rule: Rule) -> Markdown:
    """The log source in a few words: `windows · process_creation`."""
    if rule.logsource is None:
        return Markdown("correlation" if rule.kind is RuleKind.CORRELATION else "not given")
    source = rule.logsource
    words = [word for word in (source.product, source.category, source.service) if word]
    return Markdown(" · ".join(inline(word) for word in words)) or Markdown("not given")
