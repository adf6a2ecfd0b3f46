"""Sigma rules: detections, correlations and filters, one or several in a file."""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping
from typing import Any

from generator.base.diagnostics import Diagnostic, error, warning
from generator.content.documents import Document
from generator.content.kinds import actions, correlation
from generator.content.kinds.actions import completed
from generator.content.kinds.correlation import correlated, narrowed, read_correlation, read_filter
from generator.content.kinds.detection import Detection, read_detection
from generator.content.kinds.forms import Key, Nested, NestedList, Plain, Words, names
from generator.content.kinds.mapping_reader import MappingReader
from generator.content.model import (
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
from generator.content.yaml_text import with_text_keys

MISSING_TITLE = error("missing-title", "A rule has no title")
MISSING_LOGSOURCE = error("missing-logsource", "A rule does not say which log it is about")
MISSING_DETECTION = error("missing-detection", "A rule has no detection")
MISSING_ID = warning("missing-id", "A rule has no id of its own")
UNKNOWN_STATUS = error("unknown-status", "A status that Sigma does not have")
OLD_STATUS = warning("old-status", "A status of old Sigma")
UNKNOWN_LEVEL = error("unknown-level", "A level that Sigma does not have")
UNKNOWN_RELATION = error("unknown-relation", "A relation to another rule that Sigma does not have")
TWO_IN_ONE = error("two-in-one", "A document is a detection, a correlation or a filter, not two")

CODES = (
    MISSING_TITLE,
    MISSING_LOGSOURCE,
    MISSING_DETECTION,
    MISSING_ID,
    UNKNOWN_STATUS,
    OLD_STATUS,
    UNKNOWN_LEVEL,
    UNKNOWN_RELATION,
    TWO_IN_ONE,
    *actions.CODES,
    *correlation.CODES,
)

NEW_STATUS = {"production": Status.STABLE, "testing": Status.TEST}
"""Words of Sigma 1 that still stand in rules, and what took their place."""

LOGSOURCE_KEYS = (Key("product"), Key("category"), Key("service"), Key("definition"))
RELATION_KEYS = (
    Key("id", Plain.UUID, required=True),
    Key("type", Words(tuple(RelationType)), required=True),
)
KEYS = (
    Key("title", Plain.TEXT, "What the rule finds, in a few words.", filled=True),
    Key("id", Plain.UUID, "A UUID that stays the same whatever else changes."),
    Key("name", Plain.TEXT, "The name by which correlations and filters may refer to the rule."),
    Key("taxonomy"),
    Key("status", Words((*Status, *NEW_STATUS)), "How far the rule has been proved."),
    Key("description", Plain.TEXT, "What the rule finds and why that matters."),
    Key("license"),
    Key("author", Plain.TEXTS),
    Key("references", Plain.TEXTS, "Addresses of what the rule rests on."),
    Key("date", Plain.DATE, "The day on which it was written, as 2026-11-24."),
    Key("modified", Plain.DATE, "The day on which its detection last changed."),
    Key("logsource", Nested(LOGSOURCE_KEYS), "The log that the rule is about."),
    Key("detection", Plain.MAPPING, "Selections by name, and the condition that joins them."),
    Key("correlation", Plain.MAPPING, "How often, or in which order, other rules must match."),
    Key("filter", Plain.MAPPING, "What is taken out of other rules."),
    Key("falsepositives", Plain.TEXTS, "What is harmless and matches all the same."),
    Key("level", Words(tuple(Level)), "How serious a hit is."),
    Key(
        "tags",
        Plain.TEXTS,
        "ATT&CK tactics and techniques, as attack.execution and attack.t1047, and others.",
    ),
    Key("scope", Plain.TEXTS),
    Key("fields", Plain.TEXTS),
    Key(
        "related",
        NestedList(RELATION_KEYS),
        "Other rules, by id, and how this one stands to them.",
    ),
    Key("action", Words(actions.ACTIONS), filled=True),
    Key("generate", Plain.TRUTH),
    Key("custom", Plain.ANY, "Keys of your own."),
    Key("simulation", Plain.MAPPINGS, "Atomic tests that make the rule fire."),
    Key(
        "regression_tests_path",
        Plain.TEXT,
        "The info.yml of the samples that the rule must match.",
    ),
    Key("data_needed", Plain.TEXTS, "Titles of the Data Needed that serve the rule."),
    Key("enrichment", Plain.TEXTS, "Titles of the Enrichments that the rule needs."),
    Key("triage", Plain.TEXT, "What to do about a hit, in Markdown."),
    Key("owner", Plain.TEXT, "Who looks after the rule."),
)
"""Sigma 2.1's keys, those in use at SigmaHQ beside them, and ours: what a rule needs, what to do
about a hit, and who looks after it."""

MISPLACED = {
    **dict.fromkeys(("product", "category", "service"), "logsource"),
    **dict.fromkeys(("condition", "timeframe", "selection", "keywords"), "detection"),
    **dict.fromkeys(("timespan", "group-by", "rules", "type"), "correlation"),
}
"""Keys that often stand at the left edge and belong into another one."""


NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "detection-catalogue:rule")


def parse(document: Document) -> tuple[tuple[RuleFile, ...], list[Diagnostic]]:
    """The rules of a file; a file without a single rule that can be shown gives none."""
    report: list[Diagnostic] = []
    rules = [
        rule
        for number, data in completed(document, report)
        if (rule := _rule(_reader(data, document, number, report), document, number)) is not None
    ]
    if not rules:
        return (), report
    stem = re.sub(r"\.ya?ml$", "", document.within.rpartition("/")[2], flags=re.IGNORECASE)
    file = RuleFile(path=document.path, stem=stem, text=document.text, rules=tuple(rules))
    return (file,), report


def _reader(
    data: Mapping[Any, Any], document: Document, number: int, report: list[Diagnostic]
) -> MappingReader:
    return MappingReader(data, document.path, (number,), report)


def _rule(reader: MappingReader, document: Document, number: int) -> Rule | None:
    reader.check_keys(names(KEYS), MISPLACED)
    _check_unused_keys(reader)
    kind, found = _kind(reader)
    title = " ".join(reader.text("title").split())
    if not title:
        reader.report(MISSING_TITLE, "the rule has no title, so it gets no page; add `title: …`")
    content = reader.mapping(kind.value) if found else None
    body = _BODIES[kind](content) if content else _NO_BODY
    own_id = _id(reader, document, number)
    status, status_text = _status(reader)
    level = reader.choice("level", Level, UNKNOWN_LEVEL)
    logsource = _logsource(reader, needed=kind is not RuleKind.CORRELATION)
    rule = Rule(
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
        level_text=level.value if level else reader.scalar("level").strip(),
        author=", ".join(reader.texts("author")),
        date=reader.date("date"),
        modified=reader.date("modified"),
        license=reader.text("license"),
        references=reader.texts("references"),
        tags=reader.texts("tags"),
        falsepositives=reader.texts("falsepositives"),
        triage=reader.text("triage"),
        owner=reader.text("owner"),
        related=_related(reader),
        simulations=_simulations(reader),
        regression_tests_path=_regression_tests_path(reader),
        logsource=logsource,
        fields=body.fields,
        demands=body.demands,
        selections=body.selections,
        conditions=body.conditions,
        correlation_type=body.correlation_type,
        refers_to=_NAMES[kind](content) if content and kind in _NAMES else (),
        data_needed=reader.texts("data_needed"),
        enrichments=reader.texts("enrichment"),
        problem=body.problem or _logsource_problem(logsource, kind),
        document=with_text_keys(reader.data),
    )
    return rule if title and found else None


def _check_unused_keys(reader: MappingReader) -> None:
    """The types of keys that Sigma has and nothing here reads."""
    reader.text("taxonomy")
    reader.texts("scope")
    reader.texts("fields")


def _kind(reader: MappingReader) -> tuple[RuleKind, bool]:
    """What the document is, by its first key that makes it one of the kinds and has a body; and
    whether there is one at all."""
    named = [kind for kind in _BODIES if reader.has(kind.value)]
    found = [kind for kind in named if isinstance(reader.data[kind.value], dict)]
    for kind in named:
        if kind not in found:
            reader.report_no_mapping(kind.value)
    if not named:
        message = "the rule has no detection, so it gets no page; add `detection:`"
        reader.report(MISSING_DETECTION, message)
    for other in found[1:]:
        message = (
            f"a document with {found[0].value} has no {other.value} beside it; move it to a "
            "document of its own after `---`"
        )
        reader.report(TWO_IN_ONE, message, other.value)
    kind = next(iter([*found, *named]), RuleKind.DETECTION)
    return kind, bool(found)


_BODIES = {
    RuleKind.CORRELATION: read_correlation,
    RuleKind.FILTER: read_filter,
    RuleKind.DETECTION: read_detection,
}
"""By the key that makes a document one of these, in the order in which Sigma looks for them."""
_NO_BODY = Detection(problem="The rule has no detection.")
_NAMES = {RuleKind.CORRELATION: correlated, RuleKind.FILTER: narrowed}
"""The rules that a document counts or narrows, by id or name."""


def _id(reader: MappingReader, document: Document, number: int) -> RuleId | None:
    if not reader.scalar("id").strip():
        suggestion = _id_of_path(document, number)
        message = f"the rule has no id; add `id: {suggestion}`, or one made with `uuidgen`"
        reader.report(MISSING_ID, message, fix=reader.addition("id", suggestion))
        return None
    return RuleId(reader.uuid("id")) or None


def _id_of_path(document: Document, number: int) -> RuleId:
    """The same id on every machine, for a rule that has none."""
    return RuleId(str(uuid.uuid5(NAMESPACE, f"{document.within}#{number}")))


def _status(reader: MappingReader) -> tuple[Status | None, str]:
    word = reader.scalar("status").strip()
    if word.lower() in NEW_STATUS:
        now = NEW_STATUS[word.lower()]
        message = f"status {word!r} is old Sigma; write {now.value}"
        reader.report(OLD_STATUS, message, "status", fix=reader.rewrite("status", now.value))
        return now, word
    status = reader.choice("status", Status, UNKNOWN_STATUS)
    return status, status.value if status else word


def _logsource(reader: MappingReader, *, needed: bool) -> LogSource | None:
    body = reader.mapping("logsource")
    if body is None:
        if needed and not reader.has("logsource"):
            message = "the rule has no logsource; add `logsource:` with product and category"
            reader.report(MISSING_LOGSOURCE, message)
        return None
    body.check(LOGSOURCE_KEYS)
    source = LogSource(
        product=body.text("product").lower() or None,
        category=body.text("category").lower() or None,
        service=body.text("service").lower() or None,
        definition=body.text("definition") or None,
    )
    if not str(source):
        message = "the logsource names no product, category or service; add one of them"
        body.report(MISSING_LOGSOURCE, message)
    return source


def _logsource_problem(source: LogSource | None, kind: RuleKind) -> str | None:
    if kind is RuleKind.CORRELATION or (source is not None and str(source)):
        return None
    return "The rule does not say which log it is about."


def _related(reader: MappingReader) -> tuple[Relation, ...]:
    relations = []
    for item in reader.mappings("related"):
        item.check(RELATION_KEYS)
        kind = item.choice("type", RelationType, UNKNOWN_RELATION)
        identifier = item.uuid("id")
        if identifier and kind:
            relations.append(Relation(id=identifier, type=kind))
    return tuple(relations)


def _regression_tests_path(reader: MappingReader) -> str:
    """Nothing where it is no text, which is reported: no file is looked for then."""
    path = reader.text("regression_tests_path")
    return path if isinstance(reader.data.get("regression_tests_path"), str) else ""


def _simulations(reader: MappingReader) -> tuple[Simulation, ...]:
    return tuple(
        Simulation(
            route=item.route,
            name=item.text("name"),
            technique=item.text("technique").upper(),
            atomic_guid=item.text("atomic_guid").lower(),
        )
        for item in reader.mappings("simulation")
    )
