"""Placeholders that no input argument stands for are reported where they stand."""

from __future__ import annotations

import pytest

from tests.support import Project

TEST = """\
attack_technique: T1047
display_name: Windows Management Instrumentation
atomic_tests:
- name: A test
  input_arguments:
    known: {description: x, type: string, default: #DEFAULT#}
  dependencies:
  - {description: x, prereq_command: '#PREREQ#', get_prereq_command: '#GET#'}
  executor: {name: sh, command: '#COMMAND#', cleanup_command: '#CLEANUP#'}
"""


@pytest.mark.parametrize("place", ["DEFAULT", "PREREQ", "GET", "COMMAND", "CLEANUP"])
def test_an_unknown_input_is_reported_wherever_it_would_be_filled_in(
    project: Project, place: str
) -> None:
    text = TEST.replace("#DEFAULT#", "'#DEFAULT#'").replace(f"#{place}#", "#{unknown} #{known}")
    project.write({"triggers/T1047.yaml": text})
    (mistake,) = project.load("splunk").diagnostics
    assert mistake.code == "unknown-input"
    assert "#{unknown} stands for no input argument" in mistake.message
