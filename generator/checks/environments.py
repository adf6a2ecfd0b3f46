"""What environments name and is not there."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from generator.base.diagnostics import Code, Diagnostic, Route, error, quoted
from generator.catalogue.data_links import SAME_PLATFORM
from generator.checks.check import Check, Context
from generator.checks.dangling import DANGLING_DATA_NEEDED, DANGLING_LOGGING_POLICY
from generator.content.kinds.environment import NO_PLATFORM
from generator.content.kinds.mapping_reader import MOST_HINTS, nearest
from generator.content.model import Environment

DANGLING_ENVIRONMENT_REFERENCE = error(
    "dangling-environment-reference", "An environment names a platform or target that is not there"
)

CODES = (DANGLING_ENVIRONMENT_REFERENCE,)


def check(context: Context) -> Iterator[Diagnostic]:
    """Data Needed, Logging Policies, platforms and targets that are not in the catalogue."""
    catalogue = context.catalogue
    platforms = {entity.platform for entity in catalogue.data_needed if entity.platform}
    for environment in catalogue.environments:
        for code, key, titles, known in (
            (
                DANGLING_DATA_NEEDED,
                "data_needed",
                environment.data_needed,
                catalogue.data_by_title,
            ),
            (
                DANGLING_LOGGING_POLICY,
                "logging_policies",
                environment.logging_policies,
                catalogue.policy_by_title,
            ),
        ):
            for platform, names in titles.items():
                below = () if platform == NO_PLATFORM else (platform,)
                yield from _missing(code, environment, (key, *below), names, known)
                yield from _unknown_platforms(environment, (key,), below, platforms)
        yield from _unknown_platforms(environment, ("platforms",), environment.platforms, platforms)
        if context.targets is not None:
            yield from _missing(
                DANGLING_ENVIRONMENT_REFERENCE,
                environment,
                ("targets",),
                environment.targets,
                context.targets,
                what="target ",
            )


def _unknown_platforms(
    environment: Environment,
    keys: tuple[str, ...],
    names: Collection[str],
    known: Collection[str],
) -> Iterator[Diagnostic]:
    """Platforms that no Data Needed is of, however they are written."""
    folded = {name.casefold() for name in known} | set(SAME_PLATFORM)
    unknown = [name for name in names if name.casefold() not in folded]
    yield from _missing(
        DANGLING_ENVIRONMENT_REFERENCE, environment, keys, unknown, known, what="platform "
    )


def _missing(
    code: Code,
    environment: Environment,
    keys: tuple[str, ...],
    names: Collection[str],
    known: Collection[str],
    *,
    what: str = "",
) -> Iterator[Diagnostic]:
    missing = (name for name in dict.fromkeys(names) if name not in known)
    for place, name in enumerate(missing):
        route: Route = (0, *keys, name)
        hint = nearest(name, sorted(known)) if place < MOST_HINTS else ""
        message = f"{what}{quoted(name)} is not there{hint or '; add it, or mend the name'}"
        yield code.at(environment.path, route, message)


CHECK = Check(name="environments", codes=CODES, run=check)
