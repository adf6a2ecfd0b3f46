"""Simulations of a rule whose test is in no technique file."""

from __future__ import annotations

from collections.abc import Iterator

from generator.base.diagnostics import Diagnostic, Route, quoted, warning
from generator.checks.check import Check, Context
from generator.content.model import Rule, Simulation

DANGLING_SIMULATION = warning(
    "dangling-simulation", "A rule names a test that is in no technique file"
)

CODES = (DANGLING_SIMULATION,)


def check(context: Context) -> Iterator[Diagnostic]:
    known = {test.guid for trigger in context.catalogue.triggers for test in trigger.tests}
    for rule in context.rules:
        for simulation in rule.simulations:
            if simulation.atomic_guid and simulation.atomic_guid not in known:
                message = (
                    f"no trigger has the test {quoted(simulation.atomic_guid)}; add its technique "
                    "file to the triggers, or mend the GUID"
                )
                yield DANGLING_SIMULATION.at(rule.path, _place(rule, simulation), message)


def _place(rule: Rule, simulation: Simulation) -> Route:
    listed = rule.document.get("simulation")
    for place, item in enumerate(listed if isinstance(listed, list) else ()):
        guid = item.get("atomic_guid") if isinstance(item, dict) else None
        if isinstance(guid, str) and guid.strip().lower() == simulation.atomic_guid:
            return (rule.number, "simulation", place, "atomic_guid")
    return (rule.number, "simulation")


CHECK = Check(name="simulations", codes=CODES, run=check)
