"""The JSON API for other tools, with its JSON Schema."""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib import resources
from typing import Any

from generator.catalogue.history import Change
from generator.catalogue.link import key_of
from generator.content.model import Artifact, Rule, RuleFile
from generator.facts.attack import IdState, TechniqueReference
from generator.pages import parts
from generator.pages.exports import downloads
from generator.pages.exports.json_text import spread
from generator.pages.publication import Publication
from generator.targets.evidence import NONE, EvidenceStep
from generator.targets.trust import Trust

FOLDER = "api/v1"
SCHEMAS = ("index.schema.json", "rule.schema.json", "support.schema.json")


def files(publication: Publication) -> Iterator[Artifact]:
    """The list of all rules, and the schemas of the API."""
    rules = publication.catalogue.rules
    index = {
        "versions": dict(publication.versions),
        "targets": [
            {
                "id": target.id,
                "title": target.title,
                "product": target.product,
                "trust": _trust(publication.trust[target.id]),
                "download": downloads.path_of(target),
            }
            for target in publication.targets
        ],
        "rules": [_row(publication, rule) for rule in rules],
    }
    yield Artifact(path=f"{FOLDER}/index.json", content=spread(index))
    for name in SCHEMAS:
        schema = (
            resources.files("generator.pages.exports").joinpath("schemas", name).read_text("utf-8")
        )
        yield Artifact(path=f"{FOLDER}/{name}", content=schema)


def files_of(publication: Publication, file: RuleFile) -> Iterator[Artifact]:
    """The rules of a file, each with all known information."""
    for rule in file.rules:
        yield Artifact(
            path=f"{FOLDER}/rules/{rule.id}.json", content=_text(_whole(publication, rule))
        )


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def _trust(trust: Trust) -> dict[str, Any]:
    """The level of a target, the tested content, and the number of rules by result."""
    record = trust.record
    return {
        "level": trust.level.value,
        "engine": record.engine if record else None,
        "rules": {
            name: {
                "right": counts.right,
                "wrong": counts.wrong,
                "refused": counts.refused,
                "unjudged": counts.unjudged,
            }
            for name, counts in (record.sets if record else {}).items()
        },
    }


def _row(publication: Publication, rule: Rule) -> dict[str, Any]:
    catalogue = publication.catalogue
    links = catalogue.links[key_of(rule)]
    source = rule.logsource
    return {
        "id": rule.id,
        "title": rule.title,
        "path": catalogue.page(rule),
        "url": parts.site_address(parts.rule_address(rule, catalogue)),
        "level": rule.level_text or None,
        "status": rule.status_text or None,
        "logsource": {
            "product": source.product if source else None,
            "category": source.category if source else None,
            "service": source.service if source else None,
        },
        "tactics": [reference.tactic.id for reference in links.tags.tactics],
        "techniques": [_current(reference) for reference in links.tags.techniques],
        "data_needed": [found.entity.title for found in catalogue.full_data(rule)],
        "triggers": [link.trigger.technique for link in links.triggers],
        "evidence": _evidence(publication, rule),
        "targets": {
            target.id: "ok" if publication.query(rule, target).text is not None else "unsupported"
            for target in publication.targets
        },
    }


def _evidence(publication: Publication, rule: Rule) -> list[str]:
    """The evidence steps of a rule; a filter is tested with the rules that it modifies."""
    found = publication.evidence.get(key_of(rule), NONE)
    return [step.value for step in EvidenceStep if step in found.taken]


def _current(reference: TechniqueReference) -> str:
    return str(reference.technique.id if reference.technique else reference.given)


def _whole(publication: Publication, rule: Rule) -> dict[str, Any]:
    return {
        **{key: value for key, value in _row(publication, rule).items() if key != "targets"},
        "kind": rule.kind.value,
        "name": rule.name,
        "source": rule.path,
        "description": rule.description,
        "author": rule.author or None,
        "license": rule.license or None,
        "date": rule.date.isoformat() if rule.date else None,
        "modified": rule.modified.isoformat() if rule.modified else None,
        "references": list(rule.references),
        "tags": list(rule.tags),
        "falsepositives": list(rule.falsepositives),
        "triage": rule.triage or None,
        "owner": publication.owners.of(rule) or None,
        "retired": rule.retired,
        "last_passed": _last_passed(publication, rule),
        "history": _history(publication, rule),
        "related": [{"id": other.id, "type": other.type.value} for other in rule.related],
        "fields": list(rule.fields),
        "definition": _plain(rule.document),
        "links": _links(rule, publication),
        "queries": {
            target.id: {
                "query": query.text,
                "reason": query.reason,
                "state": publication.support_of(rule, target).state.value,
                "names": {
                    name: list(query.names[name]) for name in rule.fields if name in query.names
                },
            }
            for target in publication.targets
            for query in (publication.query(rule, target),)
        },
    }


def _links(rule: Rule, publication: Publication) -> dict[str, Any]:
    """All links of a rule, each with how it was found."""
    catalogue = publication.catalogue
    links = catalogue.links[key_of(rule)]
    return {
        "tactics": [
            {
                "id": reference.tactic.id,
                "name": reference.tactic.name,
                "found": "tag" if reference.was is None else "techniques",
                "was": reference.was,
            }
            for reference in links.tags.tactics
        ],
        "techniques": [
            {
                "id": _current(reference),
                "name": reference.technique.name if reference.technique else None,
                "state": reference.state.value,
                "found": "tag",
                "was": reference.given if reference.state is IdState.REVOKED else None,
            }
            for reference in links.tags.techniques
        ],
        "data_needed": [
            {
                "title": found.entity.title,
                "path": catalogue.page(found.entity),
                "found": found.found.value,
                "lacks": list(found.lacks),
            }
            for found in links.data or catalogue.full_data(rule)
        ],
        "triggers": [
            {
                "technique": link.trigger.technique,
                "path": catalogue.page(link.trigger),
                "tests": link.tests,
                "platform": link.platform,
                "found": link.found.value,
                "named": [
                    {"number": number, "name": test.name, "guid": test.guid}
                    for number in link.named
                    for test in (link.trigger.tests[number - 1],)
                ],
            }
            for link in links.triggers
        ],
        "rules": [{"id": other.id, "found": "reference"} for other in links.refers_to],
        "filters": [{"id": other.id, "found": "filter"} for other in links.filters],
        **_related(publication, rule),
    }


def _last_passed(publication: Publication, rule: Rule) -> dict[str, Any] | None:
    """When a rule last passed its samples; None where that is not recorded."""
    record = publication.passed.get(str(rule.id))
    if record is None:
        return None
    return {"day": record.day, "samples": record.samples, "same_detection": record.is_of(rule)}


def _history(publication: Publication, rule: Rule) -> dict[str, Any] | None:
    """All commits that changed the rule's file, newest first; None where git does not know it."""
    found = publication.history_of(rule.path)
    if found is None:
        return None
    return {
        "created": _change(found.created) if found.created else None,
        "cut": found.cut,
        "uncommitted": found.uncommitted,
        "changes": [_change(change) for change in found.changes],
    }


def _change(change: Change) -> dict[str, Any]:
    return {
        "commit": change.commit,
        "date": change.date,
        "author": change.author,
        "subject": change.subject,
        "kinds": [kind.value for kind in change.kinds],
    }


def _related(publication: Publication, rule: Rule) -> dict[str, Any]:
    """The relations that rules declare, in both directions, and the most similar other rules."""
    found = publication.related[key_of(rule)]
    return {
        "related": [
            {"id": declared.id, "words": declared.words, "known": declared.rule is not None}
            for declared in found.declared
        ],
        "same_technique": [
            {"id": other.id, "title": other.title} for other in found.same_technique
        ],
        "same_data": [{"id": other.id, "title": other.title} for other in found.same_data],
    }


def _plain(value: Any) -> Any:
    """A YAML value in JSON's types: keys become text, as do values that JSON cannot represent."""
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set)):
        return [_plain(item) for item in value]
    if isinstance(value, float) and value not in (float("inf"), float("-inf")) and value == value:
        return value
    return value if value is None or isinstance(value, (str, int, bool)) else str(value)
