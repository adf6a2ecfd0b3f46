"""How much stands behind a rule: a ladder of five steps, from a tag to a test that sets it off."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from generator.catalogue.link import Catalogue, RuleKey, key_of
from generator.catalogue.samples import SampleVerdict
from generator.content.model import Rule, RuleKind
from generator.targets.support import SupportState


class EvidenceStep(StrEnum):
    """The steps, from the lowest."""

    TAGGED = "tagged"
    CONVERTIBLE = "convertible"
    DATA = "data available"
    FIRES = "fires on a sample"
    TRIGGERED = "triggered by a named atomic test"


NEEDS: Mapping[EvidenceStep, str] = {
    EvidenceStep.TAGGED: "a tag with a technique of ATT&CK that is there",
    EvidenceStep.CONVERTIBLE: "a target that has a query for it which is not known to be wrong",
    EvidenceStep.DATA: "a Data Needed with its events and all of its fields",
    EvidenceStep.FIRES: "a sample event on which it fires, and none on which it must not",
    EvidenceStep.TRIGGERED: "a simulation that names an atomic test of this catalogue",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """The steps that a rule has taken. One above a step that is missing counts for nothing until
    that is taken too."""

    taken: frozenset[EvidenceStep]

    @property
    def height(self) -> int:
        """How many steps are taken without a gap, from 0 to 5."""
        return next(
            (n for n, step in enumerate(EvidenceStep) if step not in self.taken), len(EvidenceStep)
        )

    @property
    def reached(self) -> EvidenceStep | None:
        """The highest step without a gap below it; None where not even the first is taken."""
        return list(EvidenceStep)[self.height - 1] if self.height else None


NONE = Evidence(taken=frozenset())


def evidence_of(
    rule: Rule,
    catalogue: Catalogue,
    states: Iterable[SupportState],
    verdicts: Sequence[SampleVerdict],
) -> Evidence:
    """What stands behind a rule.

    `states` says how the rule stands with each target, `verdicts` what it does on its samples.
    """
    links = catalogue.links[key_of(rule)]
    steps = {
        EvidenceStep.TAGGED: any(found.technique for found in links.tags.techniques),
        EvidenceStep.CONVERTIBLE: any(s in (SupportState.OK, SupportState.PARTLY) for s in states),
        EvidenceStep.DATA: bool(catalogue.full_data(rule)),
        EvidenceStep.FIRES: all(verdict.right for verdict in verdicts)
        and any(verdict.sample.must_match for verdict in verdicts),
        EvidenceStep.TRIGGERED: any(link.named for link in links.triggers),
    }
    return Evidence(taken=frozenset(step for step, taken in steps.items() if taken))


def by_technique(
    catalogue: Catalogue, evidence: Mapping[RuleKey, Evidence]
) -> Mapping[str, Evidence]:
    """The best evidence among the rules in use of each technique, by its current id."""
    best: dict[str, Evidence] = {}
    for rule in catalogue.rules:
        if rule.kind is RuleKind.FILTER or rule.retired:
            continue
        for reference in catalogue.links[key_of(rule)].tags.techniques:
            before = best.get(reference.current, NONE)
            best[reference.current] = max(before, evidence[key_of(rule)], key=lambda e: e.height)
    return best
