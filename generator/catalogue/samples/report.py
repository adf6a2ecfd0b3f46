"""Test reports: verdicts as plain text, JUnit XML and JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from generator.catalogue.samples.judging import EventVerdict, SampleVerdict
from generator.content.model import Rule
from generator.logic.evaluate import FieldMatch

LONGEST_VALUE = 160
"""Maximum characters of an event value on a line."""
MOST_EVENTS = 5
"""Maximum events of a failing sample for which a report shows the selections."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """A test run: the verdicts, and the rules without samples."""

    verdicts: tuple[SampleVerdict, ...]
    without_samples: tuple[Rule, ...]

    @property
    def failures(self) -> tuple[SampleVerdict, ...]:
        return tuple(verdict for verdict in self.verdicts if not verdict.right)

    @property
    def tested(self) -> int:
        """The number of rules with samples."""
        return len({(verdict.rule.path, verdict.rule.number) for verdict in self.verdicts})


def sentence(verdict: SampleVerdict) -> str:
    """Expected and actual result, as in `must match, but does not`."""
    sample, fired = verdict.sample, verdict.fired
    if verdict.problem is not None:
        return f"cannot be judged: {verdict.problem}"
    what = "hits" if verdict.correlated is not None else "events"
    single = verdict.correlated is not None or len(sample.events) == 1
    if verdict.right:
        more = sample.must_match and fired > sample.at_least and verdict.correlated is None
        noted = f" on {fired} events, {sample.at_least} expected" if more else ""
        return ("matches" if sample.must_match else "does not match") + noted
    if sample.must_match:
        if single:
            return "must match, but does not"
        return f"must match {sample.at_least} {what} of {len(sample.events)}, but matches {fired}"
    return "must not match, but does" + ("" if single else f", on {fired} {what}")


def as_text(outcome: Outcome) -> Iterator[str]:
    """The failures with their reasons, then a summary line."""
    for verdict in outcome.failures:
        yield from _failure(verdict)
        yield ""
    yield summary(outcome)


def summary(outcome: Outcome) -> str:
    samples = f"{_several(len(outcome.verdicts), 'sample')} of {_several(outcome.tested, 'rule')}"
    failed = len(outcome.failures)
    said = f"{samples}: {failed:,} not as expected" if failed else f"{samples}: all as expected"
    left = len(outcome.without_samples)
    return f"{said}; {_several(left, 'rule')} without any" if left else said


def _several(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def _failure(verdict: SampleVerdict) -> Iterator[str]:
    sample = verdict.sample
    yield f"FAIL {_line(verdict.rule.path)}: {_line(verdict.rule.title)}"
    yield f"     {_line(sample.path)}:{sample.line}: {_line(sample.why)}"
    yield f"     {_line(sentence(verdict))}"
    if verdict.correlated is not None:
        for name, times in verdict.correlated.fired.items():
            yield f"       {_line(name)} fires on {times} of {len(sample.events)} events"
        yield f"       most that one window of one group holds: {verdict.correlated.nearest}"
    wrong = [event for event in verdict.events if event.fires is not sample.must_match]
    for event in wrong[:MOST_EVENTS]:
        yield from _reasons(event)
    if len(wrong) > MOST_EVENTS:
        yield f"       … and {len(wrong) - MOST_EVENTS} more such events"


def _reasons(verdict: EventVerdict) -> Iterator[str]:
    if not verdict.belongs:
        event = verdict.event
        named = ", ".join(f"{k} {_line(event[k])}" for k in ("Channel", "EventID") if k in event)
        yield f"       the event is of another log than the rule is about ({named})"
    if verdict.filtered_by is not None:
        yield f"       the filter {_line(verdict.filtered_by)!r} leaves it out"
    for selection in verdict.explanation.selections:
        yield f"       {_line(selection.name)} {'holds' if selection.holds else 'does not hold'}"
        for match in selection.matches:
            yield f"         {_matched(match)}"


def _matched(match: FieldMatch) -> str:
    key = "|".join((match.field or "", *match.modifiers)) or "keyword"
    found = ", ".join(_line(value) for value in match.found) or "nothing there"
    return f"{_line(key)}: {_line(match.value)}   found: {found}"


def _line(value: object) -> str:
    """A value on one line, without terminal control characters."""
    text = "null" if value is None else str(value)
    text = text if len(text) <= LONGEST_VALUE else f"{text[:LONGEST_VALUE]}…"
    return "".join(c if c.isprintable() else " " for c in text)


def as_json(outcome: Outcome) -> Iterator[str]:
    """One object: the samples with their results, and the rules without samples."""
    content = {
        "samples": [_as_data(verdict) for verdict in outcome.verdicts],
        "rules_without_samples": [
            {"id": str(rule.id), "path": rule.path, "title": rule.title}
            for rule in outcome.without_samples
        ],
        "passed": len(outcome.verdicts) - len(outcome.failures),
        "failed": len(outcome.failures),
    }
    yield json.dumps(content, indent=2, default=str)


def _as_data(verdict: SampleVerdict) -> dict[str, Any]:
    sample = verdict.sample
    return {
        "rule": {
            "id": str(verdict.rule.id),
            "path": verdict.rule.path,
            "title": verdict.rule.title,
        },
        "path": sample.path,
        "line": sample.line,
        "why": sample.why,
        "expected": {"at_least": sample.at_least, "at_most": sample.at_most},
        "fired": verdict.fired,
        "passed": verdict.right,
        "problem": verdict.problem,
        "events": [
            {
                "fires": event.fires,
                "belongs_to_log_source": event.belongs,
                "filtered_by": event.filtered_by,
                "selections": [
                    {
                        "name": selection.name,
                        "holds": selection.holds,
                        "matches": [
                            {
                                "field": match.field,
                                "modifiers": list(match.modifiers),
                                "value": match.value,
                                "found": list(match.found),
                            }
                            for match in selection.matches
                        ],
                    }
                    for selection in event.explanation.selections
                ],
            }
            for event in verdict.events
        ],
    }


_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 cannot represent."""


def as_junit(outcome: Outcome) -> Iterator[str]:
    """A test suite for each rule and a test case for each sample."""
    failed = len(outcome.failures)
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield f'<testsuites tests="{len(outcome.verdicts)}" failures="{failed}">'
    for rule, verdicts in _by_rule(outcome.verdicts):
        wrong = sum(not verdict.right for verdict in verdicts)
        name = _xml(f"{rule.path}: {rule.title}")
        yield f'  <testsuite name={name} tests="{len(verdicts)}" failures="{wrong}">'
        for verdict in verdicts:
            sample = verdict.sample
            place = f'file={_xml(sample.path)} line="{sample.line}"'
            case = f"<testcase classname={_xml(rule.path)} name={_xml(sample.why)} {place}"
            if verdict.right:
                yield f"    {case}/>"
                continue
            reasons = escape(_NO_XML.sub(" ", "\n".join(_failure(verdict))))
            yield f"    {case}>"
            yield f"      <failure message={_xml(sentence(verdict))}>{reasons}</failure>"
            yield "    </testcase>"
        yield "  </testsuite>"
    yield "</testsuites>"


def _xml(text: str) -> str:
    return quoteattr(_NO_XML.sub(" ", text))


def _by_rule(verdicts: Sequence[SampleVerdict]) -> Iterator[tuple[Rule, list[SampleVerdict]]]:
    found: dict[tuple[str, int], list[SampleVerdict]] = {}
    for verdict in verdicts:
        found.setdefault((verdict.rule.path, verdict.rule.number), []).append(verdict)
    for several in found.values():
        yield several[0].rule, several


FORMATS: Mapping[str, Callable[[Outcome], Iterator[str]]] = MappingProxyType(
    {"text": as_text, "junit": as_junit, "json": as_json}
)
"""The lines of a report by format name."""
