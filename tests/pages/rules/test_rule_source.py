"""The ways from the page of a rule to its file."""

from __future__ import annotations

from tests.support import RULE, Project

HOSTILE = RULE.replace("A program starts another one", "'A](x) <b> & #1? \" %'")


def test_without_a_repository_the_file_itself_is_in_the_site(project: Project) -> None:
    made = project.write({"rules/a.yml": RULE}).build()
    assert "\n[Raw YAML](../sigma/a.yml)\n" in made["rules/a.md"]
    assert made["sigma/a.yml"] == RULE
    assert "Edit this rule" not in made["rules/a.md"]
    assert "Report a false positive" not in made["rules/a.md"]


def test_with_a_repository_the_page_leads_there(project: Project) -> None:
    project.write({"rules/a b.yml": RULE, "catalogue.yml": "repository: https://github.com/o/r\n"})
    made = project.build()
    text = next(text for path, text in made.items() if path.startswith("rules/a"))
    place = "https://github.com/o/r/{}/main/rules/a%20b.yml"
    assert f"[Edit this rule]({place.format('edit')}) · [Raw YAML]({place.format('raw')})" in text
    assert not [path for path in made if path.startswith("sigma/")]


def test_a_hostile_title_is_one_value_of_the_report(project: Project) -> None:
    project.write({"rules/a.yml": HOSTILE, "catalogue.yml": "repository: https://github.com/o/r\n"})
    text = project.build()["rules/a.md"]
    line = next(line for line in text.splitlines() if line.startswith("[Report a false positive]"))
    assert (
        "title=False%20positive%3A%20A%5D%28x%29%20%3Cb%3E%20%26%20%231%3F%20%22%20%25&amp;" in line
    )
    assert line.count("(") == line.count(")") == 1


def test_each_rule_of_a_file_is_reported_by_its_own_id(project: Project) -> None:
    second = RULE.replace("2a11", "2a22")
    project.write(
        {
            "rules/a.yml": f"{RULE}---\n{second}",
            "catalogue.yml": "repository: {report: 'https://example.org/?{id}'}\n",
        }
    )
    text = project.build()["rules/a.md"]
    assert text.count("(https://example.org/?5f9b0d3c-3c3e-4c53-9d0c-0a3f3f9d2a11)") == 1
    assert text.count("(https://example.org/?5f9b0d3c-3c3e-4c53-9d0c-0a3f3f9d2a22)") == 1
    assert text.count("[Raw YAML]") == 1
