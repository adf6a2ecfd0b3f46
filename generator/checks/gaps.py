"""Rules that lead to no data or no trigger. Off by default: not every catalogue has them."""

from __future__ import annotations

from collections.abc import Iterator

from generator.base.diagnostics import Diagnostic, note
from generator.catalogue.link import key_of
from generator.checks.check import Check, Context
from generator.content.model import RuleKind

RULE_WITHOUT_DATA = note("rule-without-data", "No Data Needed has a rule's fields", on=False)
RULE_WITHOUT_TRIGGER = note("rule-without-trigger", "No trigger exercises a rule", on=False)

CODES = (RULE_WITHOUT_DATA, RULE_WITHOUT_TRIGGER)


def check(context: Context) -> Iterator[Diagnostic]:
    catalogue = context.catalogue
    for rule in context.rules:
        if rule.retired or rule.kind is RuleKind.FILTER:
            continue
        if not catalogue.full_data(rule):
            yield RULE_WITHOUT_DATA.at(
                rule.path,
                (rule.number, "logsource"),
                "no Data Needed carries the rule's events with all its fields; add one, or name "
                "it under data_needed",
            )
        if not any(found.tests for found in catalogue.links[key_of(rule)].triggers):
            yield RULE_WITHOUT_TRIGGER.at(
                rule.path,
                (rule.number, "tags"),
                "no trigger produces the rule's events; add a test to the trigger of its technique",
            )


CHECK = Check(name="gaps", codes=CODES, run=check)
