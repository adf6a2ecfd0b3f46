"""Targets for Go applications that evaluate Expr."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.targets.shared.loaders import expansions, own_channel, scope
from generator.targets.target import Target

if TYPE_CHECKING:
    from sigma.conversion.base import Backend


def expr_backend() -> type[Backend]:
    from generator.targets.expr.backend import ExprBackend

    return ExprBackend


TARGETS: tuple[Target, ...] = (
    Target(
        id="golangexpr",
        title="Expr expression",
        product="Go applications with Expr",
        backend=expr_backend,
        pipelines=(
            expansions,
            scope,
            own_channel,
        ),
        assumes="The environment is the event; a field that it does not have is `nil` and no error of the "
        "compiler (`AllowUndefinedVariables`).",
        manual="https://expr-lang.org/docs/language-definition",
    ),
)
