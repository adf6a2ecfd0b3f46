"""MITRE ATT&CK in a pinned version: its facts, and the meaning of rule tags.

© The MITRE Corporation. ATT&CK is reproduced and distributed with the permission of The MITRE
Corporation.
"""

from __future__ import annotations

import re

from generator.facts.attack.addresses import object_url, tactic_url, technique_url
from generator.facts.attack.domain import (
    ENTERPRISE,
    ICS,
    MOBILE,
    Attack,
    IdState,
    TechniqueReference,
    domain_of,
)
from generator.facts.attack.facts import PINNED, FactsError, as_text, from_facts, load, load_file
from generator.facts.attack.tactics import (
    SPLIT_INTO,
    SPLIT_NAME,
    SPLIT_TACTIC,
    is_split,
    parts_of_split_tactic,
    tactic_of,
)

__all__ = [
    "ENTERPRISE",
    "ICS",
    "MOBILE",
    "NOTICE",
    "PINNED",
    "SPLIT_INTO",
    "SPLIT_NAME",
    "SPLIT_TACTIC",
    "Attack",
    "FactsError",
    "IdState",
    "TechniqueReference",
    "as_text",
    "domain_of",
    "from_facts",
    "is_other_object",
    "is_split",
    "is_technique",
    "load",
    "load_file",
    "object_url",
    "parts_of_split_tactic",
    "tactic_of",
    "tactic_url",
    "technique_url",
]

NOTICE = (
    "© The MITRE Corporation. ATT&CK is reproduced and distributed with the permission of "
    "The MITRE Corporation."
)

_TECHNIQUE = re.compile(r"t\d{4}(?:\.\d{3})?")
_ANALYTIC = re.compile(r"an\d{4}")


def is_technique(name: str) -> bool:
    """Whether the part of a tag after `attack.` has the form of a technique id."""
    return _TECHNIQUE.fullmatch(name.lower()) is not None


def is_other_object(name: str) -> bool:
    """Whether it has the form of an id of a group, software, campaign, mitigation or similar
    object."""
    return object_url(name) is not None or _ANALYTIC.fullmatch(name.lower()) is not None
