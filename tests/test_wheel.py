"""Everything that the program reads at run time is in the wheel."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.support import REPOSITORY, RULE


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The content of the wheel, in a folder of its own away from the repository."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder)]
    made = subprocess.run([*command, str(REPOSITORY)], capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stderr[-2000:]
    (wheel,) = folder.glob("*.whl")
    place = folder / "content"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(place)
    return place


def test_a_site_is_built_from_the_wheel_alone(installed: Path, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/one.yml").write_text(RULE)
    environment = {**os.environ, "PYTHONPATH": str(installed)}
    where = subprocess.run(
        [sys.executable, "-c", "import generator; print(generator.__file__)"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert where.stdout.startswith(str(installed))
    made = subprocess.run(
        [sys.executable, "-m", "generator.cli", "site", "--rules", "mine"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert made.returncode == 0, made.stderr
    site = tmp_path / "build/site"
    assert (site / "rules/one/index.html").is_file()
    assert list((site / "data_needed").glob("DN_*"))
    assert list((site / "logging_policies").glob("LP_*"))
    assert list((site / "triggers").glob("T*"))
    assert (site / "targets/grep/index.html").is_file()


def test_no_content_of_the_repository_is_missing_in_the_library(installed: Path) -> None:
    library = installed / "generator/library"
    for kind in ("data_needed", "logging_policies", "enrichments", "triggers"):
        ours = {p.relative_to(REPOSITORY / kind) for p in (REPOSITORY / kind).rglob("*.y*ml")}
        assert ours == {p.relative_to(library / kind) for p in (library / kind).rglob("*.y*ml")}
