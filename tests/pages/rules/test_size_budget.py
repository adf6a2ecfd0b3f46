"""How much code the page of a rule shows."""

from __future__ import annotations

import re

from generator.pages.rules.size_budget import CODE_BYTES
from tests.support import RULE, Project

TARGETS = ("splunk", "es-qs", "graylog", "grep")


def with_values(number: int, value: str = "\\a program with a rather long name {}.exe") -> str:
    values = "".join(f"            - '{value.format(n)}'\n" for n in range(number))
    return RULE.replace("'\\parent.exe'\n", f"\n{values}")


def blocks(page: str) -> dict[str, list[str]]:
    """The code on a page by its language."""
    found: dict[str, list[str]] = {}
    for _, language, text in re.findall(
        r"^(`{3,})(\w*)\n(.*?)\n\1$", page, re.DOTALL | re.MULTILINE
    ):
        found.setdefault(language, []).append(text)
    return found


def test_a_rule_of_usual_length_is_shown_whole_and_coloured(project: Project) -> None:
    page = project.write({"rules/a.yml": RULE}).build(TARGETS)["rules/a.md"]
    assert blocks(page)["yaml"] == [RULE.rstrip("\n")]
    assert "are shown" not in page


def test_a_long_rule_is_shown_whole_and_not_coloured(project: Project) -> None:
    text = with_values(150)
    page = project.write({"rules/a.yml": text}).build(("splunk",))["rules/a.md"]
    assert blocks(page)["text"][0] == text.rstrip("\n")


def test_no_page_has_more_code_than_there_is_room_for(project: Project) -> None:
    text = with_values(1_500, "\\é<&>{}.exe")
    made = project.write({"rules/a.yml": text}).build(TARGETS)
    page = made["rules/a.md"]
    code = [text for group in blocks(page).values() for text in group]
    sizes = [
        len(text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").encode())
        for text in code
    ]
    assert 0.9 * CODE_BYTES < sum(sizes) <= CODE_BYTES
    assert f"The file has {len(text):,} characters, of which " in page
    assert made["sigma/a.yml"] == text
    whole = re.findall(
        r"The query has ([\d,]+) characters, .*\[the whole query\]\(\.\./(.*?)\)", page
    )
    assert len(whole) == len(code) - 1
    for number, path in whole:
        assert len(made[path].removesuffix("\n")) == int(number.replace(",", ""))


def test_the_longest_query_of_the_settings_does_not_cut_a_rule(project: Project) -> None:
    project.write({"rules/a.yml": RULE, "catalogue.yml": "longest_query: 20\n"})
    page = project.build()["rules/a.md"]
    assert blocks(page)["yaml"] == [RULE.rstrip("\n")]
    assert "of which 20 are shown" in page
