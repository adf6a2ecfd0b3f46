"""A difference as JSON types, for programs."""

from __future__ import annotations

from typing import Any

from generator.logic.compare import Verdict, Witness, sentence
from generator.review.diff.changes import RuleChange
from generator.review.diff.difference import GROUPS, Difference, group_of
from generator.review.diff.effects import CountChange
from generator.review.diff.report import headline
from generator.review.diff.state import RuleState


def as_data(found: Difference) -> dict[str, Any]:
    """The report as JSON types, for programs."""
    return {
        "base": found.base.name,
        "head": found.head.name,
        "summary": headline(found),
        "rules": [_row(change) for change in found.rules],
        "techniques": [_count(change) for change in found.techniques],
        "data_needed": [_count(change) for change in found.data_needed],
        "samples": [
            {
                "rule": change.rule.id,
                "sample": change.name,
                "before": None if change.before is None else change.before.right,
                "after": None if change.after is None else change.after.right,
            }
            for change in found.samples
        ],
        "targets": [
            {"id": change.id, "added": change.added, "queries": change.queries}
            for change in found.targets
        ],
        "versions": {
            "base": dict(found.base.versions),
            "head": dict(found.head.versions),
        },
    }


def _row(change: RuleChange) -> dict[str, Any]:
    return {
        "id": change.rule.id,
        "group": GROUPS[group_of(change)],
        "before": _rule(change.before),
        "after": _rule(change.after),
        "changed": [aspect.value for aspect in change.aspects],
        "others": list(change.others),
        "verdict": None if change.verdict is None else _verdict(change.verdict),
        "drifted": change.drifted,
        "queries": [
            {
                "target": query.target,
                "fate": query.fate.value,
                "before": query.before.text,
                "after": query.after.text,
                "reason": query.after.reason,
            }
            for query in change.queries
        ],
    }


def _rule(rule: RuleState | None) -> dict[str, Any] | None:
    if rule is None:
        return None
    return {
        "id": rule.id,
        "title": rule.title,
        "path": rule.path,
        "page": rule.page,
        "level": rule.level or None,
        "status": rule.status or None,
        "tags": list(rule.tags),
        "logsource": dict(rule.logsource),
    }


def _verdict(verdict: Verdict) -> dict[str, Any]:
    return {
        "relation": verdict.relation.value,
        "sentence": sentence(verdict),
        "gained": _witness(verdict.gained),
        "lost": _witness(verdict.lost),
    }


def _witness(witness: Witness | None) -> dict[str, Any] | None:
    if witness is None:
        return None
    return {"event": dict(witness.event), "only_with_several": witness.only_with_several}


def _count(change: CountChange) -> dict[str, Any]:
    return {
        "id": change.id,
        "name": change.name,
        "before": change.before,
        "after": change.after,
    }
