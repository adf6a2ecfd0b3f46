"""Verdicts in words."""

from __future__ import annotations

from generator.logic.compare import Relation, Verdict, Witness, compare, sentence, shown, summary
from tests.logic.evaluate.evaluated_rules import rule, selecting


def test_a_broader_detection_is_said_with_its_event() -> None:
    verdict = compare(selecting(Image="a"), selecting(Image=["a", "C:\\b"]))
    assert sentence(verdict) == (
        "Broader: it matches all that it matched before, and more."
        ' It now matches {"Image": "C:\\\\b"}.'
    )


def test_a_different_detection_is_said_with_an_event_for_each_side() -> None:
    assert sentence(compare(selecting(f="a"), selecting(f="b"))) == (
        "Different: it matches events that it did not match, and others no more."
        ' It now matches {"f": "b"}. It no longer matches {"f": "a"}.'
    )


def test_what_cannot_be_told_is_said_with_the_reason() -> None:
    verdict = compare(selecting(f="a"), selecting(**{"f|expand": "%users%"}))
    assert summary(verdict).startswith("Cannot tell: `f|expand`: `expand` needs the values of")


def test_a_changed_log_source_is_said() -> None:
    after = {**selecting(f="a"), "logsource": {"product": "linux"}}
    assert summary(compare(selecting(f="a"), after)) == (
        "Equivalent: it matches the same events as before. Its log source changed from category"
        " example to product linux; the verdict is on the detection."
    )


def test_an_event_without_fields_is_said_in_words() -> None:
    verdict = compare(selecting(f="a"), rule("{s: {f: b}, condition: not s}"))
    assert verdict.gained is not None
    assert shown(verdict.gained) == "an event that has none of its fields"


def test_long_values_are_shortened_in_the_middle() -> None:
    text = shown(Witness(event={"f": "a" * 500 + "z" * 500}))
    assert len(text) < 200
    assert "a…z" in text


def test_half_a_character_is_shown_as_an_escape() -> None:
    assert shown(Witness(event={"f": "\ud800"})) == '{"f": "\\\\ud800"}'


def test_an_event_that_needs_several_values_says_so() -> None:
    verdict = Verdict(
        relation=Relation.BROADER,
        gained=Witness(event={"f": ["a", "b"]}, only_with_several=True),
    )
    assert sentence(verdict).endswith(
        'It now matches {"f": ["a", "b"]} (only fields with several values show it).'
    )
