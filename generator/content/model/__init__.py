"""The entities of a catalogue, as they are once their files have been parsed."""

from __future__ import annotations

from generator.content.model.artifacts import Artifact, Deferred, PageGroup, Query
from generator.content.model.data import DataNeeded, Enrichment, LoggingPolicy
from generator.content.model.detection import AllOf, AnyOf, DetectionItem, Part, Selection, items_of
from generator.content.model.ids import RuleId, TechniqueId
from generator.content.model.knowledge import Tactic, Technique
from generator.content.model.plans import Environment, UseCase, UseCaseStep
from generator.content.model.rule import (
    Demand,
    Level,
    LogSource,
    Relation,
    RelationType,
    Rule,
    RuleFile,
    RuleKind,
    Simulation,
    Status,
)
from generator.content.model.trigger import AtomicTest, Dependency, Executor, InputArgument, Trigger

__all__ = [
    "AllOf",
    "AnyOf",
    "Artifact",
    "AtomicTest",
    "DataNeeded",
    "Deferred",
    "Demand",
    "Dependency",
    "DetectionItem",
    "Enrichment",
    "Environment",
    "Executor",
    "InputArgument",
    "Level",
    "LogSource",
    "LoggingPolicy",
    "PageGroup",
    "Part",
    "Query",
    "Relation",
    "RelationType",
    "Rule",
    "RuleFile",
    "RuleId",
    "RuleKind",
    "Selection",
    "Simulation",
    "Status",
    "Tactic",
    "Technique",
    "TechniqueId",
    "Trigger",
    "UseCase",
    "UseCaseStep",
    "items_of",
]
