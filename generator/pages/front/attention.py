"""Rules and targets that need attention.

These are rules that lack something, rules with outdated ATT&CK tags or failing tests, and targets
whose queries may differ from those that were checked.

A build has no earlier build to compare with, so it cannot tell which queries changed. It knows the
package versions that a target was checked with, and those that made the current queries.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from generator.catalogue.link import RuleKey, key_of
from generator.content.model import Artifact, Rule, RuleKind
from generator.facts.attack import IdState as TagState
from generator.pages import parts
from generator.pages.attack.coverage import by_importance
from generator.pages.exports.exports import as_csv
from generator.pages.markdown import Markdown, inline, page_link, relative
from generator.pages.publication import Publication
from generator.pages.targets.trust import page_of
from generator.targets.evidence import NONE
from generator.targets.support import SupportState
from generator.targets.target import Target

PAGE = "attention/index.md"
FILE = "api/v1/attention.csv"
COLUMNS = ("rule id", "title", "level", "status", "file", "needs", "target", "versions")
SHOWN = 50
"""Maximum rules of a list on the page; the file has all."""

CURRENT = (TagState.CURRENT, TagState.RENAMED)
"""States in which the tag still means the same technique, even under a new name."""

Lacks = Callable[[Publication, Rule], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """One kind of problem of a rule. `anchor` is that of its heading on the page."""

    heading: str
    sentence: str
    of: Lacks

    @property
    def anchor(self) -> str:
        return anchor_of(self.heading)


def anchor_of(heading: str) -> str:
    return heading.lower().replace(" ", "-")


def _without_query(publication: Publication, rule: Rule) -> bool:
    states = {found.state for found in publication.standings[key_of(rule)].values()}
    return bool(states) and not states & {SupportState.OK, SupportState.PARTLY}


def _wrong(publication: Publication, rule: Rule) -> bool:
    standings = publication.standings[key_of(rule)].values()
    return any(found.state is SupportState.WRONG for found in standings)


def _contradicted(publication: Publication, rule: Rule) -> bool:
    return any(not verdict.right for verdict in publication.verdicts.get(key_of(rule), ()))


def _without_sample(publication: Publication, rule: Rule) -> bool:
    return not publication.verdicts.get(key_of(rule))


def _without_data(publication: Publication, rule: Rule) -> bool:
    return not publication.catalogue.full_data(rule)


def _without_trigger(publication: Publication, rule: Rule) -> bool:
    return not publication.catalogue.links[key_of(rule)].triggers


def _overtaken(publication: Publication, rule: Rule) -> bool:
    tags = publication.catalogue.links[key_of(rule)].tags
    return bool(tags.split) or any(found.state not in CURRENT for found in tags.techniques)


def _without_evidence(publication: Publication, rule: Rule) -> bool:
    return not publication.evidence.get(key_of(rule), NONE).height


NEEDS = (
    Need(
        heading="Rules that a sample contradicts",
        sentence="They do not fire on an event on which they must, or fire where they must not.",
        of=_contradicted,
    ),
    Need(
        heading="Rules with a wrong query",
        sentence="A test event says that the query of a target means something else than the rule.",
        of=_wrong,
    ),
    Need(
        heading="Rules without a query",
        sentence="No target has one that is not known to be wrong.",
        of=_without_query,
    ),
    Need(
        heading="Rules with outdated tags",
        sentence=(
            "ATT&CK has revoked, deprecated or split what they are tagged with, or does not have it; "
            "`catalogue attack migrate` writes what has one right answer."
        ),
        of=_overtaken,
    ),
    Need(
        heading="Rules without evidence",
        sentence="They have not even the first step: a tag with a technique of ATT&CK.",
        of=_without_evidence,
    ),
    Need(
        heading="Rules without data",
        sentence="No Data Needed of this catalogue has their events and all of their fields.",
        of=_without_data,
    ),
    Need(
        heading="Rules without a trigger",
        sentence="No atomic test of this catalogue makes them fire.",
        of=_without_trigger,
    ),
    Need(
        heading="Rules without a sample",
        sentence="They are without proof: no sample event shows that they fire.",
        of=_without_sample,
    ),
)
"""Most urgent first."""

DRIFTED = "Targets with an outdated check"
DRIFT = (
    "Their queries are made by other versions of a package than those that were checked, and may "
    "have changed; `catalogue diff` of two states of the catalogue shows which did."
)


def pages(publication: Publication) -> Iterator[Artifact]:
    found = in_need(publication)
    introduction = (
        "Rules in use, neither deprecated nor unsupported, the most severe first. "
        f"[All of them]({relative(FILE, PAGE)}) as CSV, with the targets at its end."
    )
    yield Artifact(
        path=PAGE,
        content=publication.page_text.render(
            "attention.md.j2",
            head={
                "title": "What needs attention",
                "description": (
                    "Rules without data, a trigger, a sample or a right query, and targets whose "
                    "queries may have drifted."
                ),
            },
            introduction=Markdown(introduction),
            sections=[
                *(_section(need, rules, publication) for need, rules in found.items()),
                _drift(publication),
            ],
        ),
    )
    yield Artifact(path=FILE, content=_csv(found, publication))


def _csv(found: Mapping[Need, tuple[Rule, ...]], publication: Publication) -> str:
    """A row for each rule that needs attention, with all of its problems, then one for each target
    with an outdated check, with the versions.
    """
    needs: dict[RuleKey, list[str]] = defaultdict(list)
    rules: dict[RuleKey, Rule] = {}
    for need, those in found.items():
        for rule in those:
            rules[key_of(rule)] = rule
            needs[key_of(rule)].append(need.heading)
    of_rules = (
        (
            rule.id,
            rule.title,
            rule.level_text,
            rule.status_text,
            rule.path,
            "; ".join(needs[key_of(rule)]),
            "",
            "",
        )
        for rule in by_importance(rules.values())
    )
    of_targets = (
        ("", "", "", "", "", DRIFTED, target.id, publication.trust[target.id].outdated)
        for target in drifted(publication)
    )
    return as_csv(COLUMNS, (*of_rules, *of_targets))


def in_need(publication: Publication) -> dict[Need, tuple[Rule, ...]]:
    """The active rules with each problem, highest severity first, without filters."""
    rules = by_importance(
        rule
        for rule in publication.catalogue.rules
        if rule.kind is not RuleKind.FILTER and not rule.retired
    )
    return {need: tuple(rule for rule in rules if need.of(publication, rule)) for need in NEEDS}


def drifted(publication: Publication) -> tuple[Target, ...]:
    """The targets whose proof record is for other versions than the installed ones."""
    return tuple(t for t in publication.targets if publication.trust[t.id].outdated)


def _drift(publication: Publication) -> dict[str, object]:
    rows = [
        (page_link(t.id, page_of(t.id), PAGE), inline(publication.trust[t.id].outdated))
        for t in drifted(publication)
    ]
    return {
        "heading": DRIFTED,
        "sentence": Markdown(DRIFT if rows else "There is none."),
        "table": parts.table(("Target", "What is so"), rows) if rows else Markdown(""),
    }


def _section(need: Need, rules: tuple[Rule, ...], publication: Publication) -> dict[str, object]:
    rows = [parts.rule_row(rule, publication.catalogue, PAGE) for rule in rules[:SHOWN]]
    table = "\n".join([parts.header(parts.RULE_COLUMNS), *rows]) if rows else ""
    first = f" The first {SHOWN} of {len(rules):,}:" if len(rules) > SHOWN else ""
    return {
        "heading": need.heading,
        "sentence": Markdown(f"{need.sentence}{first}" if rules else "There is none."),
        "table": Markdown(table),
    }
