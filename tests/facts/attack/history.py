"""SigmaHQ's rules in six states, before and after their retagging for ATT&CK 19."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import yaml

from generator.content import documents
from generator.content.documents import Document
from generator.facts.attack import Attack
from generator.review.migrate import Migration, migrate
from tests.support import CORPUS

BUNDLE = CORPUS / "sigma-history.bundle"
OLDEST, BEFORE, AFTER = "state-2025-08-05", "state-2026-02-05", "state-2026-05-05"


def check_out(folder: Path, state: str) -> tuple[Document, ...]:
    """The rules of a state, cloned into a folder."""
    command = ["git", "clone", "--quiet", "--branch", state, str(BUNDLE), str(folder)]
    subprocess.run(command, check=True, capture_output=True)
    sources = [
        folder / name for name in ("rules", "rules-emerging-threats", "rules-threat-hunting")
    ]
    return documents.read([path for path in sources if path.is_dir()], base=folder).documents


def tags_by_id(texts: Iterator[str]) -> dict[str, list[str]]:
    """The tags of each rule by its id."""
    return {
        part["id"]: part.get("tags") or []
        for text in texts
        for part in yaml.load_all(text, Loader=yaml.CSafeLoader)
        if isinstance(part, dict) and part.get("id")
    }


def migrated(found: tuple[Document, ...], attack: Attack) -> list[Migration]:
    return [migrate(document, attack) for document in found]
