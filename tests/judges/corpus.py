"""The rules of a corpus, for the scripts that judge a target by all of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

CORPUS = Path(__file__).resolve().parents[2] / "../shared/corpus/sigma"


def rules_under(folder: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """The rules of a folder by the stem of their file, those about compliance left out."""
    for path in sorted(folder.rglob("*.yml")):
        if "rules-compliance" in path.parts:
            continue
        for document in yaml.load_all(path.read_text("utf-8"), yaml.CSafeLoader):
            if isinstance(document, dict) and "detection" in document:
                yield path.stem, document
