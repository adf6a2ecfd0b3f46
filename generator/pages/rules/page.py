"""The analytics pages, one for each file of rules."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from generator.catalogue.link import Links, key_of
from generator.content.model import Artifact, Rule, RuleFile, RuleKind
from generator.facts.attack import SPLIT_INTO
from generator.pages import parts
from generator.pages.entities import triggers
from generator.pages.foreign_markdown import harmless
from generator.pages.markdown import Markdown, code, inline, link, paragraphs, relative, summary
from generator.pages.publication import Publication
from generator.pages.rules import life, proof, queries, related
from generator.pages.rules.size_budget import SizeBudget, language_of, size_budget_of

SIGMA_FOLDER = "sigma"
"""Of the files of rules themselves."""


def pages_of(publication: Publication, file: RuleFile) -> Iterator[Artifact]:
    """The page of one file of rules, and what belongs to it alone."""
    budget = size_budget_of(publication, file)
    yield from queries.full_queries(publication, file, budget)
    yield from _file_itself(publication, file)
    yield _page(publication, file, budget)


def _page(publication: Publication, file: RuleFile, budget: SizeBudget) -> Artifact:
    page = publication.catalogue.pages[file.path]
    several = len(file.rules) > 1
    first = file.rules[0]
    shown = budget.of_file(file)
    text = publication.page_text.render(
        "rule.md.j2",
        head={
            "title": _title(file.rules),
            "description": _description(first),
            "assets": ("rule.js", "rule.css"),
        },
        rules=[_section(publication, rule, page, budget, several=several) for rule in file.rules],
        text=file.text[:shown],
        language=language_of(file),
        cut=Markdown(
            f"The file has {len(file.text):,} characters, of which {shown:,} are shown."
            if shown < len(file.text)
            else ""
        ),
        source=_file_links(publication, file, page),
        history=life.history(publication, file),
        notice=parts.attack_notice(publication.catalogue.attack),
        depth=Markdown("###" if several else "##"),
    )
    return Artifact(path=page, content=text, source=file.path)


def _title(rules: Sequence[Rule]) -> str:
    """Of a page: its rule's, or with several, each a section under its own, that of the first and
    how many there are beside it."""
    more = len(rules) - 1
    if not more:
        return rules[0].title
    return f"{rules[0].title}, and {more} more {'rule' if more == 1 else 'rules'}"


def _description(rule: Rule) -> str:
    """For search engines and link previews, which a page without one leaves to guess."""
    about = f"A detection rule for {rule.logsource}." if rule.logsource else "A correlation rule."
    return summary(rule.description) or about


def _section(
    publication: Publication, rule: Rule, page: str, budget: SizeBudget, *, several: bool
) -> dict[str, object]:
    catalogue = publication.catalogue
    links = catalogue.links[key_of(rule)]
    return {
        "anchors": _anchors(rule) if several else (),
        "title": rule.title,
        "description": paragraphs(rule.description) or Markdown("No description is given."),
        "tactics": _tactics(links, page),
        "techniques": parts.cell(
            parts.techniques(links.tags.techniques, page),
            "No ATT&CK technique is tagged.",
        ),
        "data_needed": parts.cell(
            (
                parts.entity_link(found.entity, catalogue, page)
                for found in catalogue.full_data(rule)
            ),
            _no_data(rule, links),
        ),
        "enrichments": parts.named(rule.enrichments, catalogue.enrichment_by_title, catalogue, page)
        and parts.cell(
            parts.named(rule.enrichments, catalogue.enrichment_by_title, catalogue, page), ""
        ),
        "triggers": parts.cell(
            (triggers.item(link, catalogue, page) for link in links.triggers),
            _no_trigger(rule, links),
        ),
        "level": parts.stated(rule.level_text, "No level is given."),
        "falsepositives": parts.cell(
            (inline(text) for text in rule.falsepositives), "No false positives are described."
        ),
        "status": parts.stated(rule.status_text, "No status is given."),
        "references": parts.references(rule.references),
        "author": parts.stated(rule.author, "No author is given."),
        "other_tags": parts.cell((parts.other_tag(tag) for tag in links.tags.others), ""),
        "license": inline(rule.license),
        "owner": inline(publication.owners.of(rule)),
        "retired": life.retired_notice(publication, rule, page),
        "report": _report_link(publication, rule),
        "relations": _relations(publication, rule, links, page),
        "queries": queries.shown(publication, rule, page, budget),
        "refused": queries.refused(publication, rule, page),
        "field_names": queries.field_names(publication, rule),
        "data": _data(publication, links, page),
        "triage": harmless(rule.triage) if rule.triage else Markdown(""),
        "proof": proof.section(publication, rule),
        "related": related.section(publication, rule, page),
    }


def _anchors(rule: Rule) -> tuple[str, ...]:
    return tuple(dict.fromkeys((parts.section_anchor(rule), parts.numbered_anchor(rule))))


def _no_data(rule: Rule, links: Links) -> str:
    if rule.kind is RuleKind.FILTER:
        return "A filter needs the data of the rules that it narrows."
    if links.data:
        return "No Data Needed of this catalogue has all fields of the rule: Data says what is missing."
    return "No Data Needed of this catalogue carries these events with all fields of the rule."


def _no_trigger(rule: Rule, links: Links) -> str:
    if rule.kind is RuleKind.FILTER:
        return "A filter has no trigger of its own."
    if links.tags.techniques:
        return "No trigger of this catalogue exercises these techniques."
    return "No trigger: the rule names no technique."


def _tactics(links: Links, page: str) -> Markdown:
    items = list(parts.tactics(links.tags.tactics, page))
    if links.tags.undecided:
        first, second = (name.replace("-", " ").title() for name in SPLIT_INTO)
        items.append(Markdown(f"Defense Evasion · now {first} or {second}: decide"))
    return parts.cell(items, "No ATT&CK tactic is tagged.")


def _data(publication: Publication, links: Links, page: str) -> Markdown:
    """What each Data Needed of the rule's events lacks; nothing where none lacks anything."""
    if all(not found.lacks for found in links.data):
        return Markdown("")
    rows = [
        parts.row(
            (
                parts.entity_link(found.entity, publication.catalogue, page),
                found.found.value,
                ", ".join(code(field) for field in found.lacks) or "nothing",
            )
        )
        for found in links.data
    ]
    header = parts.header(("Data Needed", "Found by", "With it you lose"))
    return Markdown("\n".join([header, *rows]))


def _relations(publication: Publication, rule: Rule, links: Links, page: str) -> list[Markdown]:
    """Sentences about the rules that a rule counts, narrows, is narrowed or is counted by."""
    filters = "filter" if len(links.filters) == 1 else "filters"
    correlations = "correlation" if len(links.counted_by) == 1 else "correlations"
    stands = {
        "This correlation counts the events of": links.refers_to
        if rule.kind is RuleKind.CORRELATION
        else (),
        "This filter narrows": links.refers_to if rule.kind is RuleKind.FILTER else (),
        f"The queries below include the {filters}": links.filters,
        f"It is part of the {correlations}": links.counted_by,
    }
    catalogue = publication.catalogue
    return [
        Markdown(f"{words} " + ", ".join(parts.rule_link(o, catalogue, page) for o in others) + ".")
        for words, others in stands.items()
        if others
    ]


def _file_links(publication: Publication, file: RuleFile, page: str) -> Markdown:
    """Links to the file of a page: where it is edited, if that is known, and as raw YAML."""
    repository = publication.repository
    edit, raw = repository.edit_address(file.path), repository.raw_address(file.path)
    found = [link("Edit this rule", edit)] if edit else []
    found.append(
        link("Raw YAML", raw)
        if raw
        else Markdown(f"[Raw YAML]({relative(_raw_path(publication, file), page)})")
    )
    return Markdown(" · ".join(found))


def _report_link(publication: Publication, rule: Rule) -> Markdown:
    """The link to report a false positive of a rule; empty where no place for it is known."""
    address = publication.repository.report_address(
        path=rule.path, id=str(rule.id), title=rule.title
    )
    return link("Report a false positive", address) if address else Markdown("")


def _file_itself(publication: Publication, file: RuleFile) -> Iterator[Artifact]:
    """The file itself, where no address of it is known."""
    if publication.repository.raw_address(file.path) is None:
        yield Artifact(path=_raw_path(publication, file), content=file.text)


def _raw_path(publication: Publication, file: RuleFile) -> str:
    stem = publication.catalogue.pages[file.path].removeprefix("rules/").removesuffix(".md")
    return f"{SIGMA_FOLDER}/{stem}.yml"
