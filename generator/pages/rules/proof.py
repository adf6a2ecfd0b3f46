"""The proof on the page of a rule: how far its evidence goes, and the events on which it fires."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from generator.catalogue.link import key_of
from generator.catalogue.samples import EventVerdict, SampleVerdict, sentence
from generator.content.model import Rule, RuleKind
from generator.logic.evaluate import Explanation
from generator.pages.markdown import Markdown, code, inline
from generator.pages.publication import Publication
from generator.pages.rules import life
from generator.targets.evidence import NEEDS, Evidence, EvidenceStep

MOST_EVENTS = 3
"""Events of a rule that its page shows in full."""
LONGEST_VALUE = 400
"""Characters of a value of an event that are shown."""
MOST_OCCURRENCES = 20
TAKEN, MISSING = "●", "○"


def section(publication: Publication, rule: Rule) -> dict[str, object] | None:
    """What the template prints; None for a filter, which is proven with the rules it narrows."""
    if rule.kind is RuleKind.FILTER:
        return None
    verdicts = publication.verdicts.get(key_of(rule), ())
    return {
        "ladder": ladder(publication.evidence[key_of(rule)]),
        "last_passed": life.last_passed(publication, rule),
        "samples": Markdown("\n".join(_samples(verdicts))),
        "events": list(_events(verdicts)),
    }


def ladder(evidence: Evidence) -> Markdown:
    """All steps, and for each that is not taken what it takes. The number above them counts only up
    to the first gap, and says so: a step above the gap is shown as taken."""
    lines = [f"Evidence: {evidence.height} of {len(EvidenceStep)} steps in a row.", ""]
    for step in EvidenceStep:
        taken = step in evidence.taken
        words = f"{TAKEN} **{step.value}**" if taken else f"{MISSING} **{step.value}**: needs "
        lines.append(f"- {words}{'' if taken else NEEDS[step]}")
    return Markdown("\n".join(lines))


def _samples(verdicts: Iterable[SampleVerdict]) -> Iterator[str]:
    lines = Counter(map(_sample, verdicts))  # Samples without words of their own share a line.
    for line, number in lines.items():
        yield f"- {line}" + (f" ({number:,} samples)" if number > 1 else "")


def _sample(verdict: SampleVerdict) -> str:
    mark = "" if verdict.right else "**not as expected:** "
    why = inline(verdict.sample.why) or "a sample"
    return f"{mark}{why}: {inline(sentence(verdict))}"


def _events(verdicts: Iterable[SampleVerdict]) -> Iterator[Markdown]:
    """The first events that fire, each of another sample, as blocks that are closed at first."""
    shown = 0
    for verdict in verdicts:
        if shown == MOST_EVENTS or not (verdict.sample.must_match and verdict.fired):
            continue
        shown += 1
        title = inline(verdict.sample.why) or Markdown("An event on which it fires")
        if verdict.correlated is not None:
            yield _block(title, ("After", "Rule", ""), _occurrences(verdict))
        else:
            fired = next(event for event in verdict.events if event.fires)
            yield _block(title, ("Field", "Value", "Matches"), _fields(fired))


def _block(
    title: Markdown, columns: tuple[str, ...], rows: Iterable[tuple[Markdown, ...]]
) -> Markdown:
    """A table in a closed block, as HTML: Markdown inside of one is read by few programs."""
    head = "".join(f"<th>{column}</th>" for column in columns)
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    return Markdown(f"<details><summary>{title}</summary>{table}</details>")


def _fields(verdict: EventVerdict) -> Iterator[tuple[Markdown, ...]]:
    """Each field of an event, first and marked those that match, with what of the rule they match."""
    matched = _matched(verdict.explanation)
    fields = list(_flat("", verdict.event))
    for name, value in sorted(fields, key=lambda field: field[0].lower() not in matched):
        by = matched.get(name.lower(), "")
        if by:
            yield (
                Markdown(f"<strong>{code(name)}</strong>"),
                Markdown(f"<mark>{_value(value)}</mark>"),
                Markdown(by),
            )
        else:
            yield code(name), _value(value), Markdown("")


def _matched(explanation: Explanation) -> Mapping[str, str]:
    """What of the rule each field matches, in selections that hold, by its name in lower case."""
    found: dict[str, list[str]] = {}
    for selection in explanation.selections:
        for match in selection.matches if selection.holds else ():
            key = "|".join((match.field or "keyword", *match.modifiers))
            words = f"{inline(selection.name)}: {code(f'{key}: {_shown(match.value)}')}"
            names = found.setdefault((match.field or "").lower(), [])
            if words not in names:
                names.append(words)
    return {name: "<br>".join(words) for name, words in found.items()}


def _occurrences(verdict: SampleVerdict) -> Iterator[tuple[Markdown, ...]]:
    """The events that a correlation counted, of its first hit."""
    assert verdict.correlated is not None
    hit = verdict.correlated.hits[0]
    group = ", ".join(f"{name}: {', '.join(values)}" for name, values in hit.group.items())
    yield Markdown("counted"), Markdown(f"{len(hit.occurrences):,}"), code(group or "all events")
    for number, occurrence in enumerate(hit.occurrences):
        if number == MOST_OCCURRENCES:
            more = len(hit.occurrences) - number
            yield Markdown("…"), Markdown(f"and {more:,} more"), Markdown("")
            return
        after = occurrence.time - hit.occurrences[0].time
        yield code(f"+{after:g} s"), code(occurrence.reference), Markdown("")


def _flat(prefix: str, event: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, value in event.items():
        if isinstance(value, Mapping):
            yield from _flat(f"{prefix}{name}.", value)
        else:
            yield f"{prefix}{name}", value


def _value(value: object) -> Markdown:
    return code(_shown(value)) if _shown(value) else Markdown("(empty)")


def _shown(value: object) -> str:
    """As JSON writes it, since most events come so."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= LONGEST_VALUE else f"{text[:LONGEST_VALUE]}…"
