"""New files: what a folder of rules needs to become a catalogue, and entities to be filled in."""

from __future__ import annotations

from generator.scaffold.workflows import OURS, Installed, workflow, workflow_names

__all__ = ["OURS", "Installed", "workflow", "workflow_names"]
