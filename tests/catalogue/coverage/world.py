"""Small catalogues, made by the real parsers and linked."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from generator.catalogue.coverage import Assessment, CoverageState, RuleCoverage, assess
from generator.catalogue.link import Catalogue, link
from generator.content.documents import Document
from generator.content.kinds import KINDS
from generator.content.model import Environment
from generator.content.yaml_text import Part
from generator.facts import attack

Files = Mapping[str, Iterable[Mapping[str, Any]]]
"""Documents by the key of their kind."""


@functools.cache
def facts() -> attack.Attack:
    return attack.load()


def catalogue(files: Files) -> Catalogue:
    entities: dict[str, list[Any]] = {kind.key: [] for kind in KINDS}
    for kind in KINDS:
        for number, data in enumerate(files.get(kind.key, ())):
            document = Document(
                path=f"{kind.key}/f{number}.yml",
                within=f"f{number}.yml",
                text="",
                parts=(Part(0, dict(data)),),
                file=Path("none"),
            )
            found, mistakes = kind.parse(document)
            assert not [m for m in mistakes if m.code not in QUIET], mistakes
            entities[kind.key] += found
    return link(entities, facts())[0]


QUIET = ("missing-key", "unused-selection", "unknown-volume", "bad-title")


def policy(title: str, volume: str = "Low") -> dict[str, Any]:
    return {"title": title, "volume": volume, "default": "Not configured", "configuration": "x"}


def data(
    title: str,
    *policies: str,
    fields: Iterable[str] = ("Image", "CommandLine"),
    platform: str = "Windows",
    channel: str = "Security",
) -> dict[str, Any]:
    return {
        "title": title,
        "platform": platform,
        "channel": channel,
        "fields": list(fields),
        "loggingpolicy": list(policies),
    }


def rule(
    title: str,
    detection: Mapping[str, Any] | None = None,
    *,
    number: int = 1,
    tags: Iterable[str] = (),
    **more: Any,
) -> dict[str, Any]:
    """A rule about the Security log; without a detection about its event 1 with an Image."""
    return {
        "title": title,
        "id": f"00000000-0000-4000-8000-{number:012}",
        "level": "high",
        "tags": list(tags),
        "logsource": {"product": "windows", "service": "security"},
        "detection": detection or {"sel": {"EventID": 1, "Image": "x"}, "condition": "sel"},
        **more,
    }


def correlation(title: str, kind: str, *names: str, number: int = 9) -> dict[str, Any]:
    return {
        "title": title,
        "id": f"00000000-0000-4000-8000-{number:012}",
        "level": "high",
        "correlation": {
            "type": kind,
            "rules": list(names),
            "group-by": ["Image"],
            "timespan": "5m",
            **({"condition": {"gte": 2}} if kind == "event_count" else {}),
        },
    }


def environment(
    *,
    platforms: Iterable[str] = (),
    data_needed: Iterable[str] = (),
    policies: Iterable[str] = (),
    targets: Iterable[str] = (),
) -> Environment:
    return Environment(
        title="Ours",
        path="environments/ours.yml",
        number=0,
        stem="ours",
        description="",
        platforms=tuple(platforms),
        data_needed={"": tuple(data_needed)},
        logging_policies={"": tuple(policies)},
        targets=tuple(targets),
    )


def assessed(files: Files, **given: Iterable[str]) -> Assessment:
    """All rules of a catalogue in an environment, without asking for queries."""
    linked = catalogue(files)
    return assess(environment(**given), linked, linked.rules)


def verdict(files: Files, **given: Iterable[str]) -> RuleCoverage:
    """The verdict on the first rule."""
    return assessed(files, **given).verdicts[0]


def states(files: Files, **given: Iterable[str]) -> dict[str, CoverageState]:
    return {v.rule.title: v.state for v in assessed(files, **given).verdicts}
