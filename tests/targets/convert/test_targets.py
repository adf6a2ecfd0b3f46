"""Targets by their name, and targets of a user's own."""

from __future__ import annotations

from generator.targets.convert.conversion import convert
from generator.targets.registry import PRESETS
from generator.targets.target_digest import packages
from tests.support import RULE, Project

OWN_NAMES = """\
name: Our names
priority: 50
transformations:
  - id: names
    type: field_name_mapping
    mapping:
      ParentImage: process.parent.path
      Channel: log
      EventID: event
"""


def queries(project: Project) -> dict[str, str | None]:
    loaded = project.load()
    assert [diagnostic.message for diagnostic in loaded.diagnostics] == []
    row = convert(loaded.catalogue, loaded.targets).queries["rules/a.yml", 0]
    return {target: query.text for target, query in row.items()}


def test_the_seven_of_the_ordered_page_come_in_its_order() -> None:
    assert [target.id for target in PRESETS[:7]] == [
        "powershell",
        "es-qs",
        "xpack-watcher",
        "graylog",
        "splunk",
        "logpoint",
        "grep",
    ]


def test_the_pipelines_of_a_preset_can_be_replaced(project: Project) -> None:
    project.write(
        {
            "rules/a.yml": RULE,
            "names.yml": OWN_NAMES,
            "catalogue.yml": """\
targets:
  - es-qs
  - id: our-elastic
    preset: es-qs
    pipelines: ["generator.targets.shared.scope:scope_pipeline", names.yml]
""",
        }
    )
    made = queries(project)
    assert list(made) == ["es-qs", "our-elastic"]
    assert "process.parent.path:*\\\\parent.exe" in (made["our-elastic"] or "")
    assert 'log:"Microsoft-Windows-Sysmon/Operational"' in (made["our-elastic"] or "")


def test_any_installed_back_end_can_be_a_target(project: Project) -> None:
    project.write(
        {
            "rules/a.yml": RULE,
            "catalogue.yml": """\
targets:
  - id: spl2
    backend: sigma.backends.splunk:SplunkSPL2Backend
    title: SPL2
""",
        }
    )
    assert "parent.exe" in (queries(project)["spl2"] or "")
    (target,) = project.load().targets
    assert "pysigma-backend-splunk" in packages(target)


def test_a_target_that_cannot_be_loaded_is_reported_and_the_others_stay(project: Project) -> None:
    project.write(
        {
            "rules/a.yml": RULE,
            "catalogue.yml": """\
targets:
  - splunk
  - id: one
    backend: sigma.backends.nosuch:Backend
  - id: two
    preset: es-qs
    pipelines: [missing.yml]
""",
        }
    )
    loaded = project.load()
    assert [target.id for target in loaded.targets] == ["splunk"]
    assert [diagnostic.code for diagnostic in loaded.diagnostics] == ["bad-target", "bad-target"]
    assert "sigma.backends.nosuch:Backend" in loaded.diagnostics[0].message
    assert "missing.yml" in loaded.diagnostics[1].message


def test_a_wrong_pipeline_file_is_a_reason_for_each_rule(project: Project) -> None:
    project.write(
        {
            "rules/a.yml": RULE,
            "names.yml": "transformations: [{type: nosuch}]\n",
            "catalogue.yml": "targets: [{id: own, preset: es-qs, pipelines: [names.yml]}]\n",
        }
    )
    loaded = project.load()
    query = convert(loaded.catalogue, loaded.targets).queries["rules/a.yml", 0]["own"]
    assert query.text is None
    assert "nosuch" in (query.reason or "")
