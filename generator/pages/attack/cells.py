"""A cell of the ATT&CK matrix: a technique and a summary of its rules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from generator.catalogue.link import RuleKey, key_of
from generator.content.model import Level, Rule, Tactic
from generator.pages.attack.addresses import MATRIX, technique_page
from generator.pages.attack.coverage import LEVELS, Coverage, Covered, Degree, degree
from generator.pages.attack.techniques import rules_in_words, title_of
from generator.pages.markdown import Markdown, page_link
from generator.targets.evidence import NONE, Evidence, EvidenceStep

NO_LEVEL = "no level"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """`rules` are the active rules of the technique and of its sub-techniques, each once; `level`
    is their highest level, `height` the number of evidence steps of the best-verified rule.
    """

    covered: Covered
    rules: tuple[Rule, ...]
    level: Level | None
    height: int
    subs: tuple[Cell, ...]

    @property
    def degree(self) -> Degree:
        return degree(len(self.rules))

    @property
    def level_word(self) -> str:
        """A word for the style sheet; `none` also where no rule has a level."""
        return self.level.value if self.level else "none"


def cell_of(covered: Covered, known: Coverage, evidence: Mapping[RuleKey, Evidence]) -> Cell:
    """The cell of a technique; the cell of a sub-technique has no nested cells."""
    subs = tuple(cell_of(sub, known, evidence) for sub in known.subs(covered.technique))
    rules = {key_of(rule): rule for rule in covered.in_use}
    rules |= {key_of(rule): rule for sub in subs for rule in sub.rules}
    return Cell(
        covered=covered,
        rules=tuple(rules.values()),
        level=highest(rule.level for rule in rules.values()),
        height=max((evidence.get(key, NONE).height for key in rules), default=0),
        subs=subs,
    )


def highest(levels: Iterable[Level | None]) -> Level | None:
    """The highest of some levels; None where there is none."""
    found = {level for level in levels if level}
    return next((level for level in LEVELS if level in found), None)


def column(tactic: Tactic, domain: str, cells: Iterable[Cell]) -> Markdown:
    """The cells of a tactic in a column, as a list in one cell of a Markdown table."""
    told = f'data-domain="{domain}" data-tactic="{tactic.shortname}"'
    return Markdown(f'<ul class="attack-column" {told}>{"".join(map(_item, cells))}</ul>')


def _item(cell: Cell) -> str:
    """Attributes contain only words and ids: Markdown would interpret special characters in them
    too.
    """
    technique = cell.covered.technique
    state = f"attack-{cell.degree.word} level-{cell.level_word} evidence-{cell.height}"
    way = page_link(title_of(technique), technique_page(technique.id), MATRIX)
    return (
        f'<li class="{state}" data-technique="{technique.id}">{way}<br>'
        f'<span class="attack-count">{in_words(cell)}</span>{_more(cell)}{_folded(cell)}</li>'
    )


def in_words(cell: Cell) -> str:
    return f"{cell.degree.symbol} {rules_in_words(len(cell.rules))}"


def _more(cell: Cell) -> str:
    """The values of the other colourings, in words; the style sheet shows the selected one."""
    if not cell.rules:
        return ""
    level = cell.level.value if cell.level else NO_LEVEL
    return (
        f'<span class="attack-level"> · {level}</span>'
        f'<span class="attack-evidence"> · evidence {cell.height} of {len(EvidenceStep)}</span>'
    )


def _folded(cell: Cell) -> str:
    if not cell.subs:
        return ""
    with_rule = sum(bool(sub.rules) for sub in cell.subs)
    items = "".join(map(_item, cell.subs))
    return (
        f"<details><summary>{with_rule} of {len(cell.subs)} sub-techniques</summary>"
        f"<ul>{items}</ul></details>"
    )
