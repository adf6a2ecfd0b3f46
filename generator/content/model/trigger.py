"""Tests that produce the events of rules, in the schema of Atomic Red Team."""

from __future__ import annotations

from dataclasses import dataclass

from generator.content.model.ids import TechniqueId


@dataclass(frozen=True, slots=True, kw_only=True)
class InputArgument:
    name: str
    description: str
    type: str
    default: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Dependency:
    description: str
    prereq_command: str
    get_prereq_command: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Executor:
    """How a test is run. A `manual` one has steps, the others commands."""

    name: str
    command: str
    cleanup_command: str
    steps: str
    elevation_required: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AtomicTest:
    name: str
    guid: str
    description: str
    platforms: tuple[str, ...]
    inputs: tuple[InputArgument, ...]
    dependency_executor: str
    dependencies: tuple[Dependency, ...]
    executor: Executor


@dataclass(frozen=True, slots=True, kw_only=True)
class Trigger:
    """A technique file of Atomic Red Team."""

    technique: TechniqueId
    display_name: str
    path: str
    number: int
    tests: tuple[AtomicTest, ...]

    @property
    def title(self) -> str:
        return f"{self.technique}: {self.display_name}"
