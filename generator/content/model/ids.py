"""Ids, which are texts and not to be mixed up."""

from __future__ import annotations

from typing import NewType

RuleId = NewType("RuleId", str)
TechniqueId = NewType("TechniqueId", str)
"""T1047 or T1003.001, in capitals."""
