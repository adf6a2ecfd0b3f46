"""What must hold for any text, pattern or detection."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as some

from generator.content.condition import Condition, ConditionError, parse_condition
from generator.logic.evaluate import EvaluationError, explain, fires
from generator.logic.evaluate.events import events_for
from generator.logic.evaluate.patterns import Part, Wild, parse_pattern

WORDS = ["a", "b_1", "and", "or", "not", "of", "1", "all", "them", "sel*", "(", ")", "|", "%", " "]


def outcome(step: Callable[..., Any], *arguments: Any) -> Any:
    """What a step gives, or the refusal that it raises."""
    try:
        return step(*arguments)
    except (ConditionError, EvaluationError) as refusal:
        return refusal


def matches(parts: tuple[Part, ...], text: str) -> bool:
    """The definition of wildcards, tried out in every way."""
    if not parts:
        return not text
    first, rest = parts[0], parts[1:]
    if first is Wild.ANY:
        return any(matches(rest, text[start:]) for start in range(len(text) + 1))
    if first is Wild.ONE:
        return bool(text) and matches(rest, text[1:])
    return text.startswith(str(first)) and matches(rest, text[len(str(first)) :])


@settings(max_examples=400)
@given(some.text("ab*?\\\n", max_size=8), some.text("ab*?\\\n", max_size=8))
def test_a_pattern_matches_what_its_definition_says(value: str, text: str) -> None:
    pattern = parse_pattern(value)
    assert pattern.accepts(text) is matches(pattern.parts, text)


@given(some.lists(some.sampled_from(WORDS)).map(" ".join) | some.text(max_size=30))
def test_any_text_is_a_condition_or_has_a_mistake_with_a_place(text: str) -> None:
    parsed = outcome(parse_condition, text)
    if isinstance(parsed, ConditionError):
        assert 0 <= parsed.position <= len(text)
        assert parsed.reason
    else:
        assert isinstance(parsed, Condition)


SCALARS = some.none() | some.booleans() | some.integers() | some.floats() | some.text(max_size=8)
MODIFIERS = ["contains", "all", "re", "windash", "base64offset", "wide", "cidr", "gt", "cased"]
KEYS = some.lists(some.sampled_from(["f", "g", *MODIFIERS]), min_size=1, max_size=3).map("|".join)
DEFINITIONS = some.recursive(
    SCALARS,
    lambda inner: some.lists(inner, max_size=3) | some.dictionaries(KEYS, inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=200, deadline=None)
@given(DEFINITIONS, some.dictionaries(some.sampled_from("fg"), DEFINITIONS))
def test_any_detection_is_judged_or_refused_with_a_sentence(
    definition: Any, event: dict[str, Any]
) -> None:
    made = {"detection": {"s": definition, "condition": "s"}}
    verdict, explained = outcome(fires, made, event), outcome(explain, made, event)
    if isinstance(verdict, EvaluationError):
        assert str(verdict) == str(explained)
        assert str(verdict).endswith(".")
    else:
        assert verdict is explained.fires


@settings(max_examples=60, deadline=None)
@given(
    some.text(min_size=1, max_size=6),
    some.sampled_from(["f", "f|contains", "f|endswith", "f|startswith", "f|cased"]),
)
def test_any_string_gets_events_on_both_sides(value: str, key: str) -> None:
    made = {"detection": {"s": {key: value}, "condition": "s"}}
    assert {fires(made, event) for event in events_for(made)} == {True, False}
