"""Targets for Cortex XDR."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.targets.shared.loaders import expansions
from generator.targets.target import Target

if TYPE_CHECKING:
    from sigma.conversion.base import Backend


def xql_backend() -> type[Backend]:
    from generator.targets.cortex.backend import XQLBackend

    return XQLBackend


TARGETS: tuple[Target, ...] = (
    Target(
        id="cortex-xdr",
        title="Cortex XDR XQL",
        product="Cortex XDR",
        backend=xql_backend,
        pipelines=(expansions,),
        suffix="xql",
        assumes="Events are those of the Cortex XDR agent, in the preset that the query names; `(?-i)` in an "
        "expression is heeded although the query does not regard case.",
        manual="https://docs-cortex.paloaltonetworks.com/r/Cortex-XDR/Cortex-XDR-3.x-Documentation/Supported-operators",
        taxonomy=True,
    ),
)
