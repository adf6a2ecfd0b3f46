"""The life of a rule in the JSON API: its relations, its history and when it was tested."""

from __future__ import annotations

from typing import Any

from generator.catalogue.history import Change
from generator.catalogue.link import key_of
from generator.content.model import Rule
from generator.pages.publication import Publication


def last_passed(publication: Publication, rule: Rule) -> dict[str, Any] | None:
    """When a rule last passed its samples; None where that is not recorded."""
    record = publication.passed.get(str(rule.id))
    if record is None:
        return None
    return {"day": record.day, "samples": record.samples, "same_detection": record.is_of(rule)}


def history(publication: Publication, rule: Rule) -> dict[str, Any] | None:
    """All commits that changed the file of a rule, the newest first; None where git knows none."""
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


def related(publication: Publication, rule: Rule) -> dict[str, Any]:
    """The relations that rules state, both ways, and the most alike of the others."""
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
