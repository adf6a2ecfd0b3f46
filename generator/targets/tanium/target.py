"""Targets for Tanium Threat Response."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.targets.shared.loaders import expansions
from generator.targets.target import Target

if TYPE_CHECKING:
    from sigma.conversion.base import Backend


def signals_backend() -> type[Backend]:
    from generator.targets.tanium.backend import TaniumSignalsBackend

    return TaniumSignalsBackend


TARGETS: tuple[Target, ...] = (
    Target(
        id="tanium-signals",
        title="Tanium Signals",
        product="Tanium Threat Response",
        backend=signals_backend,
        pipelines=(expansions,),
        assumes="Events are those of Tanium's recorder; texts are compared without regard to case.",
        manual="https://help.tanium.com/",
        taxonomy=True,
    ),
)
