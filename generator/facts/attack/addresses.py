"""The pages of attack.mitre.org."""

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
"""By the letters of an id, as the `external_references` of MITRE's own STIX bundles have them."""

_OBJECT = re.compile(rf"({'|'.join(_FOLDERS)})(\d{{4}})")


def technique_url(identifier: str) -> str:
    """The page of a technique, sub-techniques below their technique."""
    return f"{_SITE}/techniques/{identifier.replace('.', '/')}"


def tactic_url(identifier: str) -> str:
    return f"{_SITE}/tactics/{identifier}"


def object_url(name: str) -> str | None:
    """The page of a group, software or the like by its id; None where the name is no such id."""
    found = _OBJECT.fullmatch(name.lower())
    return f"{_SITE}/{_FOLDERS[found[1]]}/{name.upper()}/" if found else None
