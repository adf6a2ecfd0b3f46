"""What an environment provides: its platforms, Logging Policies and available Data Needed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from generator.catalogue.data_links import SAME_PLATFORM
from generator.catalogue.link import Catalogue
from generator.content.kinds.environment import NO_PLATFORM
from generator.content.model import DataNeeded, Environment


@dataclass(frozen=True, slots=True, kw_only=True)
class InPlace:
    """`platforms` are normalised names; `policies` and `data` are titles."""

    platforms: frozenset[str]
    policies: frozenset[str]
    data: frozenset[str]

    def is_of_platform(self, entity: DataNeeded) -> bool:
        return platform_of(entity) in self.platforms

    def missing(self, entity: DataNeeded) -> frozenset[str] | None:
        """The Logging Policies that an entity still needs: empty where it is available; None where
        no policy would provide it, because its platform is absent or it names no policy.
        """
        if entity.title in self.data:
            return frozenset()
        if not self.is_of_platform(entity) or not entity.logging_policies:
            return None
        return frozenset(entity.logging_policies) - self.policies


def in_place(environment: Environment, catalogue: Catalogue) -> InPlace:
    """A Data Needed is available if the environment lists it, if all Logging Policies that it names
    are enabled, or if it names none and its platform is present.

    The platforms are those that the environment names, else those of the available entities, else
    all.
    """
    listed = _titles(environment.data_needed)
    policies = _titles(environment.logging_policies)
    given = {
        entity.title
        for entity in catalogue.data_needed
        if entity.title in listed
        or (entity.logging_policies and policies.issuperset(entity.logging_policies))
    }
    platforms = (
        {folded(name) for name in _named_platforms(environment)}
        or {platform_of(e) for e in catalogue.data_needed if e.title in given}
        or {platform_of(e) for e in catalogue.data_needed}
    )
    by_default = {
        entity.title
        for entity in catalogue.data_needed
        if not entity.logging_policies and platform_of(entity) in platforms
    }
    return InPlace(
        platforms=frozenset(platforms),
        policies=frozenset(policies),
        data=frozenset(given | by_default),
    )


def platform_of(entity: DataNeeded) -> str:
    return folded(entity.platform)


def folded(platform: str) -> str:
    """A normalised platform name for comparison."""
    name = platform.casefold()
    return SAME_PLATFORM.get(name, name)


def _titles(by_platform: Mapping[str, tuple[str, ...]]) -> frozenset[str]:
    return frozenset(title for titles in by_platform.values() for title in titles)


def _named_platforms(environment: Environment) -> set[str]:
    below = {*environment.data_needed, *environment.logging_policies} - {NO_PLATFORM}
    return {*environment.platforms, *below}
