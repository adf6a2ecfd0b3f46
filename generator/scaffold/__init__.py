"""New files: what a folder of rules needs to become a catalogue, and entities to be filled in."""

from __future__ import annotations

from generator.scaffold.entities import ENTITIES, NewFile, Unusable
from generator.scaffold.project import Planned, Service, planned
from generator.scaffold.workflows import OURS, Installed, workflow, workflow_names

__all__ = [
    "ENTITIES",
    "OURS",
    "Installed",
    "NewFile",
    "Planned",
    "Service",
    "Unusable",
    "planned",
    "workflow",
    "workflow_names",
]
