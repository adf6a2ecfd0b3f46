"""Tactics and techniques of ATT&CK."""

from __future__ import annotations

from dataclasses import dataclass

from generator.content.model.ids import TechniqueId


@dataclass(frozen=True, slots=True, kw_only=True)
class Tactic:
    id: str
    shortname: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Technique:
    id: TechniqueId
    name: str
    tactics: tuple[str, ...]
    platforms: tuple[str, ...]
