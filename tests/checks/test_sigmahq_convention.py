"""SigmaHQ's validators: run without the network, and named where they are missing."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from generator import loading, sigmahq
from generator.checks import sigmahq_convention
from generator.checks.check import Context
from tests.support import RULE, Project


def context(folder: Path, text: str) -> Context:
    project = Project(folder).write({"rules/proc_creation_win_a_program.yml": text})
    return Context(catalogue=loading.load(project.config("splunk")).catalogue)


def test_they_need_no_network(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> None:
        raise AssertionError("a validator asked the network")

    monkeypatch.setattr(socket, "getaddrinfo", refused)
    monkeypatch.setattr(socket.socket, "connect", refused)
    text = RULE.replace("A program starts", "Detects a program that starts")
    found = [mistake.message for mistake in sigmahq_convention.check(context(tmp_path, text))]
    assert any(message.startswith("title-start: ") for message in found)


def test_validators_that_are_left_out_exist() -> None:
    known = __import__(sigmahq.PACKAGE, fromlist=["validators"]).validators
    assert sigmahq.LEFT_OUT.keys() <= known.keys()


def test_where_they_are_not_installed_that_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sigmahq, "is_installed", lambda: False)
    (found,) = sigmahq_convention.check(context(tmp_path, RULE))
    assert found.path == "catalogue.yml"
    assert "detection-catalogue[sigmahq]" in found.message
