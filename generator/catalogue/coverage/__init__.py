"""Coverage of an environment: which rules run, what blocks the others, and what to enable next."""

from generator.catalogue.coverage.assessment import Assessment, assess
from generator.catalogue.coverage.in_place import InPlace, in_place
from generator.catalogue.coverage.needs import Need, Provision
from generator.catalogue.coverage.ranking import RolloutStep
from generator.catalogue.coverage.verdicts import CoverageState, Gap, Obstacle, Remedy, RuleCoverage

__all__ = [
    "Assessment",
    "CoverageState",
    "Gap",
    "InPlace",
    "Need",
    "Obstacle",
    "Provision",
    "Remedy",
    "RolloutStep",
    "RuleCoverage",
    "assess",
    "in_place",
]
