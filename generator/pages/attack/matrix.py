"""The ATT&CK matrix: a column for each tactic and a cell for each technique, with its coverage."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from urllib.parse import quote

from generator.base.plain_text import plain
from generator.content.model import Artifact, Environment, Tactic
from generator.facts.attack import Attack
from generator.pages import parts
from generator.pages.attack.addresses import LAYERS, MATRIX, tactic_page
from generator.pages.attack.cells import NO_LEVEL, Cell, cell_of, column
from generator.pages.attack.coverage import LEVELS, Coverage, Covered, Degree, coverage
from generator.pages.attack.matrix_rules import FILE, rules_file
from generator.pages.attack.navigator import LAYER_OF_ALL, is_public
from generator.pages.markdown import Markdown, inline, page_link, relative
from generator.pages.publication import Publication
from generator.targets.evidence import EvidenceStep

NAVIGATOR = "https://mitre-attack.github.io/attack-navigator/#layerURL="

COLOURINGS = {"rules": "number of rules", "level": "highest level", "evidence": "evidence"}
"""The colourings of a cell: the name of the choice and its label. The style sheet applies the
choice without a script.
"""


def pages(publication: Publication) -> Iterator[Artifact]:
    known = coverage(publication.catalogue)
    gaps = {tactic: _gaps(tactic, known) for tactic in known.attack.tactics}
    shown = [facts for facts in known.attack.domains if set(facts.tactics) & set(known.tactics)]
    yield Artifact(
        path=MATRIX,
        content=publication.page_text.render(
            "attack_matrix.md.j2",
            head={
                "title": "ATT&CK",
                "description": "Which techniques of ATT&CK the rules cover, and which they do not.",
                "assets": ("matrix.css", "matrix.js"),
                "hide": ("toc",),
            },
            introduction=_introduction(known),
            controls=_controls(shown, publication.catalogue.environments),
            legends=_legends(),
            layers=_layers(publication),
            matrices=[_matrix(facts, known, publication) for facts in shown],
            gaps_introduction=_gaps_introduction(gaps.values()),
            gaps=[
                {"tactic": tactic.name, "techniques": Markdown(", ".join(map(_named, found)))}
                for tactic, found in gaps.items()
                if found
            ],
            notice=parts.attack_notice(known.attack),
        ),
    )
    yield rules_file(known, publication)


def _introduction(known: Coverage) -> Markdown:
    own = [c for i, c in known.techniques.items() if i in known.attack.techniques]
    groups = {
        "techniques": [c for c in own if "." not in c.technique.id],
        "sub-techniques": [c for c in own if "." in c.technique.id],
    }
    counted = " and ".join(
        f"{sum(bool(c.in_use) for c in group)} of {len(group)} {name}"
        for name, group in groups.items()
    )
    return Markdown(
        f"MITRE {known.attack.label}: {counted} have a rule of their own. A rule counts for the "
        "techniques that it is tagged with, by their current ids; one that is deprecated or "
        "unsupported counts for none. A technique counts the rules of its sub-techniques too."
    )


def _controls(domains: Iterable[Attack], environments: Iterable[Environment]) -> Markdown:
    """The colouring selector. The script adds the controls that need it, from the data given here:
    the rules file, platforms in name order, and environments, whose names are in a text that is
    hidden until then.
    """
    platforms = {p for facts in domains for t in facts.techniques.values() for p in t.platforms}
    given = {
        "rules": relative(FILE, MATRIX),
        "platforms": json.dumps(sorted(platforms, key=str.casefold)),
    }
    names = "".join(f"<li>{_text(environment.title)}</li>" for environment in environments)
    told = " ".join(f'data-{name}="{escape(value)}"' for name, value in given.items())
    choices = " ".join(
        f'<label><input type="radio" name="attack-colour" id="attack-by-{name}" value="{name}"'
        f"{' checked' if name == 'rules' else ''}> {words}</label>"
        for name, words in COLOURINGS.items()
    )
    return Markdown(
        f'<div class="attack-controls" {told}><fieldset class="attack-colouring">'
        f"<legend>Colour by</legend>{choices}</fieldset>"
        f'<ul class="attack-environments" hidden>{names}</ul></div>'
    )


def _text(text: str) -> str:
    """Text inside HTML that neither Markdown nor a template engine interprets."""
    return escape(plain(text)).replace("{", "&#123;").replace("}", "&#125;")


def _legends() -> list[Markdown]:
    """The legend of each colouring; the style sheet shows that of the selected one."""
    rules = [_key(f"attack-{shown.word}", f"{shown.symbol} {_meaning(shown)}") for shown in Degree]
    levels = [_key("level-none", f"no rule, or {NO_LEVEL}")]
    levels += [_key(f"level-{level.value}", level.value) for level in reversed(LEVELS)]
    steps = [_key("evidence-0", "0 no rule, or no tag that is there")]
    steps += [
        _key(f"evidence-{number}", f"{number} {step.value}")
        for number, step in enumerate(EvidenceStep, start=1)
    ]
    legends = dict(zip(COLOURINGS, (rules, levels, steps), strict=True))
    return [
        Markdown(f'<div class="attack-legend attack-by-{name}">{" ".join(keys)}</div>')
        for name, keys in legends.items()
    ]


def _key(state: str, words: str) -> str:
    return f'<span class="attack-key {state}">{words}</span>'


def _meaning(shown: Degree) -> Markdown:
    degrees = list(Degree)
    after = degrees[degrees.index(shown) + 1 :]
    if shown is Degree.NONE:
        return Markdown("no rule: a gap")
    if shown is Degree.FEW:
        return Markdown("1 or 2 rules")
    if not after:
        return Markdown(f"{shown.least} rules or more")
    return Markdown(f"{shown.least} to {after[0].least - 1} rules")


def _layers(publication: Publication) -> Markdown:
    file = f"[layer for the ATT&CK Navigator]({relative(LAYER_OF_ALL, MATRIX)})"
    every = f"[others]({relative(f'{LAYERS}/index.json', MATRIX)}) are for one platform, level or status"
    if not is_public(publication.site_url):
        return Markdown(f"Download the {file} to open it there; {every}.")
    address = quote(f"{publication.site_url.rstrip('/')}/{LAYER_OF_ALL}", safe="")
    return Markdown(
        f"[Open it in the ATT&CK Navigator]({NAVIGATOR}{address}), or download the {file}; {every}."
    )


def _matrix(facts: Attack, known: Coverage, publication: Publication) -> dict[str, object]:
    """A one-row table with the list of cells below each tactic, so that an expanded cell does not
    move the other columns.
    """
    tactics = [tactic for tactic in facts.tactics if tactic in known.tactics]
    header = [page_link(tactic.name, tactic_page(tactic.id), MATRIX) for tactic in tactics]
    columns = [
        column(tactic, facts.domain, _cells(tactic, known, publication)) for tactic in tactics
    ]
    return {
        "heading": Markdown(facts.label),
        "header": parts.header(header),
        "row": parts.row(columns),
    }


def _cells(tactic: Tactic, known: Coverage, publication: Publication) -> list[Cell]:
    """The cells of a tactic; sub-techniques are nested in the cell of their technique."""
    return [
        cell_of(covered, known, publication.evidence)
        for covered in known.of_tactic(tactic)
        if "." not in covered.technique.id or not known.parent(covered.technique)
    ]


def _gaps(tactic: Tactic, known: Coverage) -> list[Covered]:
    """The techniques of a tactic without an active rule, including their sub-techniques."""
    return [
        covered
        for covered in known.of_tactic(tactic)
        if not any(c.in_use for c in (covered, *known.subs(covered.technique)))
    ]


def _gaps_introduction(gaps: Iterable[Sequence[Covered]]) -> Markdown:
    number = len({covered.technique.id for found in gaps for covered in found})
    if not number:
        return Markdown("There is none.")
    return Markdown(f"{number} techniques and sub-techniques have no rule, by tactic:")


def _named(covered: Covered) -> Markdown:
    return Markdown(f"{covered.technique.id} {inline(covered.technique.name)}")
