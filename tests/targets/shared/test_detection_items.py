"""All tests of a rule, however its selections nest."""

from __future__ import annotations

from sigma.collection import SigmaCollection

from generator.targets.shared.detection_items import detection_items, items_in

RULES = """
title: Two selections
name: two
logsource: {product: windows}
detection:
  first:
    - A: 1
      B: 2
    - C: 3
  second: {D: 4}
  words: [x, y]
  condition: first and second and words
---
title: Their correlation
correlation: {type: event_count, rules: [two], group-by: [A], timespan: 1m, condition: {gte: 2}}
"""


def test_items_come_in_the_order_of_the_rule() -> None:
    rule, correlation = SigmaCollection.from_yaml(RULES).rules
    assert [item.field for item in detection_items(rule)] == ["A", "B", "C", "D", None]
    assert list(detection_items(correlation)) == []


def test_one_selection_is_walked_by_itself() -> None:
    rule, _ = SigmaCollection.from_yaml(RULES).rules
    selections = rule.detection.detections
    assert [item.field for item in items_in(selections["first"])] == ["A", "B", "C"]
