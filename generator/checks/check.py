"""What a check is, and what it is given to look at."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from generator.base.diagnostics import Code, Diagnostic
from generator.catalogue.history import Earlier, Histories
from generator.catalogue.link import Catalogue
from generator.catalogue.samples import Samples
from generator.content.model import Rule


def _no_histories() -> Histories:
    return Histories()


def _no_samples() -> Samples:
    return Samples(by_rule={}, without_rule=(), diagnostics=())


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """All that a check may look at.

    `base` is the folder that paths are relative to, `files` the file behind each path of content.
    `today` is None where no clock was asked: a check that needs the date then finds nothing.
    `samples` and `histories` are asked for when they are called, once for all checks, as they take
    a second or more; `earlier` is what differs from a commit, nothing where none was asked for.
    `cache` is a folder for what a costly check keeps from run to run, None where
    nothing may be kept. `targets` are the ids that an environment may name. `only` are the paths
    that are reported on, None for all: a check of single rules need not look at others. `on` are the
    codes that are looked for.
    """

    catalogue: Catalogue
    base: Path = Path()
    files: Mapping[str, Path] = field(default_factory=dict)
    today: datetime.date | None = None
    samples: Callable[[], Samples] = _no_samples
    histories: Callable[[], Histories] = _no_histories
    earlier: Callable[[], Earlier] = Earlier
    cache: Path | None = None
    targets: frozenset[str] | None = None
    only: frozenset[str] | None = None
    on: frozenset[str] = frozenset()

    @property
    def rules(self) -> tuple[Rule, ...]:
        """The rules that are reported on."""
        rules = self.catalogue.rules
        return rules if self.only is None else tuple(r for r in rules if r.path in self.only)


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One look at the linked catalogue. It runs if one of its codes is on.

    `costly` ones take more than half a second on some thousands of rules: they run in
    `catalogue check`, and neither in a build nor with `--quick`. Where they do not run, `quick`
    does if there is one: what of them is quickly found.
    """

    name: str
    codes: tuple[Code, ...]
    run: Callable[[Context], Iterator[Diagnostic]]
    costly: bool = False
    quick: Callable[[Context], Iterator[Diagnostic]] | None = None
