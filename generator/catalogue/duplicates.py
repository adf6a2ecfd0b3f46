"""Duplicate ids, titles and numbers, which make references ambiguous."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from generator.base.diagnostics import Diagnostic, error, quoted, warning
from generator.content.kinds.rule import NAMESPACE
from generator.content.model import Rule, RuleFile, RuleId

DUPLICATE_ID = error("duplicate-id", "Two rules have the same id")
DUPLICATE_TITLE = error("duplicate-title", "Two entities have the title by which others name them")
DUPLICATE_NUMBER = warning("duplicate-number", "Two entities of a kind have the same number")

CODES = (DUPLICATE_ID, DUPLICATE_TITLE, DUPLICATE_NUMBER)


class Titled(Protocol):
    @property
    def title(self) -> str: ...
    @property
    def path(self) -> str: ...
    @property
    def number(self) -> int: ...


def with_own_ids(files: Sequence[RuleFile], report: list[Diagnostic]) -> tuple[RuleFile, ...]:
    """The files with a unique id for each rule; the first rule keeps a duplicate id."""
    first: dict[RuleId, Rule] = {}

    def own(rule: Rule) -> Rule:
        other = first.setdefault(rule.id, rule)
        if other is rule:
            return rule
        report.append(
            DUPLICATE_ID.at(
                rule.path,
                (rule.number, "id"),
                f"id {rule.id} is the one of {other.path} ({quoted(other.title)}); make a new one "
                "with `uuidgen`",
                others=(other.path,),
            )
        )
        mine = RuleId(str(uuid.uuid5(NAMESPACE, f"{rule.id} {rule.path}#{rule.number}")))
        while mine in first:
            mine = RuleId(str(uuid.uuid5(NAMESPACE, mine)))
        first[mine] = rule
        return replace(rule, id=mine, id_is_given=False)

    return tuple(replace(file, rules=tuple(own(rule) for rule in file.rules)) for file in files)


def report_duplicates(entities: Sequence[Titled], report: list[Diagnostic]) -> None:
    titles: dict[str, Titled] = {}
    numbers: dict[int, Titled] = {}
    for entity in entities:
        other = titles.setdefault(entity.title, entity)
        if other is not entity:
            report.append(
                DUPLICATE_TITLE.at(
                    entity.path,
                    (0, "title"),
                    f"{quoted(entity.title)} is also the title of {other.path}; rename one of them",
                    others=(other.path,),
                )
            )
            continue
        other = numbers.setdefault(entity.number, entity)
        if entity.number and other is not entity:
            report.append(
                DUPLICATE_NUMBER.at(
                    entity.path,
                    (0, "title"),
                    f"number {entity.number:04} is also that of {quoted(other.title)}; take a free one",
                    others=(other.path,),
                )
            )
