"""Pages of a small project, byte for byte; see README.md here."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from generator.build import build as building
from generator.settings import config as configuration
from generator.settings.config import Settings

HERE = Path(__file__).parent
FOLDERS = ("rules", "data_needed", "logging_policies", "enrichments", "triggers")


def test_pages_are_what_they_were(tmp_path: Path) -> None:
    shutil.copytree(HERE / "input", tmp_path / "input")
    settings = Settings(output=tmp_path / "pages")
    config, _ = configuration.load(tmp_path / "input", settings=settings)
    made = building.build(config, jobs=1)
    built = {
        path: (config.output / path).read_text("utf-8")
        for path in made.written.paths
        if path.partition("/")[0] in FOLDERS or path == "index.md"
    }
    pages = HERE / "pages"
    if os.environ.get("UPDATE_GOLDEN"):
        shutil.rmtree(pages, ignore_errors=True)
        for path, text in built.items():
            (pages / path).parent.mkdir(parents=True, exist_ok=True)
            (pages / path).write_text(text, "utf-8")
    golden = {
        file.relative_to(pages).as_posix(): file.read_text("utf-8") for file in pages.rglob("*.md")
    }
    assert sorted(built) == sorted(golden)
    for path, text in golden.items():
        assert built[path] == text, path
