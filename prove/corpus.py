"""The rules with which targets are tested: shapes, those of this repository, and any folder's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

REPOSITORY = Path(__file__).resolve().parents[1]
CORPUS = REPOSITORY / "../shared/corpus/sigma"
SHAPES = Path(__file__).with_name("shapes")
OWN = REPOSITORY / "rules"


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A rule about single events with one condition, and its file."""

    path: str
    rule: Mapping[str, Any]

    @property
    def name(self) -> str:
        """Its id and file, or its title in a file with many rules."""
        stem = Path(self.path).stem
        return f"{self.rule.get('id', '')} {stem if stem != SHAPES.name else self.rule['title']}"


def candidates(folder: Path) -> Iterator[Candidate]:
    """The detections of a folder, except those about compliance.

    A rule with several conditions becomes several rules. An old rule that counts events after its
    condition is kept: targets refuse it.
    """
    for path in sorted(folder.rglob("*.yml")):
        if "rules-compliance" in path.parts:
            continue
        for document in yaml.load_all(path.read_text("utf-8"), yaml.CSafeLoader):
            if not (isinstance(document, dict) and "detection" in document):
                continue
            conditions = document["detection"].get("condition")
            for condition in conditions if isinstance(conditions, list) else [conditions]:
                detection = {**document["detection"], "condition": condition}
                yield Candidate(
                    path=path.relative_to(folder).as_posix(),
                    rule={**document, "detection": detection},
                )


def rules_under(folder: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """The rules of `candidates` by the stem of their file."""
    for candidate in candidates(folder):
        yield Path(candidate.path).stem, dict(candidate.rule)
