"""The `correlation` and the `filter` of a Sigma document: what they need, and what they name."""

from __future__ import annotations

import re
from dataclasses import replace

from generator.base.diagnostics import error, quoted
from generator.content.condition import ConditionError, Identifier, parse_condition, references
from generator.content.kinds.detection import BAD_CONDITION, Detection, read_detection
from generator.content.kinds.forms import Key, Pattern, Plain, Words, names
from generator.content.kinds.mapping_reader import MappingReader, because, whole_number

BAD_CORRELATION = error("bad-correlation", "A correlation lacks what it needs")
BAD_FILTER = error("bad-filter", "A filter lacks what it needs")

CODES = (BAD_CORRELATION, BAD_FILTER)

ANY_RULE = "any"
"""What a filter names to narrow every rule of its log source."""
TEMPORAL = ("temporal", "temporal_ordered")
VALUES = ("value_count", "value_sum", "value_avg", "value_percentile", "value_median")
TYPES = ("event_count", *VALUES, *TEMPORAL)
"""Of Sigma 2.1's correlations, with `value_median`, which pySigma adds."""
COMPARISONS = ("gt", "gte", "lt", "lte", "eq", "neq")
_TIMESPAN = re.compile(r"[1-9][0-9]{0,8}[smhdwMy]")
CONDITION_KEYS = (
    *(Key(name, Plain.INTEGER) for name in COMPARISONS),
    Key("field", Plain.TEXTS, "The field whose values are counted or summed."),
    Key("percentile", Plain.INTEGER),
)
KEYS = (
    Key("type", Words(TYPES), required=True),
    Key("rules", Plain.TEXTS, "Ids or names of the rules that are counted."),
    Key("group-by", Plain.TEXTS, "Fields whose values must be the same."),
    Key(
        "timespan",
        Pattern(f"^{_TIMESPAN.pattern}$"),
        "The time within which it must happen, as 10m.",
        required=True,
    ),
    Key("condition", Plain.ANY),
    Key("aliases", Plain.MAPPING),
    Key("generate", Plain.TRUTH),
)


def read_correlation(reader: MappingReader) -> Detection:
    """A correlation checked, with the fields that it groups by."""
    before = reader.reported
    reader.check_keys(names(KEYS))
    kind = reader.text("type")
    if kind not in TYPES:
        listed = ", ".join(TYPES)
        message = (
            f"correlation type {quoted(kind)} is none of {listed}{reader.nearest(kind, TYPES)}"
            if kind
            else f"the correlation has no type; add one of {listed}"
        )
        reader.report(BAD_CORRELATION, message, "type")
    _check_timespan(reader)
    if not reader.texts("rules") and not isinstance(reader.data.get("condition"), str):
        message = "the correlation names no rules; list their ids or names under `rules:`"
        reader.report(BAD_CORRELATION, message, "rules")
    _check_condition(reader, kind)
    for name, fields in _aliases(reader):
        if fields is None:
            continue
        for rule in fields.data:
            fields.text(rule)
        if not fields.data:
            fields.report(BAD_CORRELATION, f"the alias {quoted(name)} says no fields; fill it")
    mistake = reader.first_error(before)
    return Detection(
        fields=tuple(sorted(set(reader.texts("group-by")))),
        correlation_type=kind,
        problem=because("correlation", mistake) if mistake else None,
    )


def correlated(reader: MappingReader) -> tuple[str, ...]:
    """The rules that a correlation counts, by id or name, listed or only named in its condition."""
    condition = reader.data.get("condition")
    listed = reader.texts("rules")
    if listed or not isinstance(condition, str):
        return listed
    try:
        found = references(parse_condition(condition).expression)
    except ConditionError:
        return ()
    return tuple(dict.fromkeys(ref.name for ref in found if isinstance(ref, Identifier)))


def read_filter(reader: MappingReader) -> Detection:
    """A filter checked as a detection, with the rules that it narrows."""
    if not reader.texts("rules"):
        message = (
            "the filter names no rules; add `rules:` with their ids or names, or `rules: any` for "
            "all of its log source"
        )
        reader.report(BAD_FILTER, message, "rules")
    if isinstance(reader.data.get("condition"), list):
        reader.report(BAD_FILTER, "the condition of a filter is one text, no list", "condition")
    return replace(read_detection(reader.without("rules")), selections=(), conditions=())


def narrowed(reader: MappingReader) -> tuple[str, ...]:
    """The rules that a filter narrows, by id or name, or `any`."""
    return tuple(ANY_RULE if name.lower() == ANY_RULE else name for name in reader.texts("rules"))


def _check_timespan(reader: MappingReader) -> None:
    if not reader.has("timespan"):
        reader.report(
            BAD_CORRELATION, "the correlation has no timespan; add one like `timespan: 10m`"
        )
    elif not _TIMESPAN.fullmatch(str(reader.data["timespan"])):
        message = (
            f"timespan {quoted(reader.data['timespan'])} must be a number above 0 and one of s, m, "
            "h, d, w, M, y, like 10m"
        )
        reader.report(BAD_CORRELATION, message, "timespan")


def _check_condition(reader: MappingReader, kind: str) -> None:
    """What is counted, and against which number; only temporal correlations can leave it out."""
    stated = reader.data.get("condition")
    if isinstance(stated, str) and kind in TEMPORAL:
        try:
            parse_condition(stated)
        except ConditionError as mistake:
            where = f"at character {mistake.position + 1}"
            reader.report(BAD_CONDITION, f"{mistake.reason} ({where})", "condition")
        return
    if stated is None:
        if kind not in TEMPORAL:
            message = "the correlation has no condition; add one like `condition: {gte: 10}`"
            reader.report(BAD_CORRELATION, message)
        return
    body = reader.mapping("condition")
    if body is None:
        return
    body.check_keys(names(CONDITION_KEYS))
    compared = [name for name in COMPARISONS if body.has(name)]
    if len(compared) != 1:
        message = f"the condition needs one of {', '.join(COMPARISONS)}, and only one"
        body.report(BAD_CORRELATION, message)
    for name in (*compared, *(("percentile",) if body.has("percentile") else ())):
        if whole_number(body.data[name]) is None:
            message = f"{name} is {quoted(body.data[name])}; write a whole number"
            body.report(BAD_CORRELATION, message, name)
    if kind in VALUES and not body.has("field"):
        body.report(BAD_CORRELATION, f"a {kind} needs a field to look at; add `field: …`")
    if kind == "value_percentile" and not body.has("percentile"):
        body.report(BAD_CORRELATION, "a value_percentile needs `percentile: …`, from 0 to 100")


def _aliases(reader: MappingReader) -> list[tuple[str, MappingReader | None]]:
    aliases = reader.mapping("aliases")
    return [(name, aliases.mapping(name)) for name in aliases.data] if aliases else []
