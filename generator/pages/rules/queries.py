"""The queries on the page of a rule: each with its trust, the reasons where there is none, and what
each target calls the fields of the rule."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from generator.catalogue.link import key_of
from generator.content.model import Artifact, Rule, RuleFile, RuleKind
from generator.pages import attribution, parts
from generator.pages.markdown import Markdown, code, inline, relative
from generator.pages.publication import Publication
from generator.pages.rules.size_budget import SizeBudget
from generator.pages.targets.trust import page_of
from generator.targets.support import SupportState
from generator.targets.target import Target

NOTICE = ".license"
"""What the name of a file ends with that says whose the file beside it is, as REUSE has it."""


def shown(
    publication: Publication, rule: Rule, page: str, budget: SizeBudget
) -> list[dict[str, object]]:
    """The targets that have a query for a rule, in their order, as its template wants them."""
    return [
        _query(publication, rule, target, page, budget)
        for target in publication.targets
        if publication.query(rule, target).text is not None
    ]


def _query(
    publication: Publication, rule: Rule, target: Target, page: str, budget: SizeBudget
) -> dict[str, object]:
    text = publication.query(rule, target).text or ""
    longest = budget.of_query(text, target.language)
    rest = Markdown("")
    if len(text) > longest:
        file = relative(_full_query_path(publication, rule, target), page)
        rest = Markdown(
            f"The query has {len(text):,} characters, of which {longest:,} are shown: "
            f"[the whole query]({file}), [its author and license]({file}{NOTICE})."
        )
    return {
        "target": target.id,
        "text": text[:longest],
        "language": target.language,
        "rest": rest,
        "note": _note(publication, rule, target, page),
    }


def _note(publication: Publication, rule: Rule, target: Target, page: str) -> Markdown:
    """What stands below a query: how far it can be trusted, what it left, what it assumes."""
    trust = publication.trust[target.id]
    place = relative(page_of(target.id), page)
    found = publication.support_of(rule, target)
    said = [f"Trust: [{trust.level.value}]({place}#trust)."]
    if target.warning:
        said.append(f"**Known wrong:** {target.warning}")
    if found.state is SupportState.WRONG:
        said.append(f"**Wrong for this rule.** {found.reason}")
    if found.left:
        said.append(f"Left as the rule names them: {', '.join(map(code, found.left))}.")
    return Markdown(" ".join([*said, target.assumes, f"[More]({place}) about this target."]))


def refused(publication: Publication, rule: Rule, page: str) -> Markdown:
    """The targets that have no query for a rule, each with the reason; empty where all have one."""
    lines = [
        f"- [{target}]({relative(page_of(target), page)}): {inline(found.reason)}"
        for target, found in publication.standings[key_of(rule)].items()
        if found.state is SupportState.UNSUPPORTED
    ]
    return Markdown("\n".join(lines))


def field_names(publication: Publication, rule: Rule) -> Markdown:
    """A table of the rule's fields and what each target calls them; empty where all call them as
    the rule does. Targets with the same names share a column."""
    if rule.kind is RuleKind.CORRELATION or not rule.fields:
        return Markdown("")
    columns: dict[tuple[Markdown, ...], list[str]] = {}
    for target in publication.targets:
        query = publication.query(rule, target)
        cells = tuple(_called(field, query.names) for field in rule.fields)
        if query.text is not None and any(cells):
            columns.setdefault(cells, []).append(target.id)
    if not columns:
        return Markdown("")
    rows = (
        (code(field), *(cells[place] or Markdown("as it is") for cells in columns))
        for place, field in enumerate(rule.fields)
    )
    return parts.table(("Field", *map(", ".join, columns.values())), rows)


def _called(field: str, names: Mapping[str, tuple[str, ...]]) -> Markdown:
    """The names of a field; empty where it keeps its own."""
    others = names.get(field, (field,))
    return Markdown("" if others == (field,) else ", ".join(code(name) for name in others))


def full_queries(
    publication: Publication, file: RuleFile, budget: SizeBudget
) -> Iterator[Artifact]:
    """The queries that are too long for their page, each as a file in full, with whose it is beside
    it: a query language without comments has no place for that in the query itself."""
    for rule in file.rules:
        for target in publication.targets:
            text = publication.query(rule, target).text
            if text is not None and len(text) > budget.of_query(text, target.language):
                path = _full_query_path(publication, rule, target)
                yield Artifact(path=path, content=f"{text}\n")
                yield Artifact(path=f"{path}{NOTICE}", content=attribution.notice(rule))


def _full_query_path(publication: Publication, rule: Rule, target: Target) -> str:
    return f"queries/{target.id}/{file_name(publication, rule, target)}"


def file_name(publication: Publication, rule: Rule, target: Target) -> str:
    """The name of a file with a rule's query, which no other rule has."""
    stem = publication.catalogue.page(rule).removeprefix("rules/").removesuffix(".md")
    # No page name has a tilde, so this is the file of no other page.
    number = f"~{rule.number}" if rule.number else ""
    return f"{stem}{number}.{target.suffix}"
