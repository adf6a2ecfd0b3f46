"""Targets for Panther."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.targets.shared.loaders import expansions, own_channel, scope
from generator.targets.target import Target

if TYPE_CHECKING:
    from sigma.conversion.base import Backend


def panther_backend() -> type[Backend]:
    from generator.targets.panther.backend import PantherRuleBackend

    return PantherRuleBackend


TARGETS: tuple[Target, ...] = (
    Target(
        id="panther",
        title="Panther Python rule",
        product="Panther",
        backend=panther_backend,
        pipelines=(
            expansions,
            scope,
            own_channel,
        ),
        format="python",
        language="python",
        suffix="py",
        assumes="Events have the fields that the rule names, `Channel` and `EventID` among them; dots in a "
        "name lead into maps.",
        manual="https://docs.panther.com/detections/rules/python",
    ),
)
