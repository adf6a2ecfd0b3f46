"""Every kind of mistake that the program reports, by the part of the program that finds it."""

from __future__ import annotations

from collections.abc import Mapping

from generator.base.diagnostics import Code
from generator.catalogue import link, samples
from generator.checks.registry import CHECKS
from generator.content import documents
from generator.content.kinds import detection, entity, logging_policy, mapping_reader, rule, trigger
from generator.settings import config, severities
from generator.targets import registry as targets
from generator.targets.convert import conversion

PARTS: Mapping[str, tuple[Code, ...]] = {
    "Files and YAML": documents.CODES,
    "Configuration": (*config.CODES, *severities.CODES),
    "Targets and conversion": (*targets.CODES, *conversion.CODES),
    "Keys and values": (*mapping_reader.CODES, *entity.CODES),
    "Rules, correlations and filters": rule.CODES,
    "Detections": detection.CODES,
    "Logging Policies": logging_policy.CODES,
    "Triggers": trigger.CODES,
    "Ids, titles and names of pages": link.CODES,
    "Sample events": samples.CODES,
    "Checks": tuple(code for check in CHECKS for code in check.codes),
}
"""In the order in which a run reaches them. A test compares them with the codes of all modules."""

ALL_CODES: Mapping[str, Code] = {code.slug: code for part in PARTS.values() for code in part}
"""By slug."""
