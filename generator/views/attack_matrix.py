"""The matrix of ATT&CK: every tactic a column, every technique a cell that says how it is covered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import zip_longest
from urllib.parse import quote

from generator.attack import Attack
from generator.catalogue import key_of
from generator.evidence import NONE, Evidence, Step, by_technique
from generator.markdown import Markdown, inline, page_link, relative, render
from generator.model import Artifact, Tactic, Technique
from generator.views import parts
from generator.views.attack_coverage import Coverage, Covered, Degree, coverage, degree
from generator.views.attack_paths import LAYERS, MATRIX, tactic_page, technique_page
from generator.views.attack_techniques import rules_in_words, title_of
from generator.views.navigator import LAYER_OF_ALL, is_public
from generator.views.publication import Publication

NAVIGATOR = "https://mitre-attack.github.io/attack-navigator/#layerURL="

Best = Mapping[str, Evidence]
"""The best evidence of a rule of each technique, by its id."""

COLOURING = Markdown(
    '<fieldset class="attack-colouring"><legend>Colour by</legend>'
    '<label><input type="radio" name="attack-colour" id="attack-by-rules" checked>'
    " number of rules</label> "
    '<label><input type="radio" name="attack-colour" id="attack-by-evidence">'
    " evidence</label></fieldset>"
)
"""The choice of what a cell's shade says; the style sheet acts on it, without a script."""


def pages(publication: Publication) -> Iterator[Artifact]:
    known = coverage(publication.catalogue)
    best = by_technique(publication.catalogue, publication.evidence)
    gaps = {tactic: _gaps(tactic, known) for tactic in known.attack.tactics}
    shown = [facts for facts in known.attack.domains if set(facts.tactics) & set(known.tactics)]
    yield Artifact(
        path=MATRIX,
        content=render(
            "attack_matrix.md.j2",
            head={
                "title": "ATT&CK",
                "description": "Which techniques of ATT&CK the rules cover, and which they do not.",
            },
            introduction=_introduction(known),
            colouring=COLOURING,
            legend=Markdown(" ".join(_sample(shown) for shown in Degree)),
            evidence_legend=Markdown(" ".join(_step_sample(n) for n in range(len(Step) + 1))),
            layers=_layers(publication),
            matrices=[_matrix(facts, known, best) for facts in shown],
            gaps_introduction=_gaps_introduction(gaps.values()),
            gaps=[
                {"tactic": tactic.name, "techniques": Markdown(", ".join(map(_named, found)))}
                for tactic, found in gaps.items()
                if found
            ],
            notice=parts.attack_notice(known.attack),
        ),
    )


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


def _sample(shown: Degree) -> Markdown:
    words = f"{shown.symbol} {_meaning(shown)}"
    return Markdown(f'<span class="attack-key attack-{shown.word}">{words}</span>')


def _step_sample(height: int) -> Markdown:
    word = list(Step)[height - 1].value if height else "no rule, or no tag that is there"
    return Markdown(f'<span class="attack-key evidence-{height}">{height} {word}</span>')


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


def _matrix(facts: Attack, known: Coverage, best: Best) -> dict[str, object]:
    columns = [
        [
            c
            for c in known.of_tactic(tactic)
            if "." not in c.technique.id or not known.parent(c.technique)
        ]
        for tactic in facts.tactics
        if tactic in known.tactics
    ]
    tactics = [tactic for tactic in facts.tactics if tactic in known.tactics]
    header = [page_link(tactic.name, tactic_page(tactic.id), MATRIX) for tactic in tactics]
    return {
        "heading": Markdown(facts.label),
        "header": parts.header(header),
        "rows": [
            parts.row("" if covered is None else _cell(covered, known, best) for covered in row)
            for row in zip_longest(*columns)
        ],
    }


def _cell(covered: Covered, known: Coverage, best: Best) -> Markdown:
    subs = known.subs(covered.technique)
    rules = {key_of(rule) for c in (covered, *subs) for rule in c.in_use}
    shown = degree(len(rules))
    height = max(best.get(c.technique.id, NONE).height for c in (covered, *subs))
    folded = ""
    if subs:
        with_rule = sum(bool(sub.in_use) for sub in subs)
        items = "".join(f"<li>{_sub(sub)}</li>" for sub in subs)
        folded = (
            f"<details><summary>{with_rule} of {len(subs)} sub-techniques</summary>"
            f"<ul>{items}</ul></details>"
        )
    return Markdown(
        f'<div class="attack-cell attack-{shown.word} evidence-{height}">'
        f"{_way_to(covered.technique)}<br>{shown.symbol} {rules_in_words(len(rules))}<br>"
        f"evidence {height} of {len(Step)}{folded}</div>"
    )


def _sub(sub: Covered) -> str:
    return f"{_way_to(sub.technique)} {sub.degree.symbol} {rules_in_words(len(sub.in_use))}"


def _way_to(technique: Technique) -> Markdown:
    return page_link(title_of(technique), technique_page(technique.id), MATRIX)


def _gaps(tactic: Tactic, known: Coverage) -> list[Covered]:
    """The techniques of a tactic that have no rule in use, nor have their sub-techniques."""
    return [
        covered
        for covered in known.of_tactic(tactic)
        if not any(c.in_use for c in (covered, *known.subs(covered.technique)))
    ]


def _gaps_introduction(gaps: Iterable[list[Covered]]) -> Markdown:
    number = len({covered.technique.id for found in gaps for covered in found})
    if not number:
        return Markdown("There is none.")
    return Markdown(f"{number} techniques and sub-techniques have no rule, by tactic:")


def _named(covered: Covered) -> Markdown:
    return Markdown(f"{covered.technique.id} {inline(covered.technique.name)}")
