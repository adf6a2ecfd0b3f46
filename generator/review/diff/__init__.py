"""Differences between two catalogues: rules, queries, coverage, data, and a verdict on the logic.

with read_sides("main", ".", here=Path.cwd(), sources={}) as (base, head):
    found = difference(base, head, judge)
print(markdown(found))
"""

from __future__ import annotations

from generator.review.diff.as_json import as_data
from generator.review.diff.built import UnreadableSide
from generator.review.diff.comment import markdown
from generator.review.diff.difference import Difference, difference
from generator.review.diff.page import html_page
from generator.review.diff.sides import WORKING_TREE, read_sides
from generator.review.diff.site_page import CHANGES_ADDRESS, changes_page
from generator.review.diff.time_limit import judge

__all__ = [
    "CHANGES_ADDRESS",
    "WORKING_TREE",
    "Difference",
    "UnreadableSide",
    "as_data",
    "changes_page",
    "difference",
    "html_page",
    "judge",
    "markdown",
    "read_sides",
]
