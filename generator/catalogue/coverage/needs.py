"""The data that a rule needs: for each event it asks for, the Data Needed that carry it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from generator.catalogue import data_links
from generator.catalogue.coverage.matching import can_match
from generator.catalogue.data_links import ByChannel, DataLink, DataLinkOrigin
from generator.catalogue.link import Catalogue, key_of
from generator.content.model import DataNeeded, Demand, Rule


@dataclass(frozen=True, slots=True, kw_only=True)
class Provision:
    """A Data Needed that carries an event of a rule.

    `lost` are the missing fields that must match; `unfiltered` are the missing fields that only
    filters use. `matches` is false where the rule cannot match without them.
    """

    entity: DataNeeded
    lost: tuple[str, ...]
    unfiltered: tuple[str, ...]
    matches: bool

    @property
    def whole(self) -> bool:
        return self.matches and not self.lost and not self.unfiltered


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """One event that a detection asks for, and the Data Needed that carry it; `event_id` is None
    where the detection names none.
    """

    event_id: int | None
    provisions: tuple[Provision, ...]


def needs(rule: Rule, catalogue: Catalogue, channels: ByChannel) -> tuple[Need, ...]:
    """One need for each distinct event of a detection. Events with the same id, data and fields are
    merged.

    `channels` are the Data Needed of the catalogue by channel.
    """
    found = catalogue.links[key_of(rule)].data
    if len(rule.demands) == 1:
        (demand,) = rule.demands
        return (_need(rule, demand, found, frozenset()),)
    # A field that belongs to another of the rule's events is not missing from this one.
    known = [set(rule.fields) - set(data_links.lacking(rule, link.entity)) for link in found]
    elsewhere = frozenset[str]().union(*known)
    asked = (
        _need(rule, demand, tuple(_of_demand(rule, demand, found, channels)), elsewhere)
        for demand in rule.demands
    )
    return tuple({_told_apart(need): need for need in asked}.values())


def _told_apart(need: Need) -> object:
    """All parts of a need, as a mapping key."""
    provisions = ((p.entity.title, p.lost, p.unfiltered, p.matches) for p in need.provisions)
    return need.event_id, tuple(provisions)


def _of_demand(
    rule: Rule, demand: Demand, found: tuple[DataLink, ...], channels: ByChannel
) -> Iterator[DataLink]:
    """The links of one of a rule's events: those that the rule names itself, by event id where it
    is one of the rule's, and those found for this event only.
    """
    numbers = {other.event_id for other in rule.demands}
    explicit = [link for link in found if link.found is DataLinkOrigin.EXPLICIT]
    yield from (
        link for link in explicit if link.entity.event_id not in numbers - {demand.event_id}
    )
    titles = {link.entity.title for link in explicit}
    alone = replace(rule, demands=(demand,))
    yield from (
        link
        for link in data_links.data_links(alone, (), channels)
        if link.entity.title not in titles
    )


def _need(
    rule: Rule, demand: Demand, links: tuple[DataLink, ...], elsewhere: frozenset[str]
) -> Need:
    return Need(
        event_id=demand.event_id,
        provisions=tuple(_provision(rule, demand, link, elsewhere) for link in links),
    )


def _provision(rule: Rule, demand: Demand, link: DataLink, elsewhere: frozenset[str]) -> Provision:
    missing = link.lacks
    matches = not missing or can_match(rule, demand.event_id, missing)
    # Where it cannot match, the missing fields are the reason, even if other events have them.
    shown = [field for field in missing if not matches or field not in elsewhere]
    return Provision(
        entity=link.entity,
        lost=tuple(field for field in shown if field not in demand.filter_fields),
        unfiltered=tuple(field for field in shown if field in demand.filter_fields),
        matches=matches,
    )
