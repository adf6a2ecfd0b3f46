"""Rules without a sample event. Off by default: not every catalogue keeps samples."""

from __future__ import annotations

from collections.abc import Iterator

from generator.base.diagnostics import Diagnostic, note
from generator.catalogue.link import key_of
from generator.checks.check import Check, Context
from generator.content.model import RuleKind

RULE_WITHOUT_SAMPLE = note("rule-without-sample", "No sample event shows a rule at work", on=False)

CODES = (RULE_WITHOUT_SAMPLE,)


def check(context: Context) -> Iterator[Diagnostic]:
    samples = context.samples()
    for rule in context.rules:
        if rule.retired or rule.kind is RuleKind.FILTER:
            continue
        if not samples.by_rule.get(key_of(rule)):
            yield RULE_WITHOUT_SAMPLE.at(
                rule.path,
                (rule.number,),
                "no sample event shows that the rule fires; add some under regression_data/",
            )


CHECK = Check(name="untested", codes=CODES, run=check, costly=True)
