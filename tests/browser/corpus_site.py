"""The site of the whole corpus: some thousand real rules with the data and triggers beside them."""

from __future__ import annotations

import json
from pathlib import Path

from tests.hostile.sites import run_site
from tests.support import CORPUS

SOURCES = {
    "rules": "sigma",
    "data_needed": "atc-data/data_needed",
    "logging_policies": "atc-data/logging_policies",
    "enrichments": "atc-data/enrichments",
    "triggers": "atomic-red-team/atomics",
}
TARGETS = ("splunk", "grep")
"""Two, for the time that more would take; what grep prints is the longest that any does."""


def build_corpus(folder: Path) -> None:
    """Builds it into `site` below a folder, from where the corpus lies."""
    settings = [f"targets: [{', '.join(TARGETS)}]"]
    settings += [f"{kind}: {json.dumps(str(CORPUS / place))}" for kind, place in SOURCES.items()]
    (folder / "catalogue.yml").write_text("\n".join(settings) + "\n", "utf-8")
    run_site(folder, "--jobs", "2")
