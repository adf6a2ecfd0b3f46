"""Digests that are published keep their values; what is said about a rule changes none."""

from __future__ import annotations

import datetime

from generator.content.rule_digest import published_digest, rule_digest

RULE = {
    "title": "A",
    "logsource": {"product": "linux", "service": "auth"},
    "detection": {"s": {"f": ["x", 1]}, "condition": "s"},
}


def test_the_digest_in_trust_records_keeps_its_value() -> None:
    assert rule_digest(RULE) == "3869b923ba177068"


def test_the_digest_in_the_list_of_changes_keeps_its_value() -> None:
    assert published_digest(RULE, "detection") == (
        "f1ff3637cb19f696eea85d43b6685719a3bad1d8e25387680edaae460bff4cfe"
    )


def test_the_order_of_keys_makes_no_difference() -> None:
    logsource = {"service": "auth", "product": "linux"}
    assert rule_digest({**RULE, "logsource": logsource}) == rule_digest(RULE)


def test_a_day_is_the_same_as_its_text_which_a_built_site_has() -> None:
    day = {"detection": {"s": {"f": datetime.date(2026, 1, 2)}}}
    assert rule_digest(day) == rule_digest({"detection": {"s": {"f": "2026-01-02"}}})
