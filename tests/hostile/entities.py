"""A catalogue of every kind of entity with any text in any field, and its harmless twin."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from hypothesis import strategies as some

from generator.base.plain_text import web_address
from generator.catalogue.link import Catalogue, key_of, link
from generator.content.documents import Document
from generator.content.kinds import KINDS
from generator.content.model import Query
from generator.content.yaml_text import Part
from generator.facts import attack
from generator.pages.publication import Publication
from generator.targets.target import Target
from generator.targets.trust import Level, Trust
from tests.hostile.fragments import ADDRESSES, said, texts

WORD = re.compile(r"(?:https://example\.org/)?w\d{4}z")


class Hostile(str):
    """Text of a field, which the twin has another, harmless word for."""

    __slots__ = ()


class Reference(Hostile):
    """Text that is shown as a link where it is a web address; so is the word for it then."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Given:
    """What one example is made of: the documents of each file by its path, and the queries."""

    files: Mapping[str, tuple[str, tuple[dict[str, Any], ...]]]
    queries: tuple[Query, ...]

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        """A report of what failed names the text; all that was given would hide it."""
        printer.text("Given(…)")


def hostile(strategy: some.SearchStrategy[str] | None = None) -> some.SearchStrategy[Hostile]:
    return (said() if strategy is None else strategy).map(Hostile)


def lists(strategy: some.SearchStrategy[Hostile], most: int = 2) -> some.SearchStrategy[Any]:
    return some.lists(strategy, max_size=most, unique_by=lambda text: text.strip())


NAMES = hostile(said(most=3).filter(lambda text: text.strip().lower() != "none"))
LOWER = hostile(said(most=3).map(lambda text: text.lower().lower()))
MAYBE = hostile(texts())
# The known words of levels and of statuses are shown in small letters, however they are written.
UNKNOWN = hostile(texts().map(lambda text: f"{text}x" if text.strip().isalpha() else text))
CODE = hostile(texts().map(lambda text: text if text.strip() else ""))
REFERENCES = lists(
    said().map(Reference)
    | some.builds(
        lambda start, rest: Reference(start + rest), some.sampled_from(ADDRESSES), texts(most=2)
    ),
    3,
)
# Rules stand in the order of their titles, which must be the order of the words for them.
TITLES = hostile(said().map(lambda text: " ".join(text.split()).casefold()))
LABELS = some.fixed_dictionaries(
    {
        "title": TITLES,
        "description": MAYBE,
        "author": MAYBE,
        "references": REFERENCES,
    }
)


def _rule(number: int, **more: Any) -> some.SearchStrategy[dict[str, Any]]:
    keys = {
        "id": some.just(f"5f9b0d3c-3c3e-4c53-9d0c-0a3f3f9d2a{number:02}"),
        "status": UNKNOWN,
        "level": UNKNOWN,
        "date": some.just("2026-11-24"),
        "license": MAYBE,
        "author": MAYBE | lists(hostile()),
        "falsepositives": lists(hostile()),
        "tags": lists(
            hostile() | hostile(said().map(lambda text: f"attack.{text}")),
        ).map(lambda tags: ["attack.t1047", "attack.execution", *tags]),
        **more,
    }
    return some.builds(lambda labels, own: labels | own, LABELS, some.fixed_dictionaries(keys))


# What follows a `|` are modifiers, which are no part of the name.
_FIELDS = hostile(said().map(lambda text: text.replace("|", "/") + "r"))
# Never the field of a rule: whether data serves a rule must not depend on the texts drawn.
_DATA_FIELDS = hostile(said().map(lambda text: f"{text}d"))
_DETECTION = some.builds(
    lambda field, value: {"selection": {field: value}, "condition": "selection"},
    _FIELDS,
    MAYBE,
)


@some.composite
def catalogues(draw: some.DrawFn) -> Given:
    """Entities of every kind that lead to each other, with any text in any field."""
    data, policy, enrichment, missing = draw(
        some.lists(NAMES, min_size=4, max_size=4, unique_by=lambda text: text.strip())
    )
    linux = {"product": "linux", "category": "process_creation"}
    first = draw(
        _rule(
            1,
            name=MAYBE,
            logsource=some.fixed_dictionaries(
                {"product": some.just("aaa"), "category": LOWER, "service": LOWER}
            ),
            data_needed=some.just([data, missing]),
            enrichment=some.just([enrichment, missing]),
            detection=_DETECTION,
        )
    )
    second = draw(
        _rule(
            2,
            logsource=some.just(linux),
            detection=_DETECTION,
            data_needed=some.just([data]),
        )
    )
    counting = draw(
        _rule(
            3,
            correlation=some.fixed_dictionaries(
                {
                    "type": some.just("event_count"),
                    "rules": some.just([second["id"]]),
                    "group-by": lists(_FIELDS, 1),
                    "timespan": some.just("10m"),
                }
            ),
        )
    )
    narrowing = draw(
        _rule(
            4,
            logsource=some.just(linux),
            filter=some.builds(
                lambda body: body | {"rules": [second["id"]]},
                _DETECTION,
            ),
        )
    )
    needed = draw(LABELS) | {
        "title": data,
        "loggingpolicy": [policy, missing],
        "fields": draw(lists(_DATA_FIELDS)),
        "optional_fields": draw(some.dictionaries(_DATA_FIELDS, MAYBE, max_size=1)),
        "aliases": draw(some.dictionaries(_DATA_FIELDS, _DATA_FIELDS, max_size=1)),
        "sample": draw(CODE),
        **{
            key: draw(MAYBE_WORD) for key in ("category", "platform", "type", "channel", "provider")
        },
    }
    logged = draw(LABELS) | {
        "title": policy,
        "default": draw(MAYBE),
        "volume": draw(MAYBE),
        "eventID": [1, 2],
        "configuration": "Switch it on.",
    }
    enriched = draw(LABELS) | {
        "title": enrichment,
        "data_needed": [data, missing],
        "data_to_enrich": [data],
        "requirements": [enrichment, missing],
        "new_fields": draw(lists(hostile())),
        "config": "Look it up.",
    }
    environment = {
        "title": draw(TITLES),
        "description": draw(MAYBE),
        "platforms": [platform] if (platform := needed["platform"]).strip() else [],
        "data_needed": [data, missing],
        "logging_policies": [policy],
        "targets": ["splunk", draw(NAMES)],
    }
    text = draw(hostile(said(most=6)))
    return Given(
        files={
            "rules/one.yml": (text, (first,)),
            "rules/several.yml": (text, (second, counting, narrowing)),
            "data_needed/d.yml": ("", (needed,)),
            "logging_policies/l.yml": ("", (logged,)),
            "enrichments/e.yml": ("", (enriched,)),
            "environments/s.yml": ("", (environment,)),
            "triggers/t.yml": ("", (draw(_trigger()),)),
        },
        queries=tuple(draw(some.lists(_QUERY, min_size=8, max_size=8))),
    )


MAYBE_WORD = hostile(texts().filter(lambda text: text.strip().lower() != "none"))
_QUERY = hostile().map(lambda text: Query(text=text)) | (
    hostile().map(lambda text: Query(reason=text))
)


@some.composite
def _trigger(draw: some.DrawFn) -> dict[str, Any]:
    # Not the name of a placeholder among the fragments, which would rightly be filled in.
    name = draw(NAMES.map(lambda text: Hostile(f"n{text}")))
    return {
        "attack_technique": "T1047",
        "display_name": draw(hostile()),
        "atomic_tests": [
            {
                "name": draw(hostile()),
                "auto_generated_guid": draw(LOWER),
                "description": "Does something.",
                "supported_platforms": [
                    "linux",
                    draw(hostile(said().map(lambda text: f"z{text}"))),
                ],
                "input_arguments": {
                    name: {
                        "description": draw(MAYBE),
                        "type": draw(MAYBE),
                        "default": draw(CODE),
                    }
                },
                "dependency_executor_name": draw(MAYBE),
                "dependencies": [
                    {"description": draw(MAYBE), "prereq_command": draw(CODE)},
                ],
                "executor": {
                    "name": draw(MAYBE),
                    "command": draw(CODE),
                    "cleanup_command": draw(CODE),
                    "steps": draw(CODE),
                },
            }
        ],
    }


def words_of(given: Given) -> dict[str, str]:
    """A harmless word for each text, in the same order and empty where the text is."""
    found = dict.fromkeys(
        text
        for value in (
            *given.files.values(),
            *(q.text or q.reason for q in given.queries),
        )
        for text in _texts_in(value)
    )
    ordered = sorted(found, key=lambda text: " ".join(text.split()).casefold())
    return {text: f"w{place:04}z" if text.strip() else "" for place, text in enumerate(ordered)}


def _texts_in(value: object) -> Iterator[str]:
    if isinstance(value, Hostile):
        yield str(value)
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from _texts_in(key)
            yield from _texts_in(item)
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from _texts_in(item)


def tamed(value: Any, words: Mapping[str, str]) -> Any:
    """The same value with the harmless word in place of each text."""
    if isinstance(value, Reference) and web_address(value.strip()):
        return f"https://example.org/{words[str(value)]}"
    if isinstance(value, Hostile):
        return words[str(value)]
    if isinstance(value, Mapping):
        return {tamed(key, words): tamed(item, words) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(tamed(item, words) for item in value)
    if isinstance(value, Query):
        return Query(text=tamed(value.text, words), reason=tamed(value.reason, words))
    return value


TARGETS = tuple(
    Target(
        id=name,
        title=name,
        product=name,
        backend="",
        language=language,
        assumes="Takes for granted that the log is there.",
    )
    for name, language in (("splunk", "text"), ("powershell", "powershell"))
)


def publication(given: Given, *, longest_query: int = 20_000) -> Publication:
    """The catalogue of an example, made by the real parsers and linked."""
    entities: dict[str, list[Any]] = {kind.key: [] for kind in KINDS}
    parsers = {kind.key: kind.parse for kind in KINDS}
    for path, (text, documents) in given.files.items():
        kind, _, within = path.partition("/")
        document = Document(
            path=path,
            within=within,
            text=str(text),
            parts=tuple(Part(number, data) for number, data in enumerate(documents)),
            file=Path(path),
        )
        found, _ = parsers[kind](document)
        entities[kind] += found
    catalogue, _ = link(entities, _few_techniques())
    return Publication(
        catalogue=catalogue,
        targets=TARGETS,
        queries=_queries(catalogue, given.queries),
        verdicts={},
        trust={target.id: Trust(level=Level.CONVERTED) for target in TARGETS},
        longest_query=longest_query,
        versions={},
    )


@functools.cache
def _few_techniques() -> attack.Attack:
    """ATT&CK with one technique: the pages of all others would hold no text of an example."""
    facts = attack.load()
    few = {key: facts.techniques[key] for key in facts.techniques if key == "T1047"}
    return replace(facts, techniques=few, others=())


def _queries(catalogue: Catalogue, queries: tuple[Query, ...]) -> dict[Any, dict[str, Query]]:
    return {
        key_of(rule): {
            target.id: queries[(2 * place + number) % len(queries)]
            for number, target in enumerate(TARGETS)
        }
        for place, rule in enumerate(catalogue.rules)
    }
