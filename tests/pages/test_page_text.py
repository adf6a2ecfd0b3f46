"""Words and templates of pages are the user's to change."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from jinja2.exceptions import SecurityError

from generator.base.diagnostics import as_text
from generator.build.loading import load, setting_mistakes
from generator.pages.page_text import PageText, fixed_words, sentences_of_pages, template_names
from generator.settings import config as configuration
from tests.site.plain import ATTACK
from tests.support import REPOSITORY, RULE, Project

PAGE = "rules/one.md"
SETTINGS = "targets: [grep]\nattack: attack.json\n"


def built(project: Project, settings: str, files: dict[str, str] | None = None) -> str:
    texts = {
        "catalogue.yml": f"targets: [grep]\nattack: attack.json\n{settings}",
        "rules/one.yml": RULE,
        "attack.json": json.dumps(ATTACK),
    }
    return project.write(texts | (files or {})).build(targets=())[PAGE]


def messages(project: Project, settings: str) -> list[str]:
    project.write({"catalogue.yml": settings})
    config, mistakes = configuration.load(project.folder)
    return [mistake.message for mistake in (*mistakes, *setting_mistakes(config))]


def test_a_label_a_heading_and_a_sentence_are_said_in_the_users_words(project: Project) -> None:
    page = built(
        project,
        "words:\n"
        "  Data Needed: Daten\n"
        "  ATT&CK Technique: Technik\n"
        "  Detection Rules: Abfragen\n"
        "  No Data Needed of this catalogue carries these events with all fields of the rule.:"
        " Keine.\n"
        "data_needed: []\n",
    )
    assert "| **Daten** " in page
    assert "| **Technik** " in page
    assert "\n## Abfragen\n" in page
    assert " | Keine. |" in page
    assert "**Data Needed**" not in page


def test_what_a_rule_says_is_never_taken_for_a_word_of_the_page(project: Project) -> None:
    rule = {"rules/one.yml": RULE.replace("Somebody", "Author")}
    page = built(project, "words: {Author: Autor}\n", rule)
    assert re.search(r"\| \*\*Autor\*\* +\| Author \|", page)


def test_a_word_that_no_page_says_is_reported_with_the_nearest(project: Project) -> None:
    (message,) = messages(project, "words: {Data Neded: Daten}\n")
    assert message == "no page says 'Data Neded'; did you mean Data Needed?"


def test_a_template_of_the_user_makes_the_page(project: Project) -> None:
    mine = {"mine/rule.md.j2": "{{ head | front_matter }}\n\nOurs: {{ rules[0].title }}\n"}
    page = built(project, "templates: mine\n", mine)
    assert page.endswith("Ours: A program starts another one\n")


def test_a_template_that_is_changed_changes_the_page_that_was_built_before(
    project: Project,
) -> None:
    assert "Sigma rule" in built(project, "")
    mine = {"mine/rule.md.j2": "{{ head | front_matter }}\n\nFirst\n"}
    assert built(project, "templates: mine\n", mine).endswith("First\n")
    mine = {"mine/rule.md.j2": "{{ head | front_matter }}\n\nSecond\n"}
    assert built(project, "templates: mine\n", mine).endswith("Second\n")


def test_text_of_rules_is_escaped_in_a_template_of_the_user(project: Project) -> None:
    hostile = RULE.replace("A program starts another one", "<b>[x](javascript:y)")
    template = "{{ head | front_matter }}\n\n{{ rules[0].title }}\n"
    files = {"mine/rule.md.j2": template, "rules/one.yml": hostile}
    assert "&lt;b&gt;\\[x\\](javascript:y)" in built(project, "templates: mine\n", files)


def test_a_template_of_the_user_reaches_nothing_but_values(project: Project) -> None:
    escape = "{{ head.__class__.__mro__ }}"
    with pytest.raises(SecurityError):
        built(project, "templates: mine\n", {"mine/rule.md.j2": escape})


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("rules.md.j2", "x", "'rules.md.j2' takes the place of no template; did you mean"),
        ("rule.md.j2", "{% for %}", "'rule.md.j2' is no template: line 1: "),
    ],
)
def test_what_cannot_be_a_template_is_reported(
    project: Project, name: str, text: str, message: str
) -> None:
    project.write({f"mine/{name}": text})
    (found,) = messages(project, "templates: mine\n")
    assert found.startswith(message)


def test_a_folder_of_templates_that_is_not_there_is_reported(project: Project) -> None:
    assert messages(project, "templates: mine\n") == ["templates is 'mine', which is no folder"]


def test_the_build_reports_at_its_line_what_it_leaves_out(project: Project) -> None:
    files = {
        "catalogue.yml": f"{SETTINGS}templates: mine\nwords:\n  Autor: x\n  Author: Autor\n",
        "rules/one.yml": RULE,
        "attack.json": json.dumps(ATTACK),
        "mine/rule.md.j2": "{% for %}",
    }
    config = project.write(files).config()
    syntax, word = (as_text(mistake) for mistake in load(config).diagnostics)
    assert syntax.startswith("catalogue.yml:3:1: error[bad-setting]: 'rule.md.j2' is no template: ")
    assert word.startswith("catalogue.yml:5:3: error[bad-setting]: no page says 'Autor'; did you")
    page = project.build(targets=())[PAGE]
    assert re.search(r"\| \*\*Autor\*\* +\| Somebody \|", page)


def test_the_words_that_are_listed_are_those_that_views_say() -> None:
    views = Path(REPOSITORY / "generator/pages").rglob("*.py")
    said = "".join(" ".join(file.read_text("utf-8").split()) for file in views)
    assert {word for word in sentences_of_pages() if word not in said} == set()


def test_every_label_of_the_rule_page_may_be_said_otherwise() -> None:
    rows = {"Title", "Description", "Data Needed", "Trigger", "Severity Level", "False Positives"}
    assert rows | {"Development Status", "Field Names", "Triage", "Proof"} <= fixed_words()


def test_every_template_renders_no_differently_without_words() -> None:
    assert "rule.md.j2" in template_names()
    values = {"head": {"title": "x"}, "introduction": "y", "pages": "", "header": "", "nothing": ""}
    one = PageText(words={"nothing of it": "z"}).render("index_of.md.j2", **values, sections=[])
    assert one == PageText().render("index_of.md.j2", **values, sections=[])


def test_a_template_that_misses_a_value_is_a_fault() -> None:
    with pytest.raises(TypeError, match="StrictUndefined"):
        PageText().render("home.md.j2", head={}, counts=[])
