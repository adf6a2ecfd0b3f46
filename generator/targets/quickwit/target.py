"""Targets for Quickwit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.targets.shared.loaders import expansions, scope, winlogbeat
from generator.targets.target import Target

if TYPE_CHECKING:
    from sigma.conversion.base import Backend


def quickwit_backend() -> type[Backend]:
    from sigma.backends.quickwit import QuickwitBackend  # type: ignore[attr-defined]

    return QuickwitBackend


TARGETS: tuple[Target, ...] = (
    Target(
        id="quickwit",
        title="Quickwit search",
        product="Quickwit",
        backend=quickwit_backend,
        pipelines=(
            expansions,
            scope,
            winlogbeat,
        ),
        assumes="Field names are those of winlogbeat, and fields have the tokenizer `raw`, as those "
        "that are mapped dynamically.",
        warning="parentheses are dropped, so `not (a or b)` becomes `NOT a OR b`, and a wildcard "
        "between quotation marks is a plain character.",
        manual="https://quickwit.io/docs/reference/query-language",
    ),
)
