"""Pages of a small project, byte for byte; see README.md here."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from generator.build import build as building
from generator.settings import config as configuration
from generator.settings.config import Config, Settings

HERE = Path(__file__).parent
INPUT = HERE / "input"
PAGES = HERE / "pages"
FOLDERS = (
    "attention",
    "browse",
    "data_needed",
    "enrichments",
    "environments",
    "logging_policies",
    "rules",
    "support",
    "triggers",
    "use_cases",
)
"""Folders of the output of which every page is compared."""
EXAMPLES = (
    "index.md",
    "attack/tactics/TA0002.md",
    "attack/techniques/T1047.md",
    "targets/index.md",
)
"""Single pages that are compared beside those."""


def golden_config(folder: Path) -> Config:
    """The configuration of a copy of the project in a folder."""
    shutil.copytree(INPUT, folder / "input")
    settings = Settings(output=folder / "pages")
    config, _ = configuration.load(folder / "input", settings=settings)
    return config


def test_pages_are_what_they_were(tmp_path: Path) -> None:
    config = golden_config(tmp_path)
    made = building.build(config, jobs=1)
    built = {
        path: (config.output / path).read_text("utf-8")
        for path in made.written.paths
        if path.endswith(".md") and (path.partition("/")[0] in FOLDERS or path in EXAMPLES)
    }
    if os.environ.get("UPDATE_GOLDEN"):
        shutil.rmtree(PAGES, ignore_errors=True)
        for path, text in built.items():
            (PAGES / path).parent.mkdir(parents=True, exist_ok=True)
            (PAGES / path).write_text(text, "utf-8")
    golden = {
        file.relative_to(PAGES).as_posix(): file.read_text("utf-8") for file in PAGES.rglob("*.md")
    }
    assert sorted(built) == sorted(golden)
    for path, text in golden.items():
        assert built[path] == text, path
