"""What is known of how rules overlap, from run to run, by the digest of each rule."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from generator.base.code_digest import code_digest
from generator.base.kept import CacheFile

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
    """What is in the cache, by log source; nothing where that is missing, damaged or of other
    code."""
    if folder is None:
        return {}
    return cache_file(folder).load(_parse) or {}


def write(folder: Path | None, known: Mapping[str, Known]) -> None:
    """Keeps what is known; a folder that cannot be written keeps nothing."""
    if folder is None:
        return
    plain = {
        source: {
            "rules": sorted(found.rules),
            "pairs": [[*pair, relation] for pair, relation in sorted(found.pairs.items())],
        }
        for source, found in sorted(known.items())
    }
    cache_file(folder).save(json.dumps(plain).encode())


def cache_file(folder: Path) -> CacheFile:
    return CacheFile(folder / FILE, (code_digest(CODE),))


def _parse(content: bytes) -> dict[str, Known]:
    return {source: _known(found) for source, found in json.loads(content).items()}


def _known(found: Any) -> Known:
    return Known(
        rules=frozenset(map(str, found["rules"])),
        pairs={(str(one), str(other)): str(relation) for one, other, relation in found["pairs"]},
    )
