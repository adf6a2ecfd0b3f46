"""The default home page, for a site whose docs folder has none: an overview of the catalogue."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from generator.content.model import Artifact
from generator.facts.attack import NOTICE
from generator.pages.front import home_figures
from generator.pages.front.home_figures import HOME, Figure
from generator.pages.markdown import Markdown, page_link
from generator.pages.publication import Publication

CONTENTS = (
    ("Rules", "rules", "every rule by log source, each with its page of queries"),
    ("Data Needed", "data_needed", "what has to be logged, with a sample of each event"),
    ("Logging Policies", "logging_policies", "how a log is switched on, and how much it writes"),
    ("Enrichments", "enrichments", "what adds fields to events afterwards"),
    ("Triggers", "triggers", "harmless tests that make the rules fire"),
)
MAYBE = (
    ("Use cases", "use_cases", "rules in order, with the data to switch on first"),
    ("Environments", "environments", "what is covered with the data that is there"),
)
"""Kinds that have pages only where the catalogue has such entities."""


def pages(publication: Publication) -> Iterator[Artifact]:
    catalogue = publication.catalogue
    yield Artifact(
        path=HOME,
        content=publication.page_text.render(
            "home.md.j2",
            head={
                "title": "Detection catalogue",
                "description": (
                    "Sigma rules with the data they need, how it is logged, tests that produce it, "
                    "and their queries."
                ),
                "assets": ("home.css",),
                "hide": ("toc",),
            },
            contents=[_content(*one, publication) for one in _kinds(publication)],
            targets=len(publication.targets),
            figures=[_shown(figure) for figure in home_figures.figures(publication)],
            notice=Markdown(f"Techniques are those of MITRE {catalogue.attack.label}. {NOTICE}"),
        ),
    )


def _kinds(publication: Publication) -> Sequence[tuple[str, str, str]]:
    catalogue = publication.catalogue
    return (*CONTENTS, *(kind for kind in MAYBE if getattr(catalogue, kind[1])))


def _content(name: str, folder: str, words: str, publication: Publication) -> dict[str, object]:
    return {
        "link": page_link(name, f"{folder}/index.md", HOME),
        "number": f"{len(getattr(publication.catalogue, folder)):,}",
        "words": words,
    }


def _shown(figure: Figure) -> dict[str, object]:
    return {
        "heading": figure.heading,
        "sentence": figure.sentence,
        "chart": figure.chart,
        "table": figure.table,
    }
