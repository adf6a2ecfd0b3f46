"""The plain index of all rules."""

from __future__ import annotations

import pytest

from generator.pages.rules import index as rule_index
from tests.support import RULE, Project


@pytest.fixture(autouse=True)
def _short_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rule_index, "RULES_ON_A_PAGE", 3)


def with_rules(project: Project, **counts: int) -> Project:
    """So many rules of each product; those of `old` are deprecated ones of Windows."""
    number = 0
    for product, count in counts.items():
        for _ in range(count):
            number += 1
            text = RULE.replace("2a11", f"2{number:03}").replace("another one", f"one {number}")
            if product == "old":
                text = text.replace("status: test", "status: deprecated")
            else:
                text = text.replace("product: windows", f"product: {product}")
            project.write({f"rules/{product}{number}.yml": text})
    return project


def sizes(built: dict[str, str]) -> dict[str, int]:
    """How many rules each page of the index has."""
    return {
        path: text.count(".md) | high |")
        for path, text in built.items()
        if path.startswith("rules/index")
    }


def test_a_log_source_stands_on_one_page_where_it_fits(project: Project) -> None:
    built = with_rules(project, aws=2, linux=2, macos=1, windows=4).build()
    assert sizes(built) == {
        "rules/index.md": 2,
        "rules/index-2.md": 3,
        "rules/index-3.md": 3,
        "rules/index-4.md": 1,
    }


def test_the_first_page_says_what_stands_where_and_the_others_lead_back(project: Project) -> None:
    built = with_rules(project, aws=2, windows=4).build()
    first = built["rules/index.md"]
    assert "| aws | 2 | [1](index.md) |" in first
    assert "| windows | 4 | [2](index-2.md) · [3](index-3.md) |" in first
    second = "Page 2 of 3 · [all products](index.md) · [page before](index.md) · "
    assert f"{second}[next page](index-3.md)\n" in built["rules/index-2.md"]
    assert "[page before](index-2.md)\n" in built["rules/index-3.md"]


def test_one_page_needs_no_table_of_pages(project: Project) -> None:
    built = with_rules(project, aws=2).build()
    assert sizes(built) == {"rules/index.md": 2}
    assert "Pages" not in built["rules/index.md"]


def test_rules_that_are_not_in_use_stand_at_the_end_under_a_heading_of_their_own(
    project: Project,
) -> None:
    page = with_rules(project, windows=1, old=1, aws=1).build()["rules/index.md"]
    used, _, retired = page.partition("## Deprecated and unsupported rules")
    assert "windows1.md" in used
    assert "aws3.md" in used
    assert "old2.md" not in used
    assert "old2.md" in retired
