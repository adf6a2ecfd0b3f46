"""Rule lists of an environment by state and level: on its page, and in full on further pages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from generator.catalogue.coverage import Assessment, CoverageState, RuleCoverage
from generator.catalogue.link import Catalogue
from generator.content.model import Artifact
from generator.pages import parts
from generator.pages.environments.words import linked, missing
from generator.pages.markdown import Markdown, page_link, relative
from generator.pages.publication import Publication

SHOWN = 50
"""Maximum rules of each state on the environment's own page."""
ROWS = 400
"""Maximum rows of a further page; a browser takes seconds for 4,000 rows."""

NAMES = {CoverageState.RUNS: "runs", CoverageState.GAP: "gaps", CoverageState.BLOCKED: "blocked"}
"""File names of the further pages."""


def columns(state: CoverageState) -> tuple[str, str]:
    return ("Rule", "Data Needed in place" if state is CoverageState.RUNS else "Missing")


def sections(
    verdicts: Sequence[RuleCoverage], state: CoverageState, catalogue: Catalogue, page: str
) -> list[dict[str, object]]:
    """Rows under a heading for each level, in the order of the verdicts."""
    return [
        {
            "heading": Markdown(heading),
            "rows": [parts.row(_cells(verdict, state, catalogue, page)) for verdict in group],
        }
        for heading, group in groupby(verdicts, key=_level)
    ]


def place_of(page: str, state: CoverageState, number: int) -> str:
    """The address of an environment's further page; `number` counts from 0."""
    name = NAMES[state] if not number else f"{NAMES[state]}-{number + 1}"
    return f"{page.removesuffix('.md')}/{name}.md"


def lists(
    publication: Publication, assessment: Assessment, headings: Mapping[CoverageState, str]
) -> Iterator[Artifact]:
    """Pages of all rules in a state, for each state that the environment's own page truncates."""
    catalogue = publication.catalogue
    home = catalogue.page(assessment.environment)
    for state, heading in headings.items():
        verdicts = assessment.of_state(state)
        if len(verdicts) <= SHOWN:
            continue
        chunks = [verdicts[start : start + ROWS] for start in range(0, len(verdicts), ROWS)]
        for number, chunk in enumerate(chunks):
            page = place_of(home, state, number)
            title = f"{heading}: {assessment.environment.title}"
            back = page_link(assessment.environment.title, home, page)
            yield Artifact(
                path=page,
                content=publication.page_text.render(
                    "index_of.md.j2",
                    head={
                        "title": f"{title}, page {number + 1}" if number else title,
                        "description": f"{title}, by level.",
                    },
                    introduction=Markdown(f"{len(verdicts):,} rules of {back}, by level."),
                    pages=_pager(home, state, number, chunks),
                    header=parts.header(columns(state)),
                    sections=sections(chunk, state, catalogue, page),
                    nothing=Markdown(""),
                ),
            )


def _pager(
    home: str, state: CoverageState, number: int, chunks: Sequence[Sequence[RuleCoverage]]
) -> Markdown:
    """Links to the other pages of a list, each with its first level."""
    if len(chunks) < 2:
        return Markdown("")
    page = place_of(home, state, number)
    shown = []
    for other, chunk in enumerate(chunks):
        label = f"{other + 1} (from {_level(chunk[0]).lower()})"
        address = relative(place_of(home, state, other), page)
        shown.append(f"**{label}**" if other == number else f"[{label}]({address})")
    return Markdown("Pages: " + " · ".join(shown))


def _level(verdict: RuleCoverage) -> str:
    level = verdict.rule.level
    return level.value.capitalize() if level else "Without a level"


def _cells(
    verdict: RuleCoverage, state: CoverageState, catalogue: Catalogue, page: str
) -> tuple[Markdown, Markdown]:
    rule = parts.rule_link(verdict.rule, catalogue, page)
    if state is CoverageState.RUNS:
        data = (parts.entity_link(entity, catalogue, page) for entity in verdict.data)
        return rule, parts.cell(data, "that of the rules that it counts")
    words = missing(verdict, linked(catalogue, page))
    return rule, parts.cell(map(Markdown, words), "not known")
