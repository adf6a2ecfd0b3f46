"""What authors get wrong in each kind of file, and what is said about it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import any_content
import pytest
import yaml

from generator.base.diagnostics import as_text
from generator.catalogue.link import Catalogue
from generator.content.kinds import data_needed, enrichment, logging_policy, rule, trigger
from generator.content.kinds.forms import names

HEAD = "title: A rule\nid: 11f2b5f6-5d1c-4e39-8a4b-0c9b1d2f3a40\n"
LOG = "logsource:\n    product: windows\n"
DETECTION = "detection:\n    selection:\n        Image: a\n    condition: selection\n"
CORRELATION = "title: A correlation\nid: 21f2b5f6-5d1c-4e39-8a4b-0c9b1d2f3a40\ncorrelation:\n"
ODD: tuple[Any, ...] = ([["a", {"b": 1}]], {"a": {"b": ["c"]}}, 1, 1.5, True, "x", "", [], {}, None)

ANYTHING = ("custom", "generate")
"""Keys of a rule that may hold whatever it be."""


def found_in(text: str, folder: Path, kind: str = "rules") -> tuple[Catalogue, list[str]]:
    file = folder.resolve() / "a.yml"
    file.write_text(text, encoding="utf-8")
    catalogue, found = any_content.loaded({kind: (file,)}, file.parent)
    return catalogue, [as_text(mistake) for mistake in found]


def selection(*lines: str, condition: str = "selection") -> str:
    body = "".join(f"    {line}\n" for line in lines)
    return f"{HEAD}{LOG}detection:\n{body}    condition: {condition}\n"


@pytest.mark.parametrize(("after", "expected"), [("near b", False), ("count() > 3", True)])
def test_a_selection_that_an_old_aggregation_names_is_used(
    after: str, expected: bool, tmp_path: Path
) -> None:
    _, found = found_in(selection("a: {A: x}", "b: {B: x}", condition=f"a | {after}"), tmp_path)
    assert any("[unused-selection]" in line for line in found) is expected


@pytest.mark.parametrize("key", [key for key in names(rule.KEYS) if key not in any_content.BODIES])
def test_a_rule_keeps_its_page_whatever_stands_in_a_key(key: str, tmp_path: Path) -> None:
    for value in ODD:
        content = yaml.safe_load(HEAD + LOG + DETECTION) | {key: value}
        catalogue, found = found_in(yaml.safe_dump(content, sort_keys=False), tmp_path)
        has_title = key != "title" or value not in ("", [], {}, None)
        assert len(catalogue.rules) == has_title
        if key not in ANYTHING and value == ODD[0]:
            expected = "[unknown-action]" if key == "action" else "[wrong-type]"
            assert any(expected in line for line in found)


@pytest.mark.parametrize(
    ("kind", "key"),
    [("data_needed", key) for key in names(data_needed.KEYS)]
    + [("logging_policies", key) for key in names(logging_policy.KEYS)]
    + [("enrichments", key) for key in names(enrichment.KEYS)]
    + [("triggers", key) for key in names(trigger.KEYS)],
)
def test_an_entity_with_anything_in_a_key_is_reported_or_read(
    kind: str, key: str, tmp_path: Path
) -> None:
    for value in ODD:
        content = any_content.BY_KIND[kind] | {key: value}
        _, found = found_in(yaml.safe_dump(content, sort_keys=False), tmp_path, kind)
        if value == ODD[0]:
            assert any("error[" in line for line in found)


@pytest.mark.parametrize("key", ["1", "null", "true", "1.5", "2026-01-01", "~", "[a]", "? {b: c}"])
def test_a_key_that_is_no_text_is_unknown(key: str, tmp_path: Path) -> None:
    _, (line,) = found_in(f"{HEAD}{LOG}{DETECTION}{key}: x\n", tmp_path)
    assert line.startswith("a.yml:9:")
    assert "[unknown-key]" in line or "[malformed-yaml]" in line


@pytest.mark.parametrize(
    ("lines", "place", "words"),
    [
        (("selection:",), "6:5", "[empty-selection]: the selection 'selection' is empty"),
        (("selection: []",), "6:5", "[empty-selection]"),
        (("selection: yes",), "6:5", "[wrong-type]: YAML reads the keyword as true"),
        (("selection:", "    - null", "    - a"), "7:11", "[wrong-type]: null is looked for in a"),
        (("selection:", "    - [a, b]"), "7:11", "[wrong-type]: a list cannot stand in a list"),
        (("selection:", "    4688: x"), "7:9", "[wrong-type]: the field name 4688 is no text"),
        (("selection:", "    null: x"), "7:9", "[wrong-type]: the field name null is no text"),
        (("selection:", "    a: []"), "7:9", "[empty-selection]: 'a' has no values"),
        (("selection:", "    a: {b: c}"), "7:9", "[wrong-type]: 'a' must hold a value"),
        (("selection:", "    a: [b, [c]]"), "7:16", "[wrong-type]: 'a' must hold a value"),
        (("selection:", "    a|: b"), "7:9", "[unknown-modifier]: 'a|' has a `|` with no modifier"),
        (("selection:", "    a|Contains: b"), "7:9", "did you mean contains?"),
        (("selection:", "    a|i: b"), "7:9", "[unknown-modifier]: 'i' is a flag of `|re`"),
        (("selection:", "    a|contains: 80"), "7:9", "[bad-value]: `|contains` with 80"),
        (("selection:", "    a|re: [a, '(']"), "7:19", "[bad-value]: `|re` with '('"),
        (("selection:", "    a|cidr: 10.0.0.1/8"), "7:9", "write 10.0.0.0/8"),
        (("selection:", "    a|cidr: any"), "7:9", "it needs a network like 10.0.0.0/8"),
        (("selection:", "    a|lt: '5'"), "7:9", "it needs a number, without quotes"),
        (("selection:", "    a|exists: 'yes'"), "7:9", "it needs true or false"),
        (("selection:", "    a|endswith: .inf"), "7:21", "[bad-number]: '.inf' is no number"),
        (("1:", "    a: b"), "6:5", "[wrong-type]: the name 1 is no text"),
    ],
)
def test_a_selection_with_a_mistake_has_no_query(
    lines: tuple[str, ...], place: str, words: str, tmp_path: Path
) -> None:
    catalogue, found = found_in(selection(*lines), tmp_path)
    assert any(line.startswith(f"a.yml:{place}: error") and words in line for line in found)
    if "[bad-number]" not in words:  # That one is read as the text that was meant.
        assert catalogue.rules[0].problem is not None


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        ("selection OR selection", "`OR` must be written in lower case (at character 11"),
        ("selection && selection", "`&` has no meaning in a condition"),
        ("selection*", "write `1 of selection*` or `all of selection*`"),
        ("2 of them", "only `1 of`, `any of` and `all of` are"),
        ("(selection", "this bracket is never closed"),
        ("selection)", "this bracket was never opened"),
        ("selection and", "ends where a selection is expected"),
        ("selection and not 1 of filter_*", "names 'filter_*', but no selection is called so"),
        ("selection and all of nosuch*", "names 'nosuch*'"),
        ("selektion", "did you mean selection?"),
        ("1 of *a*a*a*a*a*a*a*", "has more than 2 `*`"),
        ("1", "must be text, found a number"),
        ("{a: b}", "must be text, found a mapping"),
        ("[selection, null]", "must be text, found nothing"),
        ("[]", "the detection has no condition"),
        ("'  '", "the detection has no condition"),
    ],
)
def test_a_condition_with_a_mistake_has_no_query(
    condition: str, words: str, tmp_path: Path
) -> None:
    catalogue, found = found_in(selection("selection:", "    a: b", condition=condition), tmp_path)
    assert any(words in line and ": error[" in line for line in found)
    assert catalogue.rules[0].problem is not None


@pytest.mark.parametrize(
    ("more", "line"),
    [
        ("condition: selection\n", "a.yml:9:1: warning[unknown-key]: unknown key 'condition'; it "
         "belongs below `detection:`, indented"),
        ("levle: high\n", "a.yml:9:1: warning[unknown-key]: unknown key 'levle'; did you mean "
         "level?"),
        ("level: [high]\n", "a.yml:9:1: error[wrong-type]: level must be text, found a list; write "
         "one text, in quotes if it begins with - or ["),
        ("date: 20261124\n", "a.yml:9:1: error[bad-date]: '20261124' is no date; write it as "
         "2026-11-24"),
        ("modified: 2026-02-30\n", "a.yml:9:1: error[bad-date]: there is no 2026-02-30; a date is "
         "year, month, day"),
        ("related:\n    - id: x\n      type: derived\n", "a.yml:10:7: error[bad-id]: 'x' is no "
         "UUID; make a new one with `uuidgen`"),
        ("related:\n    - type: derived\n", "a.yml:10:7: error[missing-key]: the key 'id' is "
         "missing or empty; add it"),
        ("related: derived\n", "a.yml:9:1: error[wrong-type]: related must be a list, found text; "
         "begin each item with `- `"),
        ("tags:\n    -\n    - attack.t1059.1\n", "a.yml:11:7: warning[unknown-tag]: "
         "'attack.t1059.1' is no tactic, technique, group or software; did you mean "
         "attack.t1059.001?"),
        ("data_needed:\n    - None\n    - DN_0001_x\n", "a.yml:11:7: error[dangling-data-needed]: "
         "'DN_0001_x' is not there; add it, or mend the name"),
    ],
)  # fmt: skip
def test_a_key_of_a_rule_with_a_mistake(more: str, line: str, tmp_path: Path) -> None:
    _, found = found_in(HEAD + LOG + DETECTION + more, tmp_path)
    assert line in found


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("rules: a\ntimespan: 1m\ncondition: {gte: 1}", "the correlation has no type"),
        ("type: event_cout\nrules: a\ntimespan: 1m\ncondition: {gte: 1}", "mean event_count?"),
        ("type: event_count\nrules: a\ncondition: {gte: 1}", "has no timespan"),
        ("type: event_count\nrules: a\ntimespan: 0m\ncondition: {gte: 1}", "timespan '0m' must be"),
        ("type: event_count\ntimespan: 1m\ncondition: {gte: 1}", "names no rules"),
        ("type: event_count\nrules: a\ntimespan: 1m", "has no condition"),
        ("type: event_count\nrules: a\ntimespan: 1m\ncondition: '> 5'", "found text"),
        ("type: event_count\nrules: a\ntimespan: 1m\ncondition: {gte: 1, lt: 5}", "and only one"),
        ("type: event_count\nrules: a\ntimespan: 1m\ncondition: {gte: x}", "a whole number"),
        ("type: value_count\nrules: a\ntimespan: 1m\ncondition: {gte: 1}", "needs a field"),
        ("type: temporal\ntimespan: 1m\ncondition: a and (b", "never closed"),
    ],
)
def test_a_correlation_with_a_mistake_has_its_page_but_no_query(
    body: str, words: str, tmp_path: Path
) -> None:
    text = CORRELATION + "".join(f"    {line}\n" for line in body.split("\n"))
    catalogue, found = found_in(text, tmp_path)
    assert any(words in line for line in found)
    assert catalogue.rules[0].problem is not None


def test_a_temporal_correlation_may_name_its_rules_in_its_condition(tmp_path: Path) -> None:
    body = "    type: temporal\n    timespan: 1m\n    condition: first and not second\n"
    catalogue, _ = found_in(CORRELATION + body, tmp_path)
    assert catalogue.rules[0].refers_to == ("first", "second")


def test_parts_that_are_shared_reach_the_rules_after_them(tmp_path: Path) -> None:
    shared = f"action: global\n{LOG}detection:\n    condition: selection\n---\n"
    one = f"{HEAD}detection:\n    selection:\n        a: b\n"
    catalogue, found = found_in(f"{shared}{one}---\naction: reset\n---\n{one}", tmp_path)
    assert [rule.problem is None for rule in catalogue.rules] == [True, False]
    assert [line.split(": ")[1] for line in found] == [
        "error[missing-logsource]",
        "error[duplicate-id]",
        "error[missing-condition]",
    ]


def test_a_rule_without_a_title_is_told_its_other_mistakes_too(tmp_path: Path) -> None:
    catalogue, found = found_in(f"level: hihg\n{LOG}{DETECTION}", tmp_path)
    assert catalogue.rules == ()
    assert {line.partition("[")[2].partition("]")[0] for line in found} == {
        "missing-title",
        "missing-id",
        "unknown-level",
    }


def test_an_input_without_a_body_is_an_input(tmp_path: Path) -> None:
    text = (
        "attack_technique: T1047\ndisplay_name: x\natomic_tests:\n  - name: x\n    executor:\n"
        "      name: sh\n      command: 'id #{1} #{user} #{usr}'\n"
        "    input_arguments:\n      1: {default: 5}\n      user:\n"
    )
    _, (line,) = found_in(text, tmp_path, "triggers")
    assert line == (
        "a.yml:7:7: error[unknown-input]: #{usr} stands for no input argument; add it under "
        "input_arguments; did you mean user?"
    )


def test_a_file_full_of_mistakes_is_reported_in_full(tmp_path: Path) -> None:
    more = "".join(f"k{number}:\n" for number in range(20_000))
    _, found = found_in(HEAD + LOG + DETECTION + more, tmp_path)
    assert len(found) == 20_000
    assert found[-1].startswith("a.yml:20008:1: warning[unknown-key]")
