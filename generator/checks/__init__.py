"""Checks over the linked catalogue. Each is one module with its `CODES` and its `check`."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from generator import catalogue, config, documents, kinds
from generator.catalogue import Catalogue
from generator.checks import attack_drift, dangling, data_needed, environments, simulations, tags
from generator.diagnostics import Code, Diagnostic

CHECKS: tuple[Callable[[Catalogue], Iterator[Diagnostic]], ...] = (
    attack_drift.check,
    dangling.check,
    data_needed.check,
    environments.check,
    simulations.check,
    tags.check,
)

CODES: tuple[Code, ...] = (
    *documents.CODES,
    *config.CODES,
    *kinds.CODES,
    *catalogue.CODES,
    *attack_drift.CODES,
    *dangling.CODES,
    *data_needed.CODES,
    *environments.CODES,
    *simulations.CODES,
    *tags.CODES,
)
"""Every kind of mistake that can be reported about content."""


def run(linked: Catalogue) -> Iterator[Diagnostic]:
    """What all checks find."""
    for check in CHECKS:
        yield from check(linked)
