"""Output folders that lead elsewhere, and folders that are not ours."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from generator.content.model import Artifact
from generator.output.output_folder import MANIFEST, OutputError
from generator.output.write import write
from generator.site.run import MARKER
from tests.hostile.sites import few_techniques
from tests.support import REPOSITORY, RULE, Project


def artifact(path: str) -> Artifact:
    return Artifact(path=path, content="text")


def listed(folder: Path) -> dict[str, str]:
    """The text of every file of a folder."""
    return {
        file.relative_to(folder).as_posix(): file.read_text()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    folder = tmp_path / "elsewhere"
    (folder / "inner").mkdir(parents=True)
    (folder / "a.md").write_text("precious")
    (folder / "inner/a.md").write_text("precious")
    return folder


@pytest.fixture
def out(tmp_path: Path) -> Path:
    folder = tmp_path / "out"
    folder.mkdir()
    return folder


@pytest.mark.parametrize("path", ["rules/a.md", "rules/inner/a.md", "rules/new/a.md"])
def test_nothing_is_written_through_a_link_to_a_folder(
    out: Path, elsewhere: Path, path: str
) -> None:
    before = listed(elsewhere)
    (out / "rules").symlink_to(elsewhere)
    with pytest.raises(OutputError, match="symbolic link"):
        write([artifact(path)], out)
    assert listed(elsewhere) == before
    assert not (elsewhere / "new").exists()


def test_nothing_is_written_through_a_link_deep_in_the_output(out: Path, elsewhere: Path) -> None:
    before = listed(elsewhere)
    (out / "api").mkdir()
    (out / "api/v1").symlink_to(elsewhere)
    with pytest.raises(OutputError, match="symbolic link"):
        write([artifact("api/v1/a.md")], out)
    assert listed(elsewhere) == before


def test_a_link_to_a_file_becomes_a_file_and_what_it_led_to_is_left(
    out: Path, elsewhere: Path
) -> None:
    write([], out)
    (out / "a.md").symlink_to(elsewhere / "a.md")
    write([artifact("a.md")], out)
    assert (out / "a.md").read_text() == "text"
    assert not (out / "a.md").is_symlink()
    assert (elsewhere / "a.md").read_text() == "precious"


def test_a_manifest_that_is_a_link_is_not_written_through(out: Path, elsewhere: Path) -> None:
    (out / MANIFEST).symlink_to(elsewhere / "a.md")
    write([artifact("a.md")], out)
    assert (elsewhere / "a.md").read_text() == "precious"


@pytest.mark.parametrize(
    "stale",
    ["../elsewhere/a.md", "rules/a.md", "rules/inner/a.md", "/etc/hostname", "rules/../../x", ""],
)
def test_a_stale_manifest_removes_nothing_outside(out: Path, elsewhere: Path, stale: str) -> None:
    before = listed(elsewhere)
    (out / "rules").symlink_to(elsewhere)
    (out / MANIFEST).write_text(json.dumps({"paths": [stale, str(elsewhere / "a.md")]}))
    write([artifact("other/a.md")], out)
    assert listed(elsewhere) == before
    assert elsewhere.is_dir()


def test_a_stale_link_is_removed_and_what_it_leads_to_is_left(out: Path, elsewhere: Path) -> None:
    write([artifact("a.md"), artifact("b.md")], out)
    (out / "b.md").unlink()
    (out / "b.md").symlink_to(elsewhere / "a.md")
    write([artifact("a.md")], out)
    assert not (out / "b.md").is_symlink()
    assert (elsewhere / "a.md").read_text() == "precious"


@pytest.mark.parametrize("place", ["rules", "rules/a.md"])
def test_a_file_in_the_place_of_a_folder_or_the_other_way_round_is_said(
    out: Path, place: str
) -> None:
    if place == "rules":
        (out / place).write_text("a file")
    else:
        (out / place).mkdir(parents=True)
        (out / place / "mine").write_text("mine")
    with pytest.raises(OutputError):
        write([artifact("rules/a.md")], out)


@pytest.mark.parametrize("place", ["rules", "rules/a.md"])
def test_a_stale_path_that_is_something_else_now_is_left(out: Path, place: str) -> None:
    (out / MANIFEST).write_text(json.dumps({"paths": ["rules/a.md"]}))
    if place == "rules":
        (out / place).write_text("a file")
    else:
        (out / place).mkdir(parents=True)
        (out / place / "mine").write_text("mine")
    write([artifact("b.md")], out)
    assert (out / place).exists()


def run_site(project: Project, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "generator.cli", "site", "-t", "splunk", *arguments],
        cwd=project.folder,
        capture_output=True,
        text=True,
        check=False,
        env={"PYTHONPATH": str(REPOSITORY), "PATH": "/usr/bin:/bin", "NO_MKDOCS_2_WARNING": "1"},
    )


def test_a_sign_that_is_a_link_is_none_of_ours(project: Project, elsewhere: Path) -> None:
    project.write({"rules/one.yml": RULE, "home/mine.txt": "mine"})
    (project.folder / "home" / MARKER).symlink_to(elsewhere / "a.md")
    assert run_site(project, "--output", "home").returncode == 2
    assert (project.folder / "home/mine.txt").exists()
    assert (elsewhere / "a.md").read_text() == "precious"


def _replace_by_link(place: Path, target: Path) -> None:
    if place.exists():
        place.rename(place.with_name(f"was-{place.name}"))
    place.symlink_to(target)


def test_the_site_of_another_program_is_not_emptied(project: Project) -> None:
    project.write(
        {
            "rules/one.yml": RULE,
            "home/sitemap.xml": "<urlset/>",
            "home/search/search_index.json": "{}",
        }
    )
    made = run_site(project, "--output", "home")
    assert made.returncode == 2
    assert "would delete" in made.stderr
    assert (project.folder / "home/sitemap.xml").exists()


@pytest.mark.parametrize("output", [".", "rules", "build"])
def test_a_folder_that_the_site_is_made_of_is_not_emptied(project: Project, output: str) -> None:
    project.write({"rules/one.yml": RULE})
    before = listed(project.folder)
    made = run_site(project, "--output", output)
    assert made.returncode == 2, made.stderr
    assert not before.items() - listed(project.folder).items()


def run_mkdocs(project: Project, site: str) -> subprocess.CompletedProcess[str]:
    project.write(
        {
            "rules/one.yml": RULE,
            "docs/index.md": "# Home",
            "attack.json": few_techniques(),
            "catalogue.yml": "attack: attack.json\n",
            "mkdocs.yml": f"site_name: Mine\nplugins: [catalogue]\nsite_dir: {site}\n",
        }
    )
    return subprocess.run(
        [sys.executable, "-m", "mkdocs", "build"],
        cwd=project.folder,
        capture_output=True,
        text=True,
        check=False,
        env={"PYTHONPATH": str(REPOSITORY), "PATH": "/usr/bin:/bin", "NO_MKDOCS_2_WARNING": "1"},
    )


def test_mkdocs_does_not_empty_the_folder_of_the_content(project: Project) -> None:
    made = run_mkdocs(project, "rules")
    assert made.returncode != 0
    assert "is emptied before each build" in made.stderr
    assert (project.folder / "rules/one.yml").exists()


def test_a_site_that_mkdocs_built_is_built_anew_but_not_through_links_in_it(
    project: Project, elsewhere: Path
) -> None:
    before = listed(elsewhere)
    made = run_mkdocs(project, "build/site")
    assert made.returncode == 0, made.stderr
    site = project.folder / "build/site"
    assert (site / MARKER).is_file()
    for folder in ("queries", "rules/one", "assets"):
        _replace_by_link(site / folder, elsewhere)
    assert run_site(project).returncode == 0
    assert listed(elsewhere) == before
    assert (site / "assets/catalogue.css").is_file()
    assert (site / "rules/one/index.html").is_file()
