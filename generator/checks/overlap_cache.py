"""What is known of how rules overlap, from run to run, by the digest of each rule."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from generator.base.code_digest import code_digest

FILE = "overlaps.json"
CODE = "generator.checks.overlaps"
"""The module that decides how rules overlap, with all that it imports."""

Pairs = dict[tuple[str, str], str]
"""The relation of two rules by their digests."""


@dataclass(slots=True)
class Known:
    """The rules of one log source that were held against each other, and the pairs found."""

    rules: frozenset[str] = frozenset()
    pairs: Pairs = field(default_factory=dict)


def read(folder: Path | None) -> dict[str, Known]:
    """What is kept, by log source; nothing where that is missing, damaged or of other code."""
    if folder is None:
        return {}
    try:
        kept = json.loads((folder / FILE).read_text("utf-8"))
        if kept["code"] != code_digest(CODE):
            return {}
        return {source: _known(found) for source, found in kept["log sources"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}


def write(folder: Path | None, known: Mapping[str, Known]) -> None:
    """Keeps what is known, whole or not at all; a folder that cannot be written keeps nothing."""
    if folder is None:
        return
    kept = {
        "code": code_digest(CODE),
        "log sources": {
            source: {
                "rules": sorted(found.rules),
                "pairs": [[*pair, relation] for pair, relation in sorted(found.pairs.items())],
            }
            for source, found in sorted(known.items())
        },
    }
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", dir=folder, encoding="utf-8", delete=False) as file:
            json.dump(kept, file)
        os.replace(file.name, folder / FILE)


def _known(found: Any) -> Known:
    return Known(
        rules=frozenset(map(str, found["rules"])),
        pairs={(str(one), str(other)): str(relation) for one, other, relation in found["pairs"]},
    )
