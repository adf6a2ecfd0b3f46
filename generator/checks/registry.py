"""Checks over the linked catalogue: each is one module with its `CODES` and its `CHECK`."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace

from generator.base.diagnostics import Code, Diagnostic
from generator.catalogue import link as catalogue
from generator.checks import (
    attack_drift,
    dangling,
    data_needed,
    dates,
    environments,
    expressions,
    gaps,
    links,
    overlaps,
    sigmahq_convention,
    simulations,
    spelling,
    stale_dates,
    tactics,
    tags,
    unknown_fields,
    untested,
    wildcards,
)
from generator.checks.check import Check, Context
from generator.content import documents, kinds
from generator.settings import config
from generator.settings import severities as rulings

__all__ = ["CHECKS", "CODES", "Check", "Context", "run"]

CHECKS: tuple[Check, ...] = (
    attack_drift.CHECK,
    dangling.CHECK,
    data_needed.CHECK,
    dates.CHECK,
    environments.CHECK,
    expressions.CHECK,
    gaps.CHECK,
    links.CHECK,
    overlaps.CHECK,
    sigmahq_convention.CHECK,
    simulations.CHECK,
    spelling.CHECK,
    stale_dates.CHECK,
    tactics.CHECK,
    tags.CHECK,
    unknown_fields.CHECK,
    untested.CHECK,
    wildcards.CHECK,
)
"""In the order of their names; a check is one module and one line here."""

CODES: tuple[Code, ...] = (
    *documents.CODES,
    *config.CODES,
    *rulings.CODES,
    *kinds.CODES,
    *catalogue.CODES,
    *(code for check in CHECKS for code in check.codes),
)
"""Every kind of mistake that can be reported about content."""

ON_BY_DEFAULT = frozenset(code.slug for code in CODES if code.on)


def run(
    context: Context, *, on: Collection[str] = ON_BY_DEFAULT, costly: bool = False
) -> Iterator[Diagnostic]:
    """What the checks find of the codes in `on`; the costly ones look only where that is asked."""
    context = replace(context, on=frozenset(on))
    for check in CHECKS:
        look = check.run if costly or not check.costly else check.quick
        if look is not None and any(code.slug in on for code in check.codes):
            yield from (found for found in look(context) if found.code in on)
