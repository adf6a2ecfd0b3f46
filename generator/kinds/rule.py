"""Sigma rules: detections, correlations and filters, one or several in a file."""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping
from typing import Any

from generator.diagnostics import Diagnostic, error, warning
from generator.documents import Document
from generator.kinds.detection import Detection, merge, read_detection
from generator.kinds.reading import WRONG_TYPE, MappingReader, nearest
from generator.model import (
    Level,
    LogSource,
    Relation,
    RelationType,
    Rule,
    RuleFile,
    RuleId,
    RuleKind,
    Simulation,
    Status,
)

MISSING_TITLE = error("missing-title", "A rule has no title")
MISSING_LOGSOURCE = error("missing-logsource", "A rule does not say which log it is about")
MISSING_DETECTION = error("missing-detection", "A rule has no detection")
MISSING_ID = warning("missing-id", "A rule has no id of its own")
BAD_ID = error("bad-id", "An id is no UUID")
UNKNOWN_STATUS = error("unknown-status", "A status that Sigma does not have")
UNKNOWN_LEVEL = error("unknown-level", "A level that Sigma does not have")
UNKNOWN_RELATION = error("unknown-relation", "A relation to another rule that Sigma does not have")
UNKNOWN_ACTION = error("unknown-action", "An action that Sigma does not have")
BAD_CORRELATION = error("bad-correlation", "A correlation lacks what it needs")
BAD_FILTER = error("bad-filter", "A filter lacks what it needs")

CODES = (
    MISSING_TITLE,
    MISSING_LOGSOURCE,
    MISSING_DETECTION,
    MISSING_ID,
    BAD_ID,
    UNKNOWN_STATUS,
    UNKNOWN_LEVEL,
    UNKNOWN_RELATION,
    UNKNOWN_ACTION,
    BAD_CORRELATION,
    BAD_FILTER,
)

KEYS = tuple(
    "title id name taxonomy status description license author references date modified logsource "
    "detection correlation filter falsepositives level tags scope fields related action generate "
    "custom simulation regression_tests_path data_needed enrichment".split()
)
"""Sigma 2.1's keys, those in use at SigmaHQ beside them, and our two that name what a rule needs."""

CORRELATION_TYPES = (
    "event_count",
    "value_count",
    "temporal",
    "temporal_ordered",
    "value_sum",
    "value_avg",
    "value_percentile",
)
OLD_STATUS = {"production": Status.STABLE, "testing": Status.TEST}
"""Words of Sigma 1 that still stand in rules, and what took their place."""

NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "detection-catalogue:rule")


def parse(document: Document) -> tuple[tuple[RuleFile, ...], list[Diagnostic]]:
    """The rules of a file; a file without a single rule that can be shown gives none."""
    report: list[Diagnostic] = []
    rules: list[Rule] = []
    shared: dict[Any, Any] = {}
    previous: dict[Any, Any] = {}
    for part in document.parts:
        data = part.data
        action = data.get("action")
        reader = MappingReader(data, document.path, (part.number,), report)
        if action == "global":
            shared = {key: value for key, value in data.items() if key != "action"}
            continue
        if action == "reset":
            shared = {}
            continue
        if action == "repeat":
            data = merge(previous, {key: value for key, value in data.items() if key != "action"})
        elif action is not None:
            actions = ("global", "reset", "repeat")
            reader.report(
                UNKNOWN_ACTION,
                f"unknown action {action!r}{nearest(str(action), actions)}; Sigma has "
                f"{', '.join(actions)}",
                "action",
            )
        elif "correlation" not in data and "filter" not in data:
            data = merge(data, shared)
        previous = data
        rule = _rule(
            MappingReader(data, document.path, (part.number,), report), document, part.number
        )
        if rule is not None:
            rules.append(rule)
    if not rules:
        return (), report
    stem = re.sub(r"\.ya?ml$", "", document.within.rpartition("/")[2], flags=re.IGNORECASE)
    return (
        RuleFile(path=document.path, stem=stem, text=document.text, rules=tuple(rules)),
    ), report


def _rule(reader: MappingReader, document: Document, number: int) -> Rule | None:
    reader.check_keys(KEYS)
    kind = _kind(reader)
    title = " ".join(reader.text("title").split())
    if not title:
        reader.report(MISSING_TITLE, "the rule has no title, so it gets no page; add `title: …`")
    if kind is None:
        reader.report(MISSING_DETECTION, "the rule has no detection, so it gets no page; add one")
    if not title or kind is None:
        return None
    body = _BODIES[kind](reader)
    own_id = _id(reader)
    status, status_text = _status(reader)
    level = reader.choice("level", Level, UNKNOWN_LEVEL)
    return Rule(
        kind=kind,
        id=own_id or _id_of_path(document, number),
        id_is_given=own_id is not None,
        title=title,
        path=document.path,
        number=number,
        name=reader.text("name") or None,
        description=reader.text("description"),
        status=status,
        status_text=status_text,
        level=level,
        level_text=level.value if level else reader.text("level"),
        author=reader.text("author")
        if not isinstance(reader.data.get("author"), list)
        else ", ".join(reader.texts("author")),
        date=reader.date("date"),
        modified=reader.date("modified"),
        license=reader.text("license"),
        references=reader.texts("references"),
        tags=reader.texts("tags"),
        falsepositives=reader.texts("falsepositives"),
        related=_related(reader),
        simulations=_simulations(reader),
        logsource=_logsource(reader, needed=kind is not RuleKind.CORRELATION),
        fields=body.fields,
        event_ids=body.event_ids,
        refers_to=_refers_to(reader, kind),
        data_needed=reader.texts("data_needed"),
        enrichments=reader.texts("enrichment"),
        problem=body.problem or _logsource_problem(reader, kind),
        definition={str(key): value for key, value in reader.data.items() if key != "action"},
    )


def _kind(reader: MappingReader) -> RuleKind | None:
    for key, kind in (
        ("correlation", RuleKind.CORRELATION),
        ("filter", RuleKind.FILTER),
        ("detection", RuleKind.DETECTION),
    ):
        if isinstance(reader.data.get(key), dict):
            return kind
        if reader.has(key):
            reader.report(WRONG_TYPE, f"{key} must be a mapping of keys to values", key)
    return None


def _detection(reader: MappingReader) -> Detection:
    body = reader.mapping("detection")
    return read_detection(body) if body else _nothing("The rule has no detection.")


def _filter(reader: MappingReader) -> Detection:
    body = reader.mapping("filter")
    if body is None:
        return _nothing("The filter is empty.")
    if not body.has("rules"):
        reader.report(
            BAD_FILTER, "the filter names no rules; add `rules:` with their ids", "filter"
        )
    return read_detection(body.without("rules"))


def _correlation(reader: MappingReader) -> Detection:
    body = reader.mapping("correlation")
    if body is None:
        return _nothing("The correlation is empty.")
    kind = body.text("type")
    problem = None
    if kind not in CORRELATION_TYPES:
        message = (
            f"correlation type {kind!r} is none of {', '.join(CORRELATION_TYPES)}"
            f"{nearest(kind, CORRELATION_TYPES)}"
        )
        body.report(BAD_CORRELATION, message, "type")
        problem = f"The correlation's type is unknown: {kind or 'none is given'}."
    for key in ("rules", "timespan"):
        if not body.has(key):
            body.report(BAD_CORRELATION, f"the correlation has no {key}; add it", key)
            problem = problem or f"The correlation has no {key}."
    fields = (*body.texts("group-by"),)
    return Detection(fields=tuple(sorted(set(fields))), event_ids=(), problem=problem)


_BODIES = {
    RuleKind.DETECTION: _detection,
    RuleKind.CORRELATION: _correlation,
    RuleKind.FILTER: _filter,
}


def _nothing(problem: str) -> Detection:
    return Detection(fields=(), event_ids=(), problem=problem)


def _id(reader: MappingReader) -> RuleId | None:
    text = reader.text("id")
    if not text:
        reader.report(
            MISSING_ID,
            f"the rule has no id; add one, for example `id: {uuid.uuid5(NAMESPACE, reader.path)}`",
        )
        return None
    try:
        return RuleId(str(uuid.UUID(text)))
    except ValueError:
        reader.report(BAD_ID, f"{text!r} is no UUID; make a new one with `uuidgen`", "id")
        return None


def _id_of_path(document: Document, number: int) -> RuleId:
    """The same id on every machine, for a rule that has none."""
    return RuleId(str(uuid.uuid5(NAMESPACE, f"{document.within}#{number}")))


def _status(reader: MappingReader) -> tuple[Status | None, str]:
    word = reader.text("status")
    if word.lower() in OLD_STATUS:
        now = OLD_STATUS[word.lower()]
        reader.report(UNKNOWN_STATUS, f"status {word!r} is old Sigma; write {now.value}", "status")
        return now, word
    status = reader.choice("status", Status, UNKNOWN_STATUS)
    return status, status.value if status else word


def _logsource(reader: MappingReader, *, needed: bool) -> LogSource | None:
    body = reader.mapping("logsource")
    if body is None:
        if needed and not reader.has("logsource"):
            reader.report(MISSING_LOGSOURCE, "the rule has no logsource; add product and category")
        return None
    body.check_keys(("product", "category", "service", "definition"))
    source = LogSource(
        product=body.text("product").lower() or None,
        category=body.text("category").lower() or None,
        service=body.text("service").lower() or None,
        definition=body.text("definition") or None,
    )
    if not str(source):
        body.report(MISSING_LOGSOURCE, "the logsource names no product, category or service")
    return source


def _logsource_problem(reader: MappingReader, kind: RuleKind) -> str | None:
    source: Mapping[Any, Any] | None = reader.data.get("logsource")
    named = isinstance(source, dict) and any(
        source.get(key) for key in ("product", "category", "service")
    )
    if kind is RuleKind.CORRELATION or named:
        return None
    return "The rule does not say which log it is about."


def _related(reader: MappingReader) -> tuple[Relation, ...]:
    relations = []
    for item in reader.mappings("related"):
        kind = item.choice("type", RelationType, UNKNOWN_RELATION)
        identifier = item.text("id", required=True)
        if identifier and kind:
            relations.append(Relation(id=identifier.lower(), type=kind))
    return tuple(relations)


def _simulations(reader: MappingReader) -> tuple[Simulation, ...]:
    return tuple(
        Simulation(
            name=item.text("name"),
            technique=item.text("technique").upper(),
            atomic_guid=item.text("atomic_guid").lower(),
        )
        for item in reader.mappings("simulation")
    )


def _refers_to(reader: MappingReader, kind: RuleKind) -> tuple[str, ...]:
    """The rules that a correlation counts or a filter narrows, by id or name."""
    if kind is RuleKind.DETECTION:
        return ()
    body = reader.mapping(kind.value)
    return body.texts("rules") if body else ()
