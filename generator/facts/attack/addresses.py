"""URLs on attack.mitre.org."""

from __future__ import annotations

import re

_SITE = "https://attack.mitre.org"

_FOLDERS = {
    "g": "groups",
    "s": "software",
    "c": "campaigns",
    "m": "mitigations",
    "a": "assets",
    "ds": "datasources",
    "dc": "datacomponents",
    "det": "detectionstrategies",
}
"""URL folders by id prefix, taken from the `external_references` of MITRE's own STIX bundles."""

_OBJECT = re.compile(rf"({'|'.join(_FOLDERS)})(\d{{4}})")


def technique_url(identifier: str) -> str:
    """The page of a technique; sub-techniques are below their technique."""
    return f"{_SITE}/techniques/{identifier.replace('.', '/')}"


def tactic_url(identifier: str) -> str:
    return f"{_SITE}/tactics/{identifier}"


def object_url(name: str) -> str | None:
    """The page of a group, software or similar object by id; None if the name is not such an id."""
    found = _OBJECT.fullmatch(name.lower())
    return f"{_SITE}/{_FOLDERS[found[1]]}/{name.upper()}/" if found else None
