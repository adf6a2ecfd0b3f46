"""Coverage of an environment: which rules run, what blocks the others, and what to enable next."""

from generator.catalogue.coverage.assessment import Assessment, assess
from generator.catalogue.coverage.in_place import InPlace, in_place
from generator.catalogue.coverage.needs import Need, Provision
from generator.catalogue.coverage.ranking import Step
from generator.catalogue.coverage.verdicts import Gap, Obstacle, Remedy, State, Verdict

__all__ = [
    "Assessment",
    "Gap",
    "InPlace",
    "Need",
    "Obstacle",
    "Provision",
    "Remedy",
    "State",
    "Step",
    "Verdict",
    "assess",
    "in_place",
]
