"""The figures of the home page: numbers that link to their lists, each with a chart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from urllib.parse import urlencode

from generator.base.grouping import reverse
from generator.content.model import Rule, Status
from generator.pages import parts
from generator.pages.attack.addresses import MATRIX, tactic_page
from generator.pages.attack.coverage import LEVELS, NOT_IN_USE, coverage
from generator.pages.front import attention
from generator.pages.front.charts import Bar, bars
from generator.pages.markdown import Markdown, inline, page_link, relative
from generator.pages.publication import Publication
from generator.pages.rules.browse_rows import NOT_GIVEN

HOME = "index.md"
MOST_PRODUCTS = 12
MOST_DATA = 12
NEWEST = 10
MONTHS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A section of the page. `chart` is empty where there is nothing to draw."""

    heading: str
    sentence: Markdown
    chart: Markdown
    table: Markdown


def figures(publication: Publication) -> Iterator[Figure]:
    """The figures of a catalogue; none for an empty one."""
    if not publication.catalogue.rules:
        return
    yield _attention(publication)
    yield _levels(publication)
    yield _statuses(publication)
    yield _products(publication)
    yield _tactics(publication)
    yield _data(publication)
    yield _changes(publication)


def chosen(label: str, **facets: str) -> Markdown:
    """A link to the page of all rules with preset filters.

    It is HTML and points to the file itself: the filters follow the `#`, which MkDocs would report
    as a missing heading.
    """
    address = f"browse/index.html#{urlencode(facets)}"
    return Markdown(f'<a href="{escape(address)}">{inline(label)}</a>')


def _in_use(publication: Publication) -> list[Rule]:
    """The rules that the page of all rules shows by default: filters included, retired rules
    excluded.
    """
    return [rule for rule in publication.catalogue.rules if not rule.retired]


def _levels(publication: Publication) -> Figure:
    order = [level.value for level in LEVELS]
    return _facet(
        "Rules by level",
        "level",
        Counter(rule.level_text or NOT_GIVEN for rule in _in_use(publication)),
        order,
        Markdown("Rules in use, neither deprecated nor unsupported."),
    )


def _statuses(publication: Publication) -> Figure:
    order = [status.value for status in Status]
    retired = [status.value for status in NOT_IN_USE]
    return _facet(
        "Rules by status",
        "status",
        Counter(rule.status_text or NOT_GIVEN for rule in publication.catalogue.rules),
        order,
        Markdown("All rules; those that are deprecated or unsupported are kept to be looked up."),
        retired=retired,
    )


def _facet(
    heading: str,
    facet: str,
    counted: Counter[str],
    order: Iterable[str],
    sentence: Markdown,
    retired: Iterable[str] = (),
) -> Figure:
    """Values in their order, then those that are not Sigma's words."""
    known = [value for value in order if counted[value]]
    values = [*known, *sorted(set(counted) - set(known))]
    rows = [
        (
            inline(value),
            chosen(
                f"{counted[value]:,}",
                **{facet: value},
                **({"retired": "1"} if value in retired else {}),
            ),
        )
        for value in values
    ]
    return Figure(
        heading=heading,
        sentence=sentence,
        chart=bars(facet, heading, [Bar(label=v, number=counted[v]) for v in values]),
        table=_table((facet.capitalize(), "Rules"), rows),
    )


def _products(publication: Publication) -> Figure:
    counted = Counter(
        (rule.logsource and rule.logsource.product) or NOT_GIVEN for rule in _in_use(publication)
    )
    ordered = sorted(counted, key=lambda product: (-counted[product], product))
    shown, rest = ordered[:MOST_PRODUCTS], ordered[MOST_PRODUCTS:]
    rows = [(inline(name), chosen(f"{counted[name]:,}", product=name)) for name in shown]
    found = [Bar(label=name, number=counted[name]) for name in shown]
    if rest:
        number = sum(counted[name] for name in rest)
        others = f"{len(rest)} others"
        rows.append((Markdown(others), page_link(f"{number:,}", "rules/index.md", HOME)))
        found.append(Bar(label=others, number=number))
    return Figure(
        heading="Rules by product",
        sentence=Markdown("The product of the log source; many rules of networks name none."),
        chart=bars("product", "Rules by product", found),
        table=_table(("Product", "Rules"), rows),
    )


def _tactics(publication: Publication) -> Figure:
    known = coverage(publication.catalogue)
    rows, found = [], []
    for tactic in known.attack.tactics:
        techniques = [c for c in known.of_tactic(tactic) if "." not in c.technique.id]
        covered = sum(any(c.in_use for c in (t, *known.subs(t.technique))) for t in techniques)
        share = f"{covered} of {len(techniques)}"
        rules = [r for r in known.rules_by_tactic.get(tactic.id, ()) if not r.retired]
        rows.append(
            (
                page_link(tactic.name, tactic_page(tactic.id), HOME),
                Markdown(share),
                chosen(f"{len(rules):,}", tactic=tactic.name) if rules else Markdown("0"),
            )
        )
        percent = round(100 * covered / len(techniques)) if techniques else 0
        found.append(Bar(label=tactic.name, number=percent, words=share))
    matrix = page_link("the matrix", MATRIX, HOME)
    return Figure(
        heading="Coverage by tactic",
        sentence=Markdown(
            "How many techniques have a rule in use, of their own or of a sub-technique; "
            f"{matrix} shows each."
        ),
        chart=bars("tactic", "Techniques with a rule, by tactic", found, whole=100),
        table=_table(("Tactic", "Techniques with a rule", "Rules"), rows),
    )


def _data(publication: Publication) -> Figure:
    catalogue = publication.catalogue
    using = reverse(
        _in_use(publication), lambda rule: (d.entity.title for d in catalogue.full_data(rule))
    )
    ordered = sorted(using, key=lambda title: (-len(using[title]), title))
    rows = [
        (
            parts.entity_link(catalogue.data_by_title[title], catalogue, HOME),
            chosen(f"{len(using[title]):,}", data=title),
        )
        for title in ordered[:MOST_DATA]
    ]
    every = page_link("All Data Needed", "data_needed/index.md", HOME)
    return Figure(
        heading="Data that most rules depend on",
        sentence=Markdown(
            f"Rules in use that the data serves in full. {every}."
            if rows
            else f"No rule finds data that serves it in full. {every}."
        ),
        chart=bars(
            "data",
            "Data that most rules depend on",
            [Bar(label=title, number=len(using[title])) for title in ordered[:MOST_DATA]],
        ),
        table=_table(("Data Needed", "Rules"), rows),
    )


def _changes(publication: Publication) -> Figure:
    catalogue = publication.catalogue
    dated = [(day, rule) for rule in catalogue.rules if (day := rule.modified or rule.date)]
    newest = sorted(dated, key=lambda item: parts.order(item[1]))
    newest.sort(key=lambda item: item[0], reverse=True)
    rows = [
        (
            Markdown(day.isoformat() if rule.modified else f"{day.isoformat()}, new"),
            parts.rule_link(rule, catalogue, HOME),
            inline(rule.level_text or NOT_GIVEN),
        )
        for day, rule in newest[:NEWEST]
    ]
    counted = Counter((day.year, day.month) for day, _ in dated)
    return Figure(
        heading="What changed lately",
        sentence=Markdown(
            "By the dates that rules give themselves; "
            f"[the feed]({relative('feed.xml', HOME)}) has the newest 50."
            if rows
            else "No rule says when it was made or changed."
        ),
        chart=bars(
            "month",
            "Rules by the month of their last change",
            [
                Bar(label=f"{year}-{month:02}", number=counted[year, month])
                for year, month in _months(max(counted, default=None))
            ],
        ),
        table=_table(("Changed", "Rule", "Level"), rows),
    )


def _months(last: tuple[int, int] | None) -> list[tuple[int, int]]:
    """The last months up to the given one, newest first."""
    if last is None:
        return []
    number = last[0] * 12 + last[1] - 1
    places = (divmod(number - back, 12) for back in range(MONTHS))
    return [(year, month + 1) for year, month in places]


def _attention(publication: Publication) -> Figure:
    found = attention.in_need(publication)
    rows = [
        (
            inline(need.heading),
            page_link(f"{len(rules):,}", f"{attention.PAGE}#{need.anchor}", HOME),
            Markdown(need.sentence),
        )
        for need, rules in found.items()
    ]
    drifted = len(attention.drifted(publication))
    place = f"{attention.PAGE}#{attention.anchor_of(attention.DRIFTED)}"
    rows.append(
        (
            Markdown(attention.DRIFTED),
            page_link(f"{drifted:,}", place, HOME),
            Markdown(attention.DRIFT),
        )
    )
    return Figure(
        heading="What needs attention",
        sentence=Markdown(
            "Rules in use that lack something, and targets whose queries may have drifted; each "
            "number leads to its list."
        ),
        chart=Markdown(""),  # Numbers that differ a hundredfold, and are best nothing.
        table=_table(("Which", "Number", "What is so"), rows),
    )


def _table(columns: tuple[str, ...], rows: Sequence[Sequence[Markdown]]) -> Markdown:
    return parts.table(columns, rows) if rows else Markdown("")
