"""Output addresses of the ATT&CK pages."""

from __future__ import annotations

FOLDER = "attack"
MATRIX = f"{FOLDER}/index.md"
LAYERS = "api/v1/layers"
"""ATT&CK Navigator layers."""


def technique_page(identifier: str) -> str:
    return f"{FOLDER}/techniques/{identifier}.md"


def tactic_page(identifier: str) -> str:
    return f"{FOLDER}/tactics/{identifier}.md"
