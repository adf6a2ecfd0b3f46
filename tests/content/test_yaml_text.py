"""YAML text to plain data: what is read, what is refused, and what is said about it."""

from __future__ import annotations

import pytest

from generator.content.yaml_text import Places, compose, parse


def data(text: str) -> list[object]:
    parts, mistakes = parse(text, "a.yml")
    assert not mistakes
    return [part.data for part in parts]


def mistakes(text: str) -> list[tuple[int, int, str]]:
    return [(m.line, m.column, m.code) for m in parse(text, "a.yml")[1]]


def said(text: str) -> str:
    (mistake,) = parse(text, "a.yml")[1]
    return mistake.message


def test_dates_stay_text_and_numbers_do_not() -> None:
    assert data("a: 2026-02-30\nb: 1\nc: 1.5\nd: yes\ne: ~\n") == [
        {"a": "2026-02-30", "b": 1, "c": 1.5, "d": True, "e": None}
    ]


def test_a_lone_equals_sign_and_merge_sign_are_text() -> None:
    assert data("a: =\nb: [<<]\n") == [{"a": "=", "b": ["<<"]}]


def test_merge_keys_are_merged_and_hide_no_key_that_stands_twice() -> None:
    text = "x: &x {a: 1}\ny: [&y {<<: *x, a: 2}]\nz: {<<: *y}\n"
    assert data(text)[0] == {"x": {"a": 1}, "y": [{"a": 2}], "z": {"a": 2}}
    assert mistakes("a: {b: 1, b: 2}\n") == [(1, 11, "duplicate-key")]


def test_keys_are_the_same_if_yaml_reads_them_alike() -> None:
    assert mistakes("1: a\n0x1: b\n") == [(2, 1, "duplicate-key")]
    assert mistakes("1: a\n'1': b\n") == []


@pytest.mark.parametrize(
    "value", [".inf", "-.INF", ".nan", "0x" + "f" * 5000, "1" + ":00" * 400 + ".5", '!!int ""']
)
def test_a_number_that_none_can_use_is_text(value: str) -> None:
    parts, (mistake,) = parse(f"a: {value}\n", "a.yml")
    assert isinstance(parts[0].data["a"], str)
    assert (mistake.line, mistake.column, mistake.code) == (1, 4, "bad-number")


@pytest.mark.parametrize(
    "value",
    [
        "!!binary aGk=",
        "!!set {a}",
        "!!timestamp x",
        "!!bool {a: b}",
        "!!int [1]",
        "!!python/name:os.system",
        "!x y",
    ],
)
def test_tags_are_not_read(value: str) -> None:
    assert mistakes(f"a: {value}\n") == [(1, 4, "malformed-yaml")]


def test_documents_before_a_broken_one_are_read() -> None:
    parts, found = parse("a: 1\n---\nb: 2\n---\nc: [\n---\nd: 4\n", "a.yml")
    assert [(part.number, part.data) for part in parts] == [(0, {"a": 1}), (1, {"b": 2})]
    assert [mistake.code for mistake in found] == ["malformed-yaml"]


def test_documents_that_are_no_mappings_are_reported_beside_those_that_are() -> None:
    parts, found = parse("---\n---\n- a\n---\nb: 1\n---\nc\n", "a.yml")
    assert [part.number for part in parts] == [2]
    assert [(m.line, m.code) for m in found] == [(3, "not-a-mapping"), (7, "not-a-mapping")]


@pytest.mark.parametrize(
    "text",
    [
        "a: " + "[" * 101 + "]" * 101,
        "a: " + "{b: " * 101 + "c" + "}" * 101,
        "- " * 101 + "a",
        "\n".join(" " * level + "a:" for level in range(101)),
        "a: &a0 [x]\n" + "".join(f"b{i}: &a{i + 1} [*a{i}]\n" for i in range(101)),
    ],
)
def test_too_many_levels_are_found_before_they_are_built(text: str) -> None:
    assert [code for _, _, code in mistakes(text)] == ["nested-too-deeply"]


def test_a_hundred_thousand_levels_are_found_too() -> None:
    assert [code for _, _, code in mistakes("[" * 100_000)] == ["nested-too-deeply"]


def test_an_alias_inside_of_itself_is_found_wherever_its_anchor_stands() -> None:
    for text in ("a: &a [*a]\n", "\ufeff&a {a: *a}\n", "&a\na: *a\n", "a: &a {<<: *a}\n"):
        assert [code for _, _, code in mistakes(text)] == ["cyclic-alias"]


def test_aliases_that_multiply_are_found_also_as_merge_keys() -> None:
    lines = ["a0: &a0 {x: 1, y: 2}"]
    lines += [f"a{i + 1}: &a{i + 1} {{b: {{<<: *a{i}}}, c: {{<<: *a{i}}}}}" for i in range(30)]
    assert [code for _, _, code in mistakes("\n".join(lines))] == ["alias-bomb"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a:\n\tb: c\n", "tab"),
        ("a: *.exe\n", "begins with * needs quotes"),
        ("a: %TEMP%\n", "cannot begin with %"),
        ("a: @x\n", "cannot begin with @"),
        ("a: b: c\n", "single quotes"),
        ('a: "C:\\Windows"\n', "backslash"),
        ('a: "C:\\xyz"\n', "backslash"),
        ("a: 'it's'\n", "a quote is written ''"),
        ('a: "b\nc: d\n', "never closed"),
        ("a:\n    b: c\n  d: e\n", "indentation"),
        ("a: [b, c\nd: e\n", "opened with [ on line 1"),
        ("a: {{ x }}\n", "begins with { in quotes"),
        ("tags: - a\n", "line of its own"),
        ("a: b\nc\nd: e\n", "without `:`"),
        ('a: "\\ud800"\n', "no character of Unicode"),
        ("a: \x00\n", "U+0000"),
        ("a: \x1b[31m\n", "U+001B"),
    ],
)
def test_what_is_not_yaml_is_explained_to_its_author(text: str, words: str) -> None:
    assert words in said(text)


def test_a_character_that_yaml_lacks_is_placed_by_characters_not_by_bytes() -> None:
    assert mistakes("é: é\nb: é\x00\n") == [(2, 5, "malformed-yaml")]


def test_a_mistake_at_the_end_of_a_file_is_on_its_last_line() -> None:
    assert mistakes("a: [b\n\n") == [(1, 6, "malformed-yaml")]


def test_a_route_leads_to_the_key_or_to_its_nearest_parent() -> None:
    places = Places(compose("a:\n  b: 1\n  null: 2\n  yes: 3\n---\nc:\n  - x\n  - y: 1\n  - z\n"))
    assert places.locate((0, "a", "b")) == (2, 3)
    assert places.locate((0, "a", "null")) == (3, 3)
    assert places.locate((0, "a", "true")) == (4, 3)
    assert places.locate((0, "a", "missing", "d")) == (1, 1)
    assert places.locate((1, "c", 1, "y")) == (8, 5)
    assert places.locate((1, "c", "z")) == (9, 5)
    assert places.locate((1, "c", 7)) == (6, 1)
    assert places.locate((9,)) == (1, 1)
