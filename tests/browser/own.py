"""The site of this repository, built beside it so that its own `build/` is left alone."""

from __future__ import annotations

import shutil
from pathlib import Path

from generator.content.kinds import KINDS
from tests.hostile import sites
from tests.support import REPOSITORY


def build_own(folder: Path, *options: str) -> None:
    """Builds it into `site` below a folder, with options of `catalogue site`."""
    kinds = (kind.key for kind in KINDS)
    for name in (*kinds, "regression_data", "docs", "generator/site"):
        if (REPOSITORY / name).is_dir():
            shutil.copytree(REPOSITORY / name, folder / name)
    for name in ("mkdocs.yml", "catalogue.yml"):
        shutil.copy(REPOSITORY / name, folder / name)
    sites.run_site(folder, *options)
