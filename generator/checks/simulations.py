"""Simulations of a rule whose test is in no technique file."""

from __future__ import annotations

from collections.abc import Iterator

from generator.base.diagnostics import Diagnostic, quoted, warning
from generator.checks.check import Check, Context

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
                route = (*simulation.route, "atomic_guid")
                yield DANGLING_SIMULATION.at(rule.path, route, message)


CHECK = Check(name="simulations", codes=CODES, run=check)
