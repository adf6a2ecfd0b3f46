"""Links from rules to Data Needed: the right log, the right event, all the rule's fields."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum

from generator.content.model import DataNeeded, Demand, Rule, RuleKind
from generator.facts.logsources import EVENTS_OF_TYPE, SYSMON, EventSource, event_sources

WINDOWS_SYSTEM_FIELDS = frozenset(
    "EventID EventCode Channel Provider_Name Computer ComputerName EventRecordID Keywords Level "
    "Opcode Task Version Security_UserID SystemTime TimeCreated".split()
)
"""The fields in the System part of every Windows event, whether or not a Data Needed lists them."""

SAME_PLATFORM = {"unix": "linux", "mac os": "macos", "osx": "macos"}
"""Other spellings of a platform in Data Needed files."""

SERVICE = ".amazonaws.com"
"""The suffix of AWS service names, by which CloudTrail identifies the source of a record. A Data
Needed for any service has another provider.
"""

ByChannel = Mapping[str, tuple[DataNeeded, ...]]


class DataLinkOrigin(Enum):
    """How a Data Needed was found for a rule."""

    EXPLICIT = "explicit"
    EVENT_ID = "event id"
    CATEGORY = "category"
    FIELDS = "fields"


@dataclass(frozen=True, slots=True, kw_only=True)
class DataLink:
    """A Data Needed of the right event. `lacks` are the rule's fields that it does not have."""

    entity: DataNeeded
    found: DataLinkOrigin
    lacks: tuple[str, ...]


def by_channel(entities: Iterable[DataNeeded]) -> ByChannel:
    """Data Needed by lowercase channel name."""
    grouped: dict[str, list[DataNeeded]] = defaultdict(list)
    for entity in entities:
        grouped[entity.channel.casefold()].append(entity)
    return {channel: tuple(found) for channel, found in grouped.items()}


def data_links(
    rule: Rule, named: Iterable[DataNeeded], entities: ByChannel
) -> tuple[DataLink, ...]:
    """The Data Needed that a rule names itself, then those that carry its events, by title.

    The category of the log source determines the event. Where the log source names only a log, the
    rule's own event ids determine it. Without event ids, the rule's fields do: then only a Data
    Needed that has them all is linked.
    """
    links = {
        entity.title: DataLink(
            entity=entity, found=DataLinkOrigin.EXPLICIT, lacks=lacking(rule, entity)
        )
        for entity in named
    }
    found = _of_log_source(rule, entities)
    shared = frozenset[str]().union(*(_known(link.entity) for link in found.values()))
    for title in sorted(found):
        link = found[title]
        # A field that only a filter uses may belong to another of the rule's events.
        rest = () if len(rule.demands) < 2 else [f for f in _only_filters(rule) if f in shared]
        lacks = tuple(field for field in link.lacks if field not in rest)
        if title not in links and not (lacks and link.found is DataLinkOrigin.FIELDS):
            links[title] = DataLink(entity=link.entity, found=link.found, lacks=lacks)
    return tuple(links.values())


def lacking(rule: Rule, entity: DataNeeded) -> tuple[str, ...]:
    """The fields of a rule that a Data Needed does not have."""
    known = _known(entity)
    return tuple(field for field in rule.fields if field not in known)


def _of_log_source(rule: Rule, entities: ByChannel) -> dict[str, DataLink]:
    source = rule.logsource
    if source is None or rule.kind is not RuleKind.DETECTION:
        return {}
    found: dict[str, DataLink] = {}
    logs = event_sources(source.product, source.category, source.service)
    for log in logs:
        for demand in rule.demands:
            # `EventID: 4688` is process creation too, but not a Sysmon event.
            if demand.event_id not in log.event_ids and _have(logs, demand.event_id):
                continue
            links = _of_demand(rule, log, demand, entities)
            for link in links if len(rule.demands) == 1 else _serving(links, demand):
                known = found.get(link.entity.title)
                if known is None or len(link.lacks) < len(known.lacks):
                    found[link.entity.title] = link
    return found


def _have(logs: Iterable[EventSource], event_id: int | None) -> bool:
    return any(event_id in log.event_ids for log in logs)


def _of_demand(
    rule: Rule, log: EventSource, demand: Demand, entities: ByChannel
) -> Iterator[DataLink]:
    by_category = bool(rule.logsource and rule.logsource.category)
    wanted = _events(log, demand)
    for channel in log.channels:
        for entity in entities.get(channel.casefold(), ()):
            how = _how(entity, log, demand, wanted, by_category=by_category)
            if how is not None:
                yield DataLink(entity=entity, found=how, lacks=_lacks(entity, demand))


def _serving(links: Iterable[DataLink], demand: Demand) -> Iterator[DataLink]:
    """Of the events that one of several demands may mean, those that have its fields, if any do.
    `NewName` means event 14 of the three registry events, even where another demand means 12.
    """
    found = list(links)
    whole = [link for link in found if not {*link.lacks} & {*demand.fields}]
    yield from whole or found


def _lacks(entity: DataNeeded, demand: Demand) -> tuple[str, ...]:
    known = _known(entity)
    return tuple(sorted({*demand.fields, *demand.filter_fields} - known))


def _only_filters(rule: Rule) -> Iterator[str]:
    asserted = {field for demand in rule.demands for field in demand.fields}
    return (field for field in rule.fields if field not in asserted)


def _known(entity: DataNeeded) -> frozenset[str]:
    known = {*entity.fields, *entity.aliases}
    if entity.platform.casefold() == "windows":
        known |= WINDOWS_SYSTEM_FIELDS
    return frozenset(known)


def _how(
    entity: DataNeeded,
    log: EventSource,
    demand: Demand,
    wanted: frozenset[int],
    *,
    by_category: bool,
) -> DataLinkOrigin | None:
    """How an entity was found to match a demand on a log; None where it does not match. `wanted`
    limits the event ids of the log; empty means any.
    """
    # Outside Windows many logs have no event ids, so neither do their entities.
    may_have_none = log.platform != "Windows" and entity.event_id is None
    if wanted and entity.event_id not in wanted and not may_have_none:
        return None
    if not _is_of_log(entity, log) or not _is_told_apart(entity, demand):
        return None
    # An auditd event spans several records; a category does not mean a single one of them.
    records = set(log.values.get("type", ()))
    if not records <= set(entity.type.split(", ")):
        return None
    if by_category:
        return DataLinkOrigin.CATEGORY
    if wanted:
        return DataLinkOrigin.EVENT_ID
    return DataLinkOrigin.FIELDS if _says_what(demand, entity, log) else None


def _says_what(demand: Demand, entity: DataNeeded, log: EventSource) -> bool:
    """Whether fields identify the event of a log. Those that every Windows event has, as in
    `EventID|gte: 4000`, do not. Keywords alone may occur in any event and identify none: the log as
    a whole carries them, a Data Needed without an event id.
    """
    if log.platform != "Windows":
        return True
    if not demand.fields:
        return entity.event_id is None
    return not WINDOWS_SYSTEM_FIELDS.issuperset(demand.fields) or bool(
        demand.values.get("Provider_Name") and entity.provider
    )


def _events(log: EventSource, demand: Demand) -> frozenset[int]:
    """The event ids of a log that a demand means; empty where it may be any."""
    if not log.event_ids and log.platform != "Windows":
        return frozenset()
    if not log.event_ids:
        return frozenset() if demand.event_id is None else frozenset({demand.event_id})
    wanted = frozenset(log.event_ids)
    if demand.event_id in wanted:
        wanted = frozenset({demand.event_id})
    if SYSMON in log.channels:
        named = {EVENTS_OF_TYPE.get(text.lower()) for text in demand.values.get("EventType", ())}
        wanted = wanted & named if wanted & named else wanted
    return frozenset(number for number in wanted if number is not None)


def _is_of_log(entity: DataNeeded, log: EventSource) -> bool:
    """On Windows the channel is sufficient; elsewhere programs share files and platforms share
    names.
    """
    platform = entity.platform.casefold()
    if SAME_PLATFORM.get(platform, platform) != log.platform.casefold():
        return False
    if log.platform == "Windows" or not log.provider or not entity.provider:
        return True
    return entity.provider.casefold() == log.provider.casefold()


def _is_told_apart(entity: DataNeeded, demand: Demand) -> bool:
    """Whether provider or record type are the same where both sides name one."""
    services = demand.values.get("eventSource", ())
    if services and entity.channel == "CloudTrail" and entity.provider.endswith(SERVICE):
        return entity.provider in services
    providers = demand.values.get("Provider_Name", ())
    if providers and entity.provider and entity.platform.casefold() == "windows":
        return entity.provider.casefold() in {name.casefold() for name in providers}
    types = demand.values.get("type", ())
    if types and entity.type and entity.channel == "auditd":
        return entity.type.casefold() in {name.casefold() for name in types}
    numbers = demand.values.get("logtype", ())
    if numbers and entity.event_id is not None and entity.channel == "opencanary.log":
        return str(entity.event_id) in numbers
    return True
