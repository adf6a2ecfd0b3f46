"""What the page of a target says of its trust: the level, and all that it rests on."""

from __future__ import annotations

import json
from collections.abc import Iterator

from generator.pages import parts
from generator.pages.markdown import Markdown, fence, inline
from generator.targets.target import Target
from generator.targets.trust import MEANING, Counts, Example, Level, Record, Trust

FOLDER = "targets"

SETS = {
    "shapes": "one rule for each kind of value and condition",
    "own": "the rules of the project",
    "correlations": "its correlations, over series of events",
    "corpus": "a large public set of rules",
}
"""What the sets of rules of a record are."""


def page_of(target: str) -> str:
    return f"{FOLDER}/{target}.md"


def section(target: Target, trust: Trust) -> Markdown:
    """The section `Trust` of a target's page."""
    return Markdown("\n\n".join(["## Trust", *_paragraphs(target, trust)]))


def _paragraphs(target: Target, trust: Trust) -> Iterator[str]:
    yield f"**{trust.level.value}**: {MEANING[trust.level]}."
    if trust.outdated:
        yield inline(trust.outdated)
    record = trust.record
    if record is None:
        return
    yield f"Checked with {inline(record.engine)}; the queries were made with {_versions(record)}."
    sets = {name: record.sets[name] for name in SETS if name in record.sets}
    yield parts.table(
        ("Rules", "asked", "right", "differ", "not accepted", "refused", "not judged"),
        [_row(name, counts) for name, counts in sets.items()],
    )
    earlier = [SETS[name] for name, counts in sets.items() if _is_earlier(counts, record)]
    if earlier:
        yield (
            f"Counted with an earlier state of this program's own code, and not yet again: "
            f"{', '.join(earlier)}."
        )
    if record.listed:
        yield "Rules whose query is wrong:"
        yield "\n".join(f"- {inline(line)}" for line in record.listed)
    if record.example is not None:
        yield from _example(record.example, target, known=trust.level is Level.WRONG)
    if record.stock is not None:
        stock, all_ = record.stock, record.stock.right + record.stock.differs
        yield (
            f"On another mapping than the one that is assumed ({inline(stock.engine)}), of "
            f"{all_:,} rules that are right otherwise {stock.differs:,} differ on at least one event."
        )


def _is_earlier(counts: Counts, record: Record) -> bool:
    """Whether a set was asked before our code changed; the small ones are asked after every change."""
    newest = record.sets.get("own", counts)
    return counts.source != newest.source


def _versions(record: Record) -> str:
    return ", ".join(f"{inline(name)} {inline(v)}" for name, v in sorted(record.versions.items()))


def _row(name: str, counts: Counts) -> tuple[str, ...]:
    numbers = (counts.right, counts.differs, counts.rejected, counts.refused, counts.unjudged)
    return (SETS[name], *(f"{number:,}" for number in (sum(numbers), *numbers)))


def _example(example: Example, target: Target, *, known: bool) -> Iterator[str]:
    yield "### The smallest failing example" if known else "### The smallest rule that differs"
    yield fence(example.rule, "yaml")
    yield "becomes"
    yield fence(example.query, target.language)
    if example.event is None:
        yield f"which is not accepted: {inline(example.why)}"
        return
    yield (
        "The event, on which the rule fires:"
        if example.fires
        else ("The event, on which the rule does not fire, though the query finds it:")
    )
    yield fence(json.dumps(dict(example.event), ensure_ascii=False, indent=1), "json")
    if example.fires:
        yield "The query does not find it."
