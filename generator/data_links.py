"""Which Data Needed serves a rule: the right log, the right event, all the rule's fields."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from generator.logsources import EventSource, event_sources
from generator.model import DataNeeded, Rule, RuleKind

WINDOWS_SYSTEM_FIELDS = frozenset(
    "EventID EventCode Channel Provider_Name Computer ComputerName EventRecordID Keywords Level "
    "Opcode Task Version Security_UserID SystemTime TimeCreated".split()
)
"""What the System part of every Windows event has, whether or not a Data Needed lists it."""

SAME_PLATFORM = {"unix": "linux", "mac os": "macos", "osx": "macos"}
"""Other spellings of a platform in Data Needed files."""

ByChannel = Mapping[str, tuple[DataNeeded, ...]]


def by_channel(entities: Iterable[DataNeeded]) -> ByChannel:
    """Data Needed by the name of their channel in lower case."""
    grouped: dict[str, list[DataNeeded]] = defaultdict(list)
    for entity in entities:
        grouped[entity.channel.casefold()].append(entity)
    return {channel: tuple(found) for channel, found in grouped.items()}


def serving(rule: Rule, entities: ByChannel) -> tuple[DataNeeded, ...]:
    """The Data Needed that carry the rule's events with every field that the rule uses.

    The category of the log source decides the event; where it names only a log, the rule's own
    event ids do, and where it has none either, its fields. Sorted by title.
    """
    source = rule.logsource
    if source is None or rule.kind is not RuleKind.DETECTION:
        return ()
    found = {
        entity.title: entity
        for log in event_sources(source.product, source.category, source.service)
        for channel in log.channels
        for entity in entities.get(channel.casefold(), ())
        if _is_of_log(entity, log) and _is_event(entity, log, rule) and not lacking(rule, entity)
    }
    return tuple(found[title] for title in sorted(found))


def lacking(rule: Rule, entity: DataNeeded) -> tuple[str, ...]:
    """The fields of a rule that a Data Needed does not have."""
    known = {*entity.fields, *entity.aliases}
    if entity.platform.casefold() == "windows":
        known |= WINDOWS_SYSTEM_FIELDS
    return tuple(field for field in rule.fields if field not in known)


def _is_of_log(entity: DataNeeded, log: EventSource) -> bool:
    """On Windows a channel is enough; elsewhere programs share a file and platforms a name."""
    platform = entity.platform.casefold()
    if SAME_PLATFORM.get(platform, platform) != log.platform.casefold():
        return False
    if log.platform == "Windows" or not log.provider or not entity.provider:
        return True
    return entity.provider.casefold() == log.provider.casefold()


def _is_event(entity: DataNeeded, log: EventSource, rule: Rule) -> bool:
    wanted = log.event_ids or rule.event_ids
    if not wanted:
        return True
    if entity.event_id is None:
        return log.platform != "Windows"
    return entity.event_id in wanted
