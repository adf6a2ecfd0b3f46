"""SigmaHQ's validators: run without the network, and named where they are missing."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from generator.build import loading
from generator.checks import sigmahq, sigmahq_convention
from generator.checks.check import Context
from generator.checks.sigmahq_codes import OF_VALIDATOR, VALIDATORS
from generator.reporting.policy import check_names
from tests.support import RULE, Project


def context(folder: Path, text: str) -> Context:
    project = Project(folder).write({"rules/proc_creation_win_a_program.yml": text})
    every = frozenset(code.slug for code in sigmahq_convention.CODES)
    return Context(catalogue=loading.load(project.config("splunk")).catalogue, on=every)


def test_they_need_no_network(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> None:
        raise AssertionError("a validator asked the network")

    monkeypatch.setattr(socket, "getaddrinfo", refused)
    monkeypatch.setattr(socket.socket, "connect", refused)
    text = RULE.replace("A program starts", "Detects a program that starts")
    found = [mistake.code for mistake in sigmahq_convention.check(context(tmp_path, text))]
    assert "sigmahq-title-start" in found


def test_validators_that_are_left_out_exist() -> None:
    known = __import__(sigmahq.PACKAGE, fromlist=["validators"]).validators
    assert sigmahq.LEFT_OUT.keys() <= known.keys()


def test_every_validator_that_is_run_has_a_code_of_its_own() -> None:
    assert VALIDATORS.keys() == sigmahq.validators().keys()
    assert len({code.slug for code in OF_VALIDATOR.values()}) == len(VALIDATORS)


def test_one_of_them_can_be_switched_on_alone(tmp_path: Path) -> None:
    text = RULE.replace("A program starts", "Detects a program that starts")
    project = Project(tmp_path).write(
        {"rules/a.yml": text, "catalogue.yml": "checks: {sigmahq-title-start: note}\n"}
    )
    found = loading.load(project.config("splunk"), costly=True).diagnostics
    assert [(mistake.code, mistake.severity) for mistake in found] == [
        ("sigmahq-title-start", "note")
    ]


def test_all_are_switched_on_by_one_name_and_one_of_them_off_or_waived(tmp_path: Path) -> None:
    text = RULE.replace("A program starts", "Detects a program that starts")
    settings = """\
checks:
    sigmahq-convention: on
    sigmahq-title-case: off
waivers:
  - {check: sigmahq-title-start, path: rules/a.yml, reason: Ours, expires: 2999-01-01}
"""
    project = Project(tmp_path).write({"rules/a.yml": text, "catalogue.yml": settings})
    loaded = loading.load(project.config("splunk"), costly=True)
    found = {mistake.code for mistake in loaded.diagnostics}
    assert "sigmahq-filename-convention" in found
    assert not found & {"sigmahq-title-case", "sigmahq-title-start"}
    assert [waived.diagnostic.code for waived in loaded.waived] == ["sigmahq-title-start"]


def test_catalogue_yml_may_name_each() -> None:
    assert {code.slug for code in sigmahq_convention.CODES} | {"sigmahq-convention"} <= set(
        check_names()
    )


def test_a_missing_package_is_said_under_a_code_that_was_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sigmahq, "is_installed", lambda: False)
    project = Project(tmp_path).write(
        {"rules/a.yml": RULE, "catalogue.yml": "checks: {sigmahq-title-start: on}\n"}
    )
    (found,) = loading.load(project.config("splunk"), costly=True).diagnostics
    assert found.code == "sigmahq-title-start"
    assert "not installed" in found.message


def test_where_they_are_not_installed_that_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sigmahq, "is_installed", lambda: False)
    (found,) = sigmahq_convention.check(context(tmp_path, RULE))
    assert found.path == "catalogue.yml"
    assert "detection-catalogue[sigmahq]" in found.message
