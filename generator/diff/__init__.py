"""What changed between two catalogues: rules, queries, coverage, data, and the verdict on the logic.

with read_sides("main", ".", here=Path.cwd(), sources={}) as (base, head):
    found = difference(base, head, judge)
print(markdown(found))
"""

from __future__ import annotations

from generator.diff.as_json import as_data
from generator.diff.built import UnreadableSide
from generator.diff.comment import markdown
from generator.diff.difference import Difference, difference
from generator.diff.judging import judge
from generator.diff.page import html_page
from generator.diff.sides import WORKING_TREE, read_sides
from generator.diff.site_page import CHANGES_ADDRESS, changes_page

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
