"""Fields that no event of a rule's log source has.

Only where all of them are known: events of Windows whose every kind has a Data Needed of its own, as
Sysmon's and the Security log's have, by the manifest that names the fields of each event id.
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.base.diagnostics import Diagnostic, Route, quoted, warning
from generator.catalogue.data_links import ByChannel, DataLinkOrigin, by_channel
from generator.catalogue.link import key_of
from generator.checks.check import Check, Context
from generator.content.kinds.mapping_reader import nearest
from generator.content.model import DataNeeded, Rule, RuleKind
from generator.facts.logsources import event_sources

UNKNOWN_FIELD = warning("unknown-field", "A field that no event of the rule's log source has")

CODES = (UNKNOWN_FIELD,)


def check(context: Context) -> Iterator[Diagnostic]:
    catalogue = context.catalogue
    entities = by_channel(catalogue.data_needed)
    for rule in context.rules:
        described = _described(rule, entities) if rule.kind is RuleKind.DETECTION else ()
        if not described:
            continue
        links = [link for link in catalogue.links[key_of(rule)].data if link.found in _BY_EVENT]
        if not links:
            continue
        added = {field for e in catalogue.links[key_of(rule)].enrichments for field in e.new_fields}
        known = {name for entity in described for name in (*entity.fields, *entity.aliases)}
        lacked = set(links[0].lacks).intersection(*(link.lacks for link in links[1:]))
        titles = " or ".join(sorted(link.entity.title for link in links)[:3])
        for field in sorted(lacked - known - added):
            hint = nearest(field, known) or "; mend the name, or add it to the Data Needed"
            message = f"{titles} has no field {quoted(field)}{hint}"
            yield UNKNOWN_FIELD.at(rule.path, _place(rule, field), message)


_BY_EVENT = frozenset({DataLinkOrigin.CATEGORY, DataLinkOrigin.EVENT_ID})


def _described(rule: Rule, entities: ByChannel) -> tuple[DataNeeded, ...]:
    """What describes the events that a rule may be about; nothing where some are not described."""
    source = rule.logsource
    if source is None:
        return ()
    found: list[DataNeeded] = []
    for log in event_sources(source.product, source.category, source.service):
        if log.platform != "Windows":
            return ()
        for channel in log.channels:
            listed = [e for e in entities.get(channel.casefold(), ()) if _lists(e)]
            wanted: set[int | None] = {*log.event_ids}
            wanted = wanted or {demand.event_id for demand in rule.demands}
            if None in wanted or not wanted <= {entity.event_id for entity in listed}:
                return ()
            found += [entity for entity in listed if entity.event_id in wanted]
    return tuple(found)


def _lists(entity: DataNeeded) -> bool:
    return entity.platform.casefold() == "windows" and bool(entity.fields)


def _place(rule: Rule, field: str) -> Route:
    """Where a rule asks for a field first."""
    found = (item.route for item in rule.items() if item.field == field)
    return next(found, (rule.number, "detection"))


CHECK = Check(name="unknown-fields", codes=CODES, run=check)
