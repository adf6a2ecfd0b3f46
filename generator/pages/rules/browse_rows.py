"""What the table of all rules says of each: the facets by which rules are chosen, and what only the
text filter looks into."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from generator.base.plain_text import plain
from generator.catalogue.link import Links, key_of
from generator.catalogue.tags import cve_of
from generator.content.model import Level, Rule, Status
from generator.facts.logsources import event_sources
from generator.pages import parts
from generator.pages.publication import Publication
from generator.pages.rules.browse_columns import Choices, Order, choices
from generator.targets.evidence import NONE, EvidenceStep
from generator.targets.support import SupportState

NOT_GIVEN = "not given"
NO_STEP = "none"
_BETWEEN_AUTHORS = re.compile(r"\s*[,;]\s*(?![^()]*\))")
"""A comma, but for one in brackets: `Ann (A, Ltd), Ben`."""
STATES: Mapping[SupportState, str] = {
    SupportState.OK: "has a query",
    SupportState.PARTLY: "has a query",
    SupportState.UNSUPPORTED: "refused",
    SupportState.WRONG: "query known to be wrong",
}

Values = Callable[[Publication, Rule], tuple[str, ...]]


def columns(publication: Publication, rules: tuple[Rule, ...]) -> dict[str, Choices]:
    """Every column that has values out of a list, by its name in the script."""
    orders = _orders(publication)
    return {
        name: choices(
            [tuple(map(plain, values(publication, rule))) for rule in rules],
            orders.get(name, Order()),
        )
        for name, values in COLUMNS.items()
    }


def _orders(publication: Publication) -> dict[str, Order]:
    facts = publication.catalogue.attack
    return {
        "level": Order(first=[level.value for level in reversed(Level)]),
        "status": Order(first=[status.value for status in Status]),
        "evidence": Order(first=[*(step.value for step in reversed(EvidenceStep)), NO_STEP]),
        "target": Order(
            first=[
                f"{target.id}: {word}"
                for target in publication.targets
                for word in dict.fromkeys(STATES.values())
            ]
        ),
        "tactic": Order(first=[tactic.name for known in facts.domains for tactic in known.tactics]),
        "technique": Order(
            names={
                number: found.name
                for known in facts.domains
                for number, found in known.techniques.items()
            }
        ),
    }


def _links(publication: Publication, rule: Rule) -> Links:
    return publication.catalogue.links[key_of(rule)]


def _level(_: Publication, rule: Rule) -> tuple[str, ...]:
    return (rule.level_text or NOT_GIVEN,)


def _status(_: Publication, rule: Rule) -> tuple[str, ...]:
    return (rule.status_text or NOT_GIVEN,)


def _product(_: Publication, rule: Rule) -> tuple[str, ...]:
    return ((rule.logsource and rule.logsource.product) or NOT_GIVEN,)


def _log_source(_: Publication, rule: Rule) -> tuple[str, ...]:
    """Category and service: with the product, which has a facet of its own, they are the whole."""
    source = rule.logsource
    words = [word for word in (source.category, source.service) if word] if source else []
    return ("/".join(words) or (NOT_GIVEN if source else rule.kind.value),)


def _tactics(publication: Publication, rule: Rule) -> tuple[str, ...]:
    found = _links(publication, rule).tags.tactics
    return tuple(reference.tactic.name for reference in found) or ("none",)


def _techniques(publication: Publication, rule: Rule) -> tuple[str, ...]:
    """With the technique that a sub-technique belongs to, so that one is found by the other."""
    numbers = [reference.current for reference in _links(publication, rule).tags.techniques]
    wider = [number.partition(".")[0] for number in numbers]
    return (*numbers, *wider) or ("none",)


def _was(publication: Publication, rule: Rule) -> tuple[str, ...]:
    """Techniques by the ids that the rule has, where those are gone."""
    found = _links(publication, rule).tags.techniques
    return tuple(r.given for r in found if r.given != r.current)


def _authors(_: Publication, rule: Rule) -> tuple[str, ...]:
    names = (name.strip() for name in _BETWEEN_AUTHORS.split(rule.author))
    return tuple(name for name in names if name) or (NOT_GIVEN,)


def _targets(publication: Publication, rule: Rule) -> tuple[str, ...]:
    found = publication.standings[key_of(rule)]
    return tuple(f"{target}: {STATES[standing.state]}" for target, standing in found.items())


def _data_needed(publication: Publication, rule: Rule) -> tuple[str, ...]:
    found = publication.catalogue.full_data(rule)
    return tuple(link.entity.title for link in found) or ("none of this catalogue",)


def _evidence(publication: Publication, rule: Rule) -> tuple[str, ...]:
    reached = publication.evidence.get(key_of(rule), NONE).reached
    return (reached.value if reached else NO_STEP,)


def _changed(_: Publication, rule: Rule) -> tuple[str, ...]:
    """The day on which the rule says it was changed, else the one on which it was made."""
    day = rule.modified or rule.date
    return (day.isoformat() if day else "",)


def _retired(_: Publication, rule: Rule) -> tuple[str, ...]:
    return ("yes" if rule.retired else "no",)


def _event_ids(_: Publication, rule: Rule) -> tuple[str, ...]:
    """Those that the detection asks for, and those of its log source's events."""
    return tuple(map(str, sorted(set(_numbers(rule)))))


def _numbers(rule: Rule) -> Iterator[int]:
    yield from (demand.event_id for demand in rule.demands if demand.event_id is not None)
    if rule.logsource is not None:
        source = rule.logsource
        for events in event_sources(source.product, source.category, source.service):
            yield from events.event_ids


def _fields(_: Publication, rule: Rule) -> tuple[str, ...]:
    return rule.fields


def _cves(_: Publication, rule: Rule) -> tuple[str, ...]:
    return tuple(number for tag in rule.tags if (number := cve_of(tag)) is not None)


def _tags(publication: Publication, rule: Rule) -> tuple[str, ...]:
    """The labels that are neither ATT&CK nor the number of a vulnerability."""
    return tuple(tag for tag in _links(publication, rule).tags.others if cve_of(tag) is None)


COLUMNS: Mapping[str, Values] = {
    "level": _level,
    "status": _status,
    "product": _product,
    "source": _log_source,
    "tactic": _tactics,
    "technique": _techniques,
    "target": _targets,
    "data": _data_needed,
    "evidence": _evidence,
    "author": _authors,
    "changed": _changed,
    "retired": _retired,
    "was": _was,
    "event": _event_ids,
    "field": _fields,
    "cve": _cves,
    "tag": _tags,
}


def address(publication: Publication, rule: Rule) -> str:
    """The page of a rule below `rules/`, without its suffix, with the anchor of its section."""
    page, mark, section = parts.rule_address(rule, publication.catalogue).partition("#")
    return f"{page.removeprefix('rules/').removesuffix('.md')}{mark}{section}"
