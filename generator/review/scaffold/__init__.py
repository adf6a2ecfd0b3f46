"""Scaffolding: the files of a new catalogue, and entities to fill in."""

from __future__ import annotations

from generator.review.scaffold.entities import (
    NewFile,
    Unusable,
    new_data_needed,
    new_logging_policy,
    new_rule,
    new_trigger,
)
from generator.review.scaffold.project import Planned, Service, planned
from generator.review.scaffold.workflows import OURS, Installed, workflow, workflow_names

__all__ = [
    "OURS",
    "Installed",
    "NewFile",
    "Planned",
    "Service",
    "Unusable",
    "new_data_needed",
    "new_logging_policy",
    "new_rule",
    "new_trigger",
    "planned",
    "workflow",
    "workflow_names",
]
