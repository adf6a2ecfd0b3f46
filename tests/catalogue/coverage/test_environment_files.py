"""Files of environments: what they may hold, and what is reported."""

from __future__ import annotations

import yaml

from generator.catalogue.coverage import in_place
from tests.support import Project

DATA = "title: {title}\nplatform: {platform}\nchannel: a\nfields: [Image]\n"


def project_with(project: Project, environment: str) -> Project:
    return project.write(
        {
            "environments/ours.yml": environment,
            "data_needed/DN_0001_a.yml": DATA.format(title="DN_0001_a", platform="Windows")
            + "loggingpolicy: [LP_0001_a]\nsample: Image\n",
            "data_needed/DN_0002_b.yml": DATA.format(title="DN_0002_b", platform="Linux")
            + "sample: Image\n",
            "logging_policies/LP_0001_a.yml": yaml.safe_dump(
                {
                    "title": "LP_0001_a",
                    "default": "Configured",
                    "volume": "Low",
                    "configuration": "x",
                }
            ),
        }
    )


def test_titles_stand_in_a_list_or_below_their_platform(project: Project) -> None:
    listed = "name: Ours\nlogging_policies: [LP_0001_a]\ntargets: splunk\n"
    below = "name: Ours\nlogging_policies: {Windows: [LP_0001_a], linux: }\n"
    for text, data in ((listed, {"DN_0001_a"}), (below, {"DN_0001_a", "DN_0002_b"})):
        loaded = project_with(project, text).load()
        assert loaded.diagnostics == ()
        (environment,) = loaded.catalogue.environments
        assert environment.title == "Ours"
        assert in_place(environment, loaded.catalogue).data == data


def test_names_that_are_not_there_are_reported_where_they_stand(project: Project) -> None:
    text = (
        "title: Ours\nplatforms: [windows, Windws]\ntargets: [splunk, splnk]\n"
        "data_needed:\n  Lnux: [DN_0002_x]\nlogging_policies: [LP_0001_a, LP_0001_x]\n"
    )
    found = project_with(project, text).load().diagnostics
    assert [(d.line, d.column, d.code) for d in found] == [
        (2, 22, "dangling-environment-reference"),
        (3, 19, "dangling-environment-reference"),
        (5, 3, "dangling-environment-reference"),
        (5, 10, "dangling-data-needed"),
        (6, 31, "dangling-logging-policy"),
    ]


def test_a_target_that_only_the_configuration_names_is_known(project: Project) -> None:
    project_with(project, "title: Ours\ntargets: [our-splunk]\n")
    project.write({"catalogue.yml": "targets:\n  - {id: our-splunk, preset: splunk}\n"})
    assert project.codes() == []
    assert project.codes("grep") == []


def test_what_is_no_environment_is_reported_and_hides_no_other(project: Project) -> None:
    project_with(project, "platforms: 7\ndata_needed: {Windows: {a: b}}\ncolour: red\n")
    project.write({"environments/good.yml": "title: Good\n"})
    loaded = project.load()
    codes = {d.code for d in loaded.diagnostics}
    assert codes >= {"missing-key", "wrong-type", "unknown-key"}
    assert [e.title for e in loaded.catalogue.environments] == ["Good", "ours"]


def test_two_environments_of_a_name_each_have_a_page(project: Project) -> None:
    project.write({"environments/a/x.yml": "title: X\n", "environments/b/x.yml": "title: X\n"})
    loaded = project.load()
    assert [d.code for d in loaded.diagnostics] == ["duplicate-stem", "duplicate-title"]
    pages = {loaded.catalogue.page(e) for e in loaded.catalogue.environments}
    assert len(pages) == 2
