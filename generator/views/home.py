"""The front page, for a site whose docs folder has none of its own."""

from __future__ import annotations

from collections.abc import Iterator

from generator.attack import NOTICE
from generator.markdown import Markdown, inline, render
from generator.model import Artifact
from generator.views.publication import Publication


def pages(publication: Publication) -> Iterator[Artifact]:
    catalogue = publication.catalogue
    counted = (
        ("Rules", "rules", len(catalogue.rules)),
        ("Data Needed", "data_needed", len(catalogue.data_needed)),
        ("Logging Policies", "logging_policies", len(catalogue.logging_policies)),
        ("Enrichments", "enrichments", len(catalogue.enrichments)),
        ("Triggers", "triggers", len(catalogue.triggers)),
    )
    targets = ", ".join(inline(target.title) for target in publication.targets)
    yield Artifact(
        path="index.md",
        content=render(
            "home.md.j2",
            head={
                "title": "Detection catalogue",
                "description": "Detection rules with the data they need and their queries.",
            },
            introduction=Markdown(
                f"Detection rules, each with its queries for {targets}; the data that they need, "
                "how that is logged, and tests that produce it."
            ),
            counts=[
                {"link": Markdown(f"[{name}]({folder}/index.md)"), "count": count}
                for name, folder, count in counted
            ],
            notice=Markdown(
                f"Techniques are those of MITRE ATT&CK {catalogue.attack.version}. {NOTICE}"
            ),
        ),
    )
