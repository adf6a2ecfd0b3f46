"""What a team has, and what it wants to see."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """What somebody has: platforms, logs and targets in use.

    `data_needed` and `logging_policies` have the titles of what is in place by the platform below
    which they stand; under the empty text those of a plain list. `stem` is the file's name
    without the suffix.
    """

    title: str
    path: str
    number: int
    stem: str
    description: str
    platforms: tuple[str, ...]
    data_needed: Mapping[str, tuple[str, ...]]
    logging_policies: Mapping[str, tuple[str, ...]]
    targets: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class UseCaseStep:
    """Rules that belong together, by id or name, in the order in which they are put to work."""

    title: str
    description: str
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class UseCase:
    """What a team wants to see, as steps of rules. `stem` is the file's name without suffix."""

    title: str
    path: str
    number: int
    stem: str
    description: str
    author: str
    references: tuple[str, ...]
    steps: tuple[UseCaseStep, ...]
