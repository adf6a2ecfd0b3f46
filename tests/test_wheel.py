"""The wheel in an environment that has nothing but what it asks for, with the network off."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import pytest

from tests.support import REPOSITORY, RULE


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder)]
    made = subprocess.run([*command, str(REPOSITORY)], capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stderr[-2000:]
    (wheel,) = folder.glob("*.whl")
    return wheel


@pytest.fixture(scope="module")
def installed(wheel: Path) -> Path:
    """The content of the wheel, in a folder of its own away from the repository."""
    place = wheel.parent / "content"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(place)
    return place


def needed(wheel: Path) -> Iterator[metadata.Distribution]:
    """What the wheel asks for and what that asks for in turn, as it is installed here."""
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        asked = re.findall(r"^Requires-Dist: (.*)$", archive.read(name).decode(), re.MULTILINE)
    waiting, seen = [text for text in asked if "extra ==" not in text], set()
    while waiting:
        requirement = re.match(r"[\w.-]+", waiting.pop())
        assert requirement
        key = requirement[0].lower().replace("_", "-")
        if key in seen:
            continue
        seen.add(key)
        try:
            found = metadata.distribution(key)
        except metadata.PackageNotFoundError:
            continue  # For another system or another Python.
        waiting += [text for text in found.requires or () if "extra ==" not in text]
        yield found


@pytest.fixture(scope="module")
def environment(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new environment with the wheel and links to what it needs, and none of our tools."""
    place = tmp_path_factory.mktemp("environment") / "venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(place)], check=True)
    (packages,) = place.glob("lib/python*/site-packages")
    for found in needed(wheel):
        for name in {file.parts[0] for file in found.files or () if file.parts[0] != ".."}:
            link = packages / name
            if not link.exists() and name != "__pycache__":
                link.symlink_to(Path(str(found.locate_file(name))))
    subprocess.run(
        [
            sys.executable, "-m", "pip", "--python", str(place), "install", "--quiet",
            "--disable-pip-version-check", "--no-index", "--no-deps", str(wheel),
        ],
        check=True,
    )  # fmt: skip
    assert not (packages / "pytest").exists()
    return place


def run(environment: Path, folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """A command in a folder, without a network and with nothing of the repository on its way."""
    alone = ["unshare", "--map-root-user", "--net"]
    works = (
        shutil.which("unshare") and subprocess.run([*alone, "true"], check=False).returncode == 0
    )
    return subprocess.run(
        [*(alone if works else []), *command],
        cwd=folder,
        env={
            "PATH": f"{environment / 'bin'}:/usr/bin:/bin",
            "HOME": str(folder),
            "http_proxy": "http://127.0.0.1:9",
            "https_proxy": "http://127.0.0.1:9",
        },
        capture_output=True,
        text=True,
        check=False,
    )


def assert_whole(site: Path) -> None:
    assert (site / "rules/one/index.html").is_file()
    assert list((site / "data_needed").glob("DN_*"))
    assert list((site / "logging_policies").glob("LP_*"))
    assert list((site / "triggers").glob("T*"))
    assert (site / "targets/grep/index.html").is_file()


def test_a_site_is_built_from_the_wheel_alone(environment: Path, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/one.yml").write_text(RULE)
    where = run(
        environment, tmp_path, "python", "-c", "import generator; print(generator.__file__)"
    )
    assert where.stdout.startswith(str(environment))
    made = run(environment, tmp_path, "catalogue", "site", "--rules", "mine")
    assert made.returncode == 0, made.stderr
    assert_whole(tmp_path / "build/site")


def test_what_init_writes_makes_a_site_at_once(environment: Path, tmp_path: Path) -> None:
    (tmp_path / "mine/windows").mkdir(parents=True)
    (tmp_path / "mine/windows/one.yml").write_text(RULE)
    made = run(environment, tmp_path, "catalogue", "init", "--github", "--gitlab")
    assert made.returncode == 0, made.stderr
    made = run(environment, tmp_path, "make", "site")
    assert made.returncode == 0, made.stdout + made.stderr
    assert_whole(tmp_path / "build/site")


def test_publishing_runs_from_the_wheel(environment: Path, tmp_path: Path) -> None:
    made = run(environment, tmp_path, "python", "-m", "generator.review.publish", "--help")
    assert made.returncode == 0, made.stderr
    assert "preview" in made.stdout


def test_no_content_of_the_repository_is_missing_in_the_library(installed: Path) -> None:
    library = installed / "generator/library"
    for kind in ("data_needed", "logging_policies", "enrichments", "triggers"):
        ours = {p.relative_to(REPOSITORY / kind) for p in (REPOSITORY / kind).rglob("*.y*ml")}
        assert ours == {p.relative_to(library / kind) for p in (library / kind).rglob("*.y*ml")}
