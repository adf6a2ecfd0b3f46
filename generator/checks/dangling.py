"""References to entities that are not there."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from generator.base.diagnostics import Code, Diagnostic, Route, error, quoted
from generator.catalogue.link import Catalogue
from generator.checks.check import Check, Context
from generator.content.kinds.mapping_reader import MOST_HINTS, nearest
from generator.content.model import RuleKind

DANGLING_DATA_NEEDED = error("dangling-data-needed", "A Data Needed is named that is not there")
DANGLING_LOGGING_POLICY = error(
    "dangling-logging-policy", "A Logging Policy is named that is not there"
)
DANGLING_ENRICHMENT = error("dangling-enrichment", "An Enrichment is named that is not there")
DANGLING_RULE = error("dangling-rule", "A rule is named that is not there")

CODES = (DANGLING_DATA_NEEDED, DANGLING_LOGGING_POLICY, DANGLING_ENRICHMENT, DANGLING_RULE)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reference:
    """A list of names in a file, and what the names must be found among."""

    code: Code
    path: str
    number: int
    keys: Route
    names: tuple[str, ...]
    known: Collection[str]


def check(context: Context) -> Iterator[Diagnostic]:
    for reference in _references(context.catalogue):
        missing = (name for name in dict.fromkeys(reference.names) if name not in reference.known)
        for place, name in enumerate(missing):
            route: Route = (reference.number, *reference.keys, name)
            known = reference.known if place < MOST_HINTS else ()
            hint = nearest(name, known) or "; add it, or mend the name"
            yield reference.code.at(reference.path, route, f"{quoted(name)} is not there{hint}")


def _references(catalogue: Catalogue) -> Iterator[_Reference]:
    data, policies = catalogue.data_by_title, catalogue.policy_by_title
    enrichments = catalogue.enrichment_by_title
    rules = {name for rule in catalogue.rules for name in (rule.id, rule.name) if name} | {"any"}
    for rule in catalogue.rules:
        named = (
            (DANGLING_DATA_NEEDED, ("data_needed",), rule.data_needed, data),
            (DANGLING_ENRICHMENT, ("enrichment",), rule.enrichments, enrichments),
        )
        for code, keys, names, known in named:
            yield _Reference(
                code=code, path=rule.path, number=rule.number, keys=keys, names=names, known=known
            )
        if rule.kind is not RuleKind.DETECTION:
            yield _Reference(
                code=DANGLING_RULE,
                path=rule.path,
                number=rule.number,
                keys=(rule.kind.value, "rules"),
                names=rule.refers_to,
                known=rules,
            )
    for use_case in catalogue.use_cases:
        for place, step in enumerate(use_case.steps):
            yield _Reference(
                code=DANGLING_RULE,
                path=use_case.path,
                number=0,
                keys=("steps", place, "rules"),
                names=step.rules,
                known=rules - {"any"},
            )
    for entity in catalogue.data_needed:
        yield _Reference(
            code=DANGLING_LOGGING_POLICY,
            path=entity.path,
            number=0,
            keys=("loggingpolicy",),
            names=entity.logging_policies,
            known=policies,
        )
    for enrichment in catalogue.enrichments:
        for key in ("data_needed", "data_to_enrich"):
            yield _Reference(
                code=DANGLING_DATA_NEEDED,
                path=enrichment.path,
                number=0,
                keys=(key,),
                names=getattr(enrichment, key),
                known=data,
            )
        yield _Reference(
            code=DANGLING_ENRICHMENT,
            path=enrichment.path,
            number=0,
            keys=("requirements",),
            names=enrichment.requirements,
            known=enrichments,
        )


CHECK = Check(name="dangling", codes=CODES, run=check)
