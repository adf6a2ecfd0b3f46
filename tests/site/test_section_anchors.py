"""Headings, which are text of rules, do not take the anchors of the sections of a page."""

from __future__ import annotations

from typing import Any

import pytest

from generator.site.markup import guard_ids


@pytest.mark.parametrize(
    ("heading", "anchor"),
    [
        ("Rule 1", "rule-1-"),
        ("rule-5f9b0d3c-3c3e-4c53-9d0c-0a3f3f9d2a11", "rule-5f9b0d3c-3c3e-4c53-9d0c-0a3f3f9d2a11-"),
        ("Rule of two", "rule-of-two"),
        ("rule-5f9b0d3c", "rule-5f9b0d3c"),
    ],
)
def test_a_heading_that_reads_like_the_anchor_of_a_section_gets_another(
    heading: str, anchor: str
) -> None:
    extensions: dict[str, Any] = {}
    guard_ids(extensions)
    assert extensions["toc"]["slugify"](heading, "-") == anchor
