"""Metadata never costs a rule its query: no value of it that YAML can give stops a conversion."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.targets.convert.conversion import convert as convert_all
from generator.targets.convert.metadata import with_sound_metadata
from generator.targets.convert.worker import Job, convert
from generator.targets.registry import PRESETS, Target
from tests.support import RULE, Project

SOUND: dict[str, Any] = {
    "title": "A title",
    "id": "5f9b0d3c-3c3e-4c53-9d0c-0a3f3f9d2a11",
    "name": "a_name",
    "status": "test",
    "level": "High",
    "description": "Says what happens.",
    "author": "Somebody",
    "date": datetime.date(2026, 11, 24),
    "modified": "2026/11/25",
    "tags": ["attack.execution", "attack.t1047"],
    "references": ["https://example.org/a"],
    "related": [{"id": "5f9b0d3c-3c3e-4c53-9d0c-0a3f3f9d2a12", "type": "similar"}],
    "falsepositives": ["An administrator"],
    "logsource": {"product": "windows", "category": "process_creation"},
    "detection": {"sel": {"Image|endswith": "\\\\a.exe"}, "condition": "sel"},
}
ODD: list[tuple[str, Any]] = [
    ("id", 12),
    ("id", datetime.date(2026, 1, 1)),
    ("id", "no-uuid"),
    ("id", ""),
    ("title", 4688),
    ("title", "x" * 300),
    ("name", ""),
    ("status", "in production"),
    ("level", "P1"),
    ("level", 3),
    ("author", ["One", "Another"]),
    ("description", ["One line", "Another"]),
    ("references", "https://example.org/a"),
    ("falsepositives", "None known"),
    ("tags", "attack.execution"),
    ("tags", ["sysmon", 3, "attack.t1047"]),
    ("date", "24th of November"),
    ("date", "2026-02-31"),
    ("modified", 20261124),
    ("related", "see the other rule"),
    ("related", [{"id": 3, "type": "similar"}, "x"]),
    ("correlation", "look at the proxy too"),
    ("license", ["MIT"]),
    ("taxonomy", ""),
    ("scope", "server"),
]


def preset(name: str) -> Target:
    return next(target for target in PRESETS if target.id == name)


def query(document: dict[str, Any], target: Target) -> tuple[str | None, str | None]:
    found = convert(Job(documents=(document,), problem=None), target).query
    return found.text, found.reason


def test_sound_metadata_is_left_as_it_is() -> None:
    assert with_sound_metadata(SOUND) == SOUND


@pytest.mark.parametrize(("key", "value"), ODD)
@pytest.mark.parametrize("name", ["splunk", "es-qs", "grep"])
def test_odd_metadata_changes_no_query(name: str, key: str, value: Any) -> None:
    target = preset(name)
    assert query({**SOUND, key: value}, target) == query(SOUND, target)


def test_a_single_field_counts_as_a_list_of_one() -> None:
    splunk = preset("splunk")
    listed = query({**SOUND, "fields": ["CommandLine"]}, splunk)
    assert query({**SOUND, "fields": "CommandLine"}, splunk) == listed
    assert query({**SOUND, "fields": [4688]}, splunk)[0] is not None


@pytest.mark.parametrize("target", PRESETS, ids=lambda target: target.id)
def test_no_target_lacks_a_query_for_odd_metadata(target: Target) -> None:
    text, reason = query({**SOUND, **dict(ODD)}, target)
    assert text is not None, reason


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.dates(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)
METADATA = sorted(SOUND.keys() - {"logsource", "detection", "title"})


@given(st.dictionaries(st.sampled_from(METADATA), VALUES), st.text(min_size=1))
def test_no_value_of_metadata_stops_a_conversion(odd: dict[str, Any], title: str) -> None:
    target = preset("grep")
    assert query({**SOUND, **odd, "title": title}, target) == query(SOUND, target)


def test_a_rule_whose_id_is_none_goes_by_the_one_that_is_made_for_it(project: Project) -> None:
    project.write({"rules/a.yml": RULE.replace("5f9b0d3c-3c3e-4c53-9d0c-0a3f3f9d2a11", "17")})
    loaded = project.load("splunk-savedsearches", "splunk")
    (rule,) = loaded.catalogue.rules
    queries = convert_all(loaded.catalogue, loaded.targets).queries["rules/a.yml", 0]
    assert queries["splunk"].text is not None
    assert not rule.id_is_given
