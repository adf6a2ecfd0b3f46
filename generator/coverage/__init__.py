"""Which rules run in an environment, what stops the others, and what to switch on next."""

from generator.coverage.assessment import Assessment, assess
from generator.coverage.in_place import InPlace, in_place
from generator.coverage.needs import Need, Provision
from generator.coverage.ranking import Step
from generator.coverage.verdicts import Gap, Obstacle, Remedy, State, Verdict

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
