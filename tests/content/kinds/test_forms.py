"""Tables of keys: what a reader reports by them, and the schema made of them."""

from __future__ import annotations

from typing import Any

import jsonschema
import pytest

from generator.base.diagnostics import Diagnostic
from generator.content.kinds.forms import Key, Nested, NestedList, Pattern, Plain, Words
from generator.content.kinds.mapping_reader import MappingReader
from generator.pages.exports.editor_schemas.tables import table

STEP = (Key("text", required=True),)
KEYS = (
    Key("title", required=True),
    Key("other", filled=True),
    Key("level", Words(("low", "high"))),
    Key("texts", Plain.TEXTS),
    Key("steps", NestedList(STEP)),
    Key("open", NestedList(STEP, is_open=True)),
    Key("below", Nested(STEP)),
    Key("code", Pattern("^T[0-9]$")),
)


@pytest.mark.parametrize(
    ("content", "reported"),
    [
        ({"title": "a"}, []),
        ({}, ["missing-key"]),
        ({"title": " "}, ["missing-key"]),
        ({"title": "a", "texts": []}, []),
        ({"title": "a", "titel": "b"}, ["unknown-key"]),
        ({"titel": "b"}, ["unknown-key", "missing-key"]),
    ],
)
def test_a_reader_checks_the_keys_of_a_table(content: dict[str, Any], reported: list[str]) -> None:
    report: list[Diagnostic] = []
    MappingReader(content, "a.yml", (), report).check(KEYS)
    assert [diagnostic.code for diagnostic in report] == reported
    assert jsonschema.Draft7Validator(table(KEYS)).is_valid(content) is (not reported)


@pytest.mark.parametrize(
    ("content", "good"),
    [
        ({}, False),
        ({"title": ""}, False),
        ({"title": "a"}, True),
        ({"title": "a", "unknown": 1}, False),
        ({"title": "a", "other": ""}, False),
        ({"title": "a", "level": "low"}, True),
        ({"title": "a", "level": None}, True),
        ({"title": "a", "level": "middle"}, False),
        ({"title": "a", "texts": "b"}, True),
        ({"title": "a", "texts": [1]}, False),
        ({"title": "a", "steps": [{"text": "b"}]}, True),
        ({"title": "a", "steps": [{}]}, False),
        ({"title": "a", "open": [{"unknown": 1}]}, True),
        ({"title": "a", "below": {"text": "b"}}, True),
        ({"title": "a", "below": {"text": "b", "unknown": 1}}, False),
        ({"title": "a", "code": "T1"}, True),
        ({"title": "a", "code": "T11"}, False),
    ],
)
def test_the_schema_of_a_table_takes_what_its_forms_take(
    content: dict[str, Any], good: bool
) -> None:
    assert jsonschema.Draft7Validator(table(KEYS)).is_valid(content) is good


def test_a_key_that_says_more_than_its_form_has_the_schema_that_is_given() -> None:
    schema = table((Key("a", Plain.MAPPING, "About it."),), {"a": {"type": "object"}})
    assert schema["properties"] == {"a": {"description": "About it.", "type": "object"}}
