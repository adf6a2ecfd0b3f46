"""The part of a Logpoint query that the search language cannot say: flags that it computes.

A test by regular expression is a `process regex` with a named group and a `process eval` that
says `true` or `false` in a field of our own, whether the group matched or not, so that a negation
of it means what it says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, cast

from sigma.conversion.state import ConversionState
from sigma.exceptions import SigmaFeatureNotSupportedByBackendError

from generator.targets.logpoint.values import named

RESERVED = frozenset(
    "and as asc by chart desc fields filter followed having in join latest left limit norm not on"
    " or order process rename rex right same search table timechart within".split()
)
"""Words of the query language; as a field name they are written in quotes."""

_ARGUMENT = re.compile(r"[A-Za-z_][\w.]*", re.ASCII)


@dataclass(slots=True)
class Flags:
    """The flags that one query computes, by what they test."""

    started: bool = False
    uses: int = 0
    numbers: dict[tuple[str, str], int] = field(default_factory=dict)
    before: list[str] = field(default_factory=list)
    """The conditions that need no flag, to be searched for first."""

    def test(self, name: str, pattern: str) -> str:
        """The condition that a field matches a pattern; the same test has one flag.

        Raises SigmaFeatureNotSupportedByBackendError for a field that can only be named in quotes.
        """
        if not _ARGUMENT.fullmatch(name) or name.lower() in RESERVED:
            raise SigmaFeatureNotSupportedByBackendError(
                f"The field `{name}` has to be written in quotes in Logpoint, but the command"
                " `process regex`, which this rule needs for a regular expression, a cased string"
                " or a literal `*` or `?`, is documented for plain field names only."
            )
        self.uses += 1
        number = self.numbers.setdefault((name, pattern), len(self.numbers) + 1)
        return f'sigma_flag_{number}="true"'

    def commands(self) -> Iterator[str]:
        """The commands that compute the flags."""
        for (name, pattern), number in self.numbers.items():
            group = f"sigma_match_{number}"
            yield f'process regex("{named(pattern, group)}", {name})'
            yield (
                f"process eval(\"sigma_flag_{number}=case(isnotnull({group}) -> 'true', true -> 'false')\")"
            )


def flags_of(state: ConversionState) -> Flags:
    """The flags of the query under conversion: nothing outlives it."""
    kept = cast("dict[str, Any]", state.processing_state)
    flags = kept.setdefault("logpoint_flags", Flags())
    return cast(Flags, flags)
