"""Runs the printed command of a small rule, as a person would, over given lines."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable
from typing import Any

import yaml
from sigma.collection import SigmaCollection

from generator.targets.grep.backend import GrepBackend
from prove.grep.lines import FORMS, Event


def rule(detection: str | dict[str, Any]) -> dict[str, Any]:
    """A rule with one selection, or with the selections and condition that the text has."""
    body = yaml.safe_load(detection) if isinstance(detection, str) else detection
    if "condition" not in body:
        body = {"selection": body, "condition": "selection"}
    return {"title": "Test", "logsource": {"category": "test"}, "detection": body}


def command(detection: str | dict[str, Any]) -> str:
    (printed,) = GrepBackend().convert(SigmaCollection.from_dicts([rule(detection)]))
    assert isinstance(printed, str)
    return printed


def printed_lines(
    printed: str, lines: Iterable[str], *, shell: str = "bash", locale: str = "C.UTF-8"
) -> list[str]:
    """What the command prints of the lines; grep's own failure (exit 2) fails the test."""
    text = "".join(f"{line}\n" for line in lines).encode("utf-8", "surrogatepass")
    done = subprocess.run(
        [shell, "-c", printed],
        input=text,
        capture_output=True,
        env={"PATH": os.environ["PATH"], "LC_ALL": locale},
        check=False,
    )
    assert done.returncode in (0, 1), done.stderr.decode(errors="replace")
    assert not done.stderr
    return done.stdout.decode("utf-8", "surrogatepass").split("\n")[:-1]


def finds(detection: str | dict[str, Any], line: str) -> bool:
    return printed_lines(command(detection), [line]) == [line]


def forms_found(detection: str | dict[str, Any], event: Event) -> set[str]:
    """The forms in which the event is found."""
    printed = command(detection)
    lines = {name: write(event) for name, write in FORMS.items()}
    found = printed_lines(printed, lines.values())
    return {name for name, line in lines.items() if line in found}


ALL = set(FORMS)
NONE: set[str] = set()
