"""The queries of our correlations, run over their sample series.

Events can be generated from a rule about single events, but no series from a correlation: the
samples of our rules, with their near misses, are used instead.
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.build import build as building
from generator.catalogue import samples as sampling
from generator.catalogue.link import Catalogue, key_of
from generator.content.model import Rule, RuleKind
from generator.logic.evaluate.correlation_plan import plan_of
from generator.settings import config as configuration
from generator.settings.config import Settings
from generator.targets.convert.conversion import job_of
from generator.targets.convert.worker import convert
from generator.targets.target import Target
from prove.corpus import REPOSITORY, Candidate
from prove.engine import CorrelationEngine, Series
from prove.problems import NotUnderstood, Rejected
from prove.proof import Outcome, Proof


def proofs(target: Target, engine: CorrelationEngine) -> Iterator[tuple[Candidate, Proof]]:
    """Each of our correlations with its proof over all its samples."""
    config, _ = configuration.load(REPOSITORY, settings=Settings(targets=(target.id,)))
    catalogue = building.load(config).catalogue
    samples = sampling.collect(catalogue, config.base, config.sample_folders)
    for rule in catalogue.rules:
        if rule.kind is RuleKind.CORRELATION:
            verdicts = tuple(sampling.verdicts(catalogue, samples, (rule,)))
            candidate = Candidate(path=rule.path, rule=rule.document)
            yield candidate, _proof(rule, verdicts, catalogue, target, engine)


def _proof(
    rule: Rule,
    verdicts: tuple[sampling.SampleVerdict, ...],
    catalogue: Catalogue,
    target: Target,
    engine: CorrelationEngine,
) -> Proof:
    query = convert(job_of(rule, catalogue), target).query
    if query.text is None:
        return Proof(outcome=Outcome.REFUSED, why=query.reason or "")
    counted = tuple(other.document for other in catalogue.links[key_of(rule)].refers_to)
    fields = _fields(rule)
    judged = fired = 0
    for verdict in verdicts:
        series = Series(
            query=query.text, counted=counted, fields=fields, events=verdict.sample.events
        )
        expected = bool(verdict.fired)
        try:
            found = engine.answers(series)
        except NotUnderstood as problem:
            return Proof(outcome=Outcome.UNJUDGED, query=query.text, why=str(problem))
        except Rejected as problem:
            return Proof(outcome=Outcome.REJECTED, query=query.text, why=str(problem))
        if found is None:
            continue
        judged += 1
        fired += expected
        if found is not expected:
            fires = "fires" if expected else "does not fire"
            why = f"the rule {fires} on the series {verdict.sample.why!r}, unlike the query"
            return Proof(outcome=Outcome.DIFFERS, query=query.text, why=why, fires=expected)
    if not fired or fired == judged:
        why = "its samples do not show both that the query fires and that it does not"
        return Proof(outcome=Outcome.UNJUDGED, query=query.text, why=why)
    return Proof(outcome=Outcome.RIGHT, query=query.text, matching=fired, others=judged - fired)


def _fields(rule: Rule) -> tuple[str, ...]:
    """The fields by which a correlation groups, and whose values it counts."""
    plan = plan_of(rule.document)
    aliased = (name for fields in plan.aliases.values() for name in fields.values())
    plain = (name for name in plan.group_by if name not in plan.aliases)
    return tuple(dict.fromkeys((*aliased, *plain, *plan.counted)))
