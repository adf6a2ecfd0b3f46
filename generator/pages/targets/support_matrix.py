"""The support matrix: for every rule and target a query, one with fields left, none, or a wrong one.

As a page, by log source, by modifier and by reason; as JSON with every rule.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping

from generator.catalogue.link import key_of
from generator.content.model import Artifact, DetectionItem, Rule, RuleKind
from generator.pages import parts
from generator.pages.exports.json_text import spread
from generator.pages.markdown import Markdown, code, inline, relative
from generator.pages.publication import Publication, Standings
from generator.pages.targets.trust import page_of
from generator.targets.support import SupportState
from generator.targets.target import Target

MATRIX = "support/index.md"
FILE = "api/v1/support.json"

MOST_REASONS = 25
"""Reasons of a target that the page shows; the JSON has all."""
EXAMPLES = 3


def pages(publication: Publication) -> Iterator[Artifact]:
    rules = [rule for rule in publication.catalogue.rules if rule.kind is not RuleKind.FILTER]
    found = {key_of(rule): publication.standings[key_of(rule)] for rule in rules}
    yield Artifact(path=MATRIX, content=_page(publication, rules, found))
    yield Artifact(path=FILE, content=_file(publication, rules, found))


def _page(publication: Publication, rules: list[Rule], found: Standings) -> str:
    targets = publication.targets
    return publication.page_text.render(
        "support.md.j2",
        head={
            "title": "Support matrix",
            "description": "Which rules have a query for which target, and why others have none.",
        },
        introduction=Markdown(
            f"{len(rules):,} rules and {len(targets):,} targets. A query is *partly* right where it "
            "asks for fields for which the product has names of its own and none is known, and "
            f"*wrong* where a test event says so. [Every rule and reason]({relative(FILE, MATRIX)}) "
            "as JSON."
        ),
        targets=parts.table(
            ("Target", "Trust", "Rules", *(state.value for state in SupportState)),
            [_target_row(publication, target, found) for target in targets],
        ),
        by_log_source=_shares(targets, _by_log_source(rules), found),
        by_modifier=_shares(targets, _by_modifier(rules), found),
        reasons=[_reasons(publication, target, rules, found) for target in targets],
    )


def _target_row(
    publication: Publication, target: Target, found: Standings
) -> tuple[str | Markdown, ...]:
    states = Counter(row[target.id].state for row in found.values())
    return (
        _way_to(target),
        publication.trust[target.id].level.value,
        f"{len(found):,}",
        *(f"{states[state]:,}" for state in SupportState),
    )


def _way_to(target: Target) -> Markdown:
    return Markdown(f"[{target.id}]({relative(page_of(target.id), MATRIX)})")


def _by_log_source(rules: Iterable[Rule]) -> dict[str, list[Rule]]:
    return _grouped(rules, lambda rule: (parts.log_source(rule),))


def _by_modifier(rules: Iterable[Rule]) -> dict[str, list[Rule]]:
    return _grouped(rules, lambda rule: map(code, modifiers_of(rule.items())))


def _grouped(
    rules: Iterable[Rule], groups_of: Callable[[Rule], Iterable[str]]
) -> dict[str, list[Rule]]:
    groups: dict[str, list[Rule]] = defaultdict(list)
    for rule in rules:
        for group in dict.fromkeys(groups_of(rule)):
            groups[group].append(rule)
    return dict(sorted(groups.items()))


def modifiers_of(items: Iterable[DetectionItem]) -> list[str]:
    """The modifiers that a detection uses, and `keywords` where a value has no field; sorted."""
    found = {
        word for item in items for word in (*item.modifiers, *(() if item.field else ("keywords",)))
    }
    return sorted(found)


def _shares(
    targets: tuple[Target, ...], groups: Mapping[str, list[Rule]], found: Standings
) -> Markdown:
    """How many rules of each group have a query for each target that is not known to be wrong."""
    if not groups:
        return Markdown("There is none.")
    rows = []
    for group, rules in groups.items():
        cells = [group, f"{len(rules):,}"]
        for target in targets:
            states = [found[key_of(rule)][target.id].state for rule in rules]
            served = sum(state in (SupportState.OK, SupportState.PARTLY) for state in states)
            cells.append("all" if served == len(rules) else f"{served:,}" if served else "none")
        rows.append(cells)
    return parts.table(("", "Rules", *map(_way_to, targets)), rows)


def _reasons(
    publication: Publication, target: Target, rules: list[Rule], found: Standings
) -> dict[str, object]:
    """Why rules have no whole query for a target, the most common reasons first."""
    by_reason: dict[tuple[SupportState, str], list[tuple[Rule, str]]] = defaultdict(list)
    for rule in rules:
        one = found[key_of(rule)][target.id]
        if one.state is not SupportState.OK:
            by_reason[one.state, general(one.reason)].append((rule, one.reason))
    ordered = sorted(by_reason.items(), key=lambda item: (-len(item[1]), item[0]))
    rows = [
        (
            state.value,
            inline(reason if len({exact for _, exact in those}) > 1 else those[0][1]),
            f"{len(those):,}",
            ", ".join(
                parts.rule_link(rule, publication.catalogue, MATRIX) for rule, _ in those[:EXAMPLES]
            ),
        )
        for (state, reason), those in ordered[:MOST_REASONS]
    ]
    rest = len(ordered) - len(rows)
    return {
        "target": target.id,
        "table": parts.table(("State", "Reason", "Rules", "Such as"), rows)
        if rows
        else Markdown("Every rule has a query."),
        "rest": Markdown(f"And {rest:,} more reasons, in the JSON." if rest else ""),
    }


def general(reason: str) -> str:
    """A reason without the names and numbers of one rule, to count those of one kind."""
    named = re.sub(r"'[^']*'|`[^`]*`|\"[^\"]*\"", "…", reason)
    named = re.sub(r"(?<=No name is known for ).*(?=\.$)", "…", named)
    named = re.sub(r"(?<=field name encountered: )\S+\.(?= )", "…", named)
    return re.sub(r"\b\d[\d,.]*\b", "…", named)


def _file(publication: Publication, rules: list[Rule], found: Standings) -> str:
    words = {
        state: state.value for state in SupportState
    }  # The attribute of an enum is slow to get.
    content = {
        "targets": {
            target.id: dict(
                sorted(Counter(words[row[target.id].state] for row in found.values()).items())
            )
            for target in publication.targets
        },
        "rules": [
            {
                "id": str(rule.id),
                "logsource": parts.log_source_text(rule),
                "modifiers": modifiers_of(rule.items()),
                "targets": {
                    target: {"state": words[one.state]}
                    | ({"reason": one.reason} if one.reason else {})
                    | ({"left": list(one.left)} if one.left else {})
                    for target, one in found[key_of(rule)].items()
                },
            }
            for rule in rules
        ],
    }
    return spread(content)
