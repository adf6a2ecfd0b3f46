"""Selections as the parser gives them to the other stages."""

from __future__ import annotations

from typing import Any

import pytest

from generator.content.kinds.selection import parsed_part
from generator.content.model import AllOf, AnyOf, DetectionItem, items_of


def test_a_mapping_holds_one_item_for_each_key() -> None:
    part = parsed_part({"A|contains|all": ["x", "y"], "B": 1}, (0, "detection", "s"))
    contained = DetectionItem(
        (0, "detection", "s", "A|contains|all"), "A", ("contains", "all"), ("x", "y"), listed=True
    )
    plain = DetectionItem((0, "detection", "s", "B"), "B", (), (1,), listed=False)
    assert part == AllOf((contained, plain))


def test_a_list_holds_mappings_and_keywords() -> None:
    part = parsed_part([{"A": "x"}, "word"], ("s",))
    mapping = AllOf((DetectionItem(("s", 0, "A"), "A", (), ("x",), listed=False),))
    keyword = DetectionItem(("s", 1), None, (), ("word",), listed=False)
    assert part == AnyOf((mapping, keyword))
    assert list(items_of(part)) == [*mapping.items, keyword]


def test_a_key_of_modifiers_only_has_an_empty_field() -> None:
    (item,) = items_of(parsed_part({"|all": ["a", "b"]}, ("s",)))
    assert (item.field, item.modifiers) == ("", ("all",))


@pytest.mark.parametrize(
    ("content", "places"),
    [(["x", "y"], [("s", "A", 0), ("s", "A", 1)]), (["x"], [("s", "A", 0)]), ("x", [("s", "A")])],
)
def test_a_value_has_its_place(content: Any, places: list[tuple[str | int, ...]]) -> None:
    (item,) = items_of(parsed_part({"A": content}, ("s",)))
    assert [place for place, _ in item.placed_values()] == places


def test_a_compared_field_is_needed_too() -> None:
    (item,) = items_of(parsed_part({"A|fieldref": ["B", "C"]}, ("s",)))
    assert list(item.named_fields()) == ["A", "B", "C"]
