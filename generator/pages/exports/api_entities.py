"""The JSON API of all kinds except rules: one file for each kind, with its JSON Schema."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from importlib import resources
from typing import Any

from generator.catalogue.duplicates import Titled
from generator.catalogue.link import Catalogue, key_of
from generator.content.model import (
    Artifact,
    DataNeeded,
    Enrichment,
    Environment,
    LoggingPolicy,
    Rule,
    Trigger,
    UseCase,
)
from generator.pages import parts
from generator.pages.exports.json_text import spread
from generator.pages.publication import Publication

FOLDER = "api/v1"
SCHEMA = "entities.schema.json"
LEFT_OUT = ("path", "number", "names_none_as_policy")
"""Entity attributes that only serve diagnostics."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Listing:
    """One kind: its file name, its entities, and the additional values of each."""

    name: str
    entities: Iterable[Titled]
    more: Callable[[Any], Mapping[str, Any]]


def files(publication: Publication) -> Iterator[Artifact]:
    catalogue = publication.catalogue
    for listing in _listings(catalogue):
        rows = [
            {
                "title": entity.title,
                "path": catalogue.page(entity),
                "url": parts.site_address(catalogue.page(entity)),
                "source": entity.path,
                **_plain(entity),
                **listing.more(entity),
            }
            for entity in listing.entities
        ]
        content = spread({listing.name: rows})
        yield Artifact(path=f"{FOLDER}/{listing.name}.json", content=content)
    schema = (
        resources.files("generator.pages.exports").joinpath("schemas", SCHEMA).read_text("utf-8")
    )
    yield Artifact(path=f"{FOLDER}/{SCHEMA}", content=schema)


def _listings(catalogue: Catalogue) -> Iterator[_Listing]:
    def of_data(entity: DataNeeded) -> Mapping[str, Any]:
        return {"rules": _ids(catalogue.rules_by_data.get(entity.title, ()))}

    def of_policy(entity: LoggingPolicy) -> Mapping[str, Any]:
        served = catalogue.data_by_policy.get(entity.title, ())
        return {"data": [data.title for data in served]}

    def of_enrichment(entity: Enrichment) -> Mapping[str, Any]:
        return {"rules": _ids(catalogue.rules_by_enrichment.get(entity.title, ()))}

    def of_trigger(entity: Trigger) -> Mapping[str, Any]:
        return {"rules": _ids(catalogue.rules_by_trigger.get(entity.path, ()))}

    yield _Listing(name="data_needed", entities=catalogue.data_needed, more=of_data)
    yield _Listing(name="logging_policies", entities=catalogue.logging_policies, more=of_policy)
    yield _Listing(name="enrichments", entities=catalogue.enrichments, more=of_enrichment)

    def of_environment(_: Environment) -> Mapping[str, Any]:
        return {}  # What comes of it stands in files of its own, beside this one.

    yield _Listing(name="environments", entities=catalogue.environments, more=of_environment)

    def of_use_case(_: UseCase) -> Mapping[str, Any]:
        return {}  # The rules stand in its steps.

    yield _Listing(name="use_cases", entities=catalogue.use_cases, more=of_use_case)
    yield _Listing(name="triggers", entities=catalogue.triggers, more=of_trigger)


def _ids(rules: Iterable[Rule]) -> list[str]:
    return [rule.id for rule in sorted(rules, key=key_of)]


def _plain(entity: Any) -> dict[str, Any]:
    """All content of an entity's file, in JSON's types."""
    return {key: value for key, value in asdict(entity).items() if key not in LEFT_OUT}
