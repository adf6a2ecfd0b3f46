"""Targets for grep."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.targets.target import Target

if TYPE_CHECKING:
    from sigma.conversion.base import Backend


def grep_backend() -> type[Backend]:
    from generator.targets.grep.backend import GrepBackend

    return GrepBackend


TARGETS: tuple[Target, ...] = (
    Target(
        id="grep",
        title="grep",
        product="GNU grep",
        backend=grep_backend,
        suffix="sh",
        assumes="Give it the log of one source, one event a line, as JSON, `key=value` or "
        "`key: value`: append a file name or pipe into it.",
        manual="https://www.gnu.org/software/grep/manual/grep.html",
    ),
)
