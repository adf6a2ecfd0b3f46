"""Shared test support: a scratch project and its smallest rule."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from generator.build import build as building
from generator.build.build import Loaded
from generator.settings import config as configuration
from generator.settings.config import Config, Settings

REPOSITORY = Path(__file__).resolve().parents[1]
CORPUS = REPOSITORY.parent / "shared" / "corpus"
KINDS = ("rules", "data_needed", "logging_policies", "enrichments", "triggers")

RULE = """\
title: A program starts another one
id: 5f9b0d3c-3c3e-4c53-9d0c-0a3f3f9d2a11
status: test
description: Says what happens.
references:
    - https://example.org/a
author: Somebody
date: 2026-11-24
tags:
    - attack.execution
    - attack.t1047
logsource:
    product: windows
    category: process_creation
detection:
    selection:
        ParentImage|endswith: '\\parent.exe'
    condition: selection
falsepositives:
    - An administrator
level: high
"""


class Project:
    """A project folder, filled with texts by path."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for kind in KINDS:
            (folder / kind).mkdir(parents=True, exist_ok=True)

    def write(self, files: Mapping[str, str]) -> Project:
        for path, text in files.items():
            place = self.folder / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text, encoding="utf-8")
        return self

    def config(self, *targets: str) -> Config:
        config, mistakes = configuration.load(self.folder, settings=Settings(targets=targets))
        assert not mistakes
        return config

    def load(self, *targets: str) -> Loaded:
        return building.load(self.config(*targets))

    def codes(self, *targets: str) -> list[str]:
        return [diagnostic.code for diagnostic in self.load(*targets).diagnostics]

    def build(self, targets: Iterable[str] = ("splunk",), jobs: int = 1) -> dict[str, str]:
        """The text of every output file by path, without archives."""
        config = self.config(*targets)
        made = building.build(config, jobs=jobs)
        written = [path for path in made.written.paths if not path.endswith(".zip")]
        return {path: (config.output / path).read_text("utf-8") for path in written}
