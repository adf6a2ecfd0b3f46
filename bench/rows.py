"""The measured rows and their budgets. Budgets are defined only here."""

from __future__ import annotations

from dataclasses import dataclass

S, MS, TIMES, MB, KB, FILES = "s", "ms", "×", "MB", "kB", "files"
PAGE_KB = 120
"""Kilobytes of HTML per rule page, before compression and without the files that it loads."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of the table. `most` or `least` is its budget, if any."""

    id: str
    title: str
    unit: str
    most: float | None = None
    least: float | None = None

    @property
    def budget(self) -> str:
        if self.most is not None:
            return f"≤ {shown(self.most, self.unit)}"
        return f"≥ {shown(self.least, self.unit)}" if self.least is not None else ""

    def holds(self, value: float) -> bool:
        """Whether a value is within the budget."""
        return (self.most is None or value <= self.most) and (
            self.least is None or value >= self.least
        )


def shown(value: float, unit: str) -> str:
    """A value formatted for people."""
    digits = 0 if unit in (FILES, MS) or value >= 100 or (unit == MB and value >= 10) else 1
    digits = 2 if unit == MB and value < 10 else digits
    text = f"{value:,.{digits}f}".removesuffix(".0").removesuffix(".00")
    return f"{text} {unit}"


ROWS = (
    Row(id="load", title="load, validate, link, check", unit=S, most=5),
    Row(id="convert-cold", title="conversion, nothing kept: ours", unit=S),
    Row(id="sigma-convert", title="`sigma convert`, once for each target that it knows", unit=S),
    Row(id="convert-ratio", title="conversion against `sigma convert`", unit=TIMES, least=6),
    Row(id="convert-other", title="queries of the same back ends that differ", unit="%"),
    Row(id="convert-warm", title="conversion, nothing changed", unit=S, most=2),
    Row(id="site-cold", title="site, cold (Markdown to HTML)", unit=S, most=70),
    Row(id="plain", title="plain MkDocs on the same pages", unit=S),
    Row(id="site-ratio", title="site against plain MkDocs", unit=TIMES, least=2),
    Row(id="site-same", title="files in which the two sites differ", unit=FILES, most=0),
    Row(id="site-warm", title="site, nothing changed (Markdown to HTML)", unit=S, most=5),
    Row(id="all-cold", title="all of `catalogue site`, nothing kept", unit=S),
    Row(id="all-warm", title="all of `catalogue site`, nothing changed", unit=S),
    Row(id="change", title="one rule changed, a new process, YAML to site", unit=S, most=9),
    Row(id="serve", title="one rule saved under `catalogue serve`, to the browser", unit=S, most=3),
    Row(id="memory", title="largest process of all of these", unit=MB, most=700),
    Row(id="index", title="search index", unit=MB, most=2),
    Row(id="search", title="first result of a search in Chromium", unit=S, most=2.5),
    Row(id="browse", title="slowest key in the filter of all rules", unit=MS, most=100),
    Row(id="paint", title="first paint of a rule page in Chromium", unit=S, most=1),
    Row(id="weight", title="heaviest page of a rule, without what it loads", unit=KB, most=PAGE_KB),
)
BY_ID = {row.id: row for row in ROWS}
