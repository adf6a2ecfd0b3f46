"""The kinds of content: what each is called, where it is kept and how its files are parsed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from generator.base.diagnostics import Diagnostic
from generator.content.documents import Document
from generator.content.kinds import (
    data_needed,
    detection,
    enrichment,
    entity,
    environment,
    logging_policy,
    rule,
    trigger,
    use_case,
)
from generator.content.kinds import (
    mapping_reader as reading,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of content.

    `key` is the name of its folder, of its setting in catalogue.yml and, with dashes, of its
    option; `in_library` says that the wheel ships some for users who have none of their own, and
    `names_rules` that it is about single rules, so that the project's own are of no use to others.
    """

    key: str
    parse: Callable[[Document], tuple[tuple[Any, ...], list[Diagnostic]]]
    in_library: bool
    names_rules: bool = False


KINDS = (
    Kind(key="rules", parse=rule.parse, in_library=False),
    Kind(key="data_needed", parse=data_needed.parse, in_library=True),
    Kind(key="logging_policies", parse=logging_policy.parse, in_library=True),
    Kind(key="enrichments", parse=enrichment.parse, in_library=True),
    Kind(key="triggers", parse=trigger.parse, in_library=True),
    Kind(key="environments", parse=environment.parse, in_library=False),
    Kind(key="use_cases", parse=use_case.parse, in_library=False, names_rules=True),
)

CODES = (
    *reading.CODES,
    *entity.CODES,
    *detection.CODES,
    *rule.CODES,
    *logging_policy.CODES,
    *trigger.CODES,
)
