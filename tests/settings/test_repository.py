"""The setting `repository`: addresses made of templates and of what rules say."""

from __future__ import annotations

import pytest

from generator.settings import config as configuration
from generator.settings.config import Config
from generator.settings.repository import NOWHERE, Repository
from tests.support import Project

HOSTILE = 'a&b=c#d?e/../f%2F"<x>\n{id} é'


def configured(project: Project, text: str) -> tuple[Config, list[str]]:
    project.write({"catalogue.yml": text})
    config, mistakes = configuration.load(project.folder)
    return config, [f"{mistake.code}: {mistake.message}" for mistake in mistakes]


def repository_of(project: Project, text: str) -> Repository:
    config, mistakes = configured(project, text)
    assert mistakes == []
    return config.repository


def test_without_the_setting_there_is_no_link(project: Project) -> None:
    assert repository_of(project, "targets: [splunk]\n") == NOWHERE
    assert NOWHERE.edit_address("rules/a.yml") is None
    assert NOWHERE.report_address(path="rules/a.yml", id="1", title="A") is None


def test_an_address_on_github_is_enough(project: Project) -> None:
    found = repository_of(project, "repository: https://github.com/o/r.git\n")
    assert found.edit_address("rules/a b.yml") == "https://github.com/o/r/edit/main/rules/a%20b.yml"
    assert found.raw_address("rules/a.yml") == "https://github.com/o/r/raw/main/rules/a.yml"
    assert found.commit_address("abc") == "https://github.com/o/r/commit/abc"
    assert found.report_address(path="rules/a.yml", id="7", title="A & B") == (
        "https://github.com/o/r/issues/new?title=False%20positive%3A%20A%20%26%20B"
        "&body=Rule%207%20%28rules%2Fa.yml%29%0A%0A"
    ).replace("rules%2Fa.yml", "rules/a.yml")


def test_gitlab_has_its_own_places(project: Project) -> None:
    text = "repository: {url: https://gitlab.example.org/o/r/, branch: dev/next}\n"
    found = repository_of(project, text)
    assert found.edit_address("a.yml") == "https://gitlab.example.org/o/r/-/edit/dev/next/a.yml"
    assert str(found.commit_address("abc")).endswith("/-/commit/abc")


def test_a_host_that_is_not_known_has_the_links_that_are_given(project: Project) -> None:
    text = "repository: {url: https://git.example.org/r, edit: '{url}/_edit/{branch}/{path}'}\n"
    found = repository_of(project, text)
    assert found.edit_address("a.yml") == "https://git.example.org/r/_edit/main/a.yml"
    assert found.raw_address("a.yml") is None


def test_an_empty_template_switches_a_link_off(project: Project) -> None:
    text = "repository: {url: https://github.com/o/r, report: ''}\n"
    assert repository_of(project, text).report_address(path="a", id="1", title="A") is None


def test_a_project_below_the_top_of_its_repository_knows_its_place(project: Project) -> None:
    (project.folder / ".git").mkdir()
    inner = Project(project.folder / "inner/project")
    found = repository_of(inner, "repository: https://github.com/o/r\n")
    assert str(found.edit_address("rules/a.yml")).endswith("/main/inner/project/rules/a.yml")
    given = "repository: {url: https://github.com/o/r, folder: elsewhere/}\n"
    other = repository_of(inner, given)
    assert str(other.edit_address("rules/a.yml")).endswith("/main/elsewhere/rules/a.yml")


@pytest.mark.parametrize("path", ["../shared/a.yml", "/srv/rules/a.yml", "C:/rules/a.yml"])
def test_a_file_outside_of_the_project_has_no_link(project: Project, path: str) -> None:
    found = repository_of(project, "repository: https://github.com/o/r\n")
    assert found.edit_address(path) is None


def test_whatever_a_rule_says_stays_one_value_of_its_address(project: Project) -> None:
    text = "repository: {report: 'https://tracker.example.org/new?t={title}&i={id}#x'}\n"
    address = repository_of(project, text).report_address(path="a", id=HOSTILE, title=HOSTILE)
    quoted = "a%26b%3Dc%23d%3Fe%2F..%2Ff%252F%22%3Cx%3E%0A%7Bid%7D%20%C3%A9"
    assert address == f"https://tracker.example.org/new?t={quoted}&i={quoted}#x"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("repository: javascript:alert(1)\n", "begins with https://"),
        ("repository: {url: 'file:///etc'}\n", "begins with https://"),
        ("repository: {report: 'javascript:alert({title})'}\n", "begin it with https://"),
        ("repository: {report: '{title}'}\n", "begin it with https://"),
        ("repository: {report: 'https://{title}/x'}\n", "begin it with https://"),
        ("repository: {report: 'https://example.org{title}/x'}\n", "begin it with https://"),
        ("repository: {report: '{url}{title}'}\n", "begin it with https://"),
        ("repository: {edit: 'https://example.org/{pth}'}\n", "did you mean path?"),
    ],
)
def test_what_could_lead_elsewhere_is_reported_and_not_used(
    project: Project, text: str, said: str
) -> None:
    config, mistakes = configured(project, text)
    assert len(mistakes) == 1
    assert mistakes[0].startswith("bad-setting: ")
    assert said in mistakes[0]
    found = config.repository
    assert (found.url, found.edit, found.report) == ("", "", "")


def test_a_key_that_the_setting_does_not_have_is_reported(project: Project) -> None:
    _, mistakes = configured(project, "repository: {ur: https://github.com/o/r}\n")
    assert "did you mean url?" in mistakes[0]
